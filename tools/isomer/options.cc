// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/options.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "isa/container/output_file.h"
#include "isa/container/suggestion.h"

namespace isomer {

namespace po = boost::program_options;

Options::Options(std::string command, std::string about, std::vector<std::string> examples)
    : command_(std::move(command)),
      about_(std::move(about)),
      examples_(std::move(examples)),
      usage_("usage: isomer " + command_) {
  visible_.add_options()("help,h", "show this text");
}

void Options::operand(const char* name, std::string* value) {
  operands_.add_options()(name, po::value(value));
  positions_.add(name, 1);
  usage_ += fmt::format(" {}", name);
  operand_names_.emplace_back(name);
}

void Options::optional_operand(const char* name, std::string* value) {
  operands_.add_options()(name, po::value(value));
  positions_.add(name, 1);
  usage_ += fmt::format(" [{}]", name);
}

void Options::operands(const char* name, std::vector<std::string>* values) {
  operands_.add_options()(name, po::value(values));
  positions_.add(name, -1);
  usage_ += fmt::format(" {}...", name);
  operand_names_.emplace_back(name);
}

void Options::repeatable(const char* name, std::vector<std::string>* variable,
                         const char* placeholder, const char* text) {
  visible_.add_options()(name, po::value(variable)->composing()->value_name(placeholder), text);
}

void Options::list(const char* name, std::vector<std::string>* variable, const char* placeholder,
                   const char* text) {
  visible_.add_options()(name, po::value(variable)->multitoken()->value_name(placeholder), text);
}

void Options::flag(const char* name, bool* variable, const char* text) {
  visible_.add_options()(name, po::bool_switch(variable), text);
}

po::typed_value<std::string>* Options::natural(const char* name, std::uint64_t* variable) {
  return po::value<std::string>()->notifier([name, variable](const std::string& text) {
    std::int64_t number = -1;
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    if (failure != std::errc() || stop != end || number < 0) {
      throw UsageError(fmt::format("--{} {} is no number from 0 to 2^63 - 1", name, text));
    }
    *variable = static_cast<std::uint64_t>(number);
  });
}

bool Options::parse(const Arguments& arguments) {
  if (std::any_of(arguments.begin(), arguments.end(),
                  [](const std::string& word) { return word == "--help" || word == "-h"; })) {
    print_help();
    return false;
  }
  po::options_description all;
  all.add(visible_).add(operands_);
  using po::command_line_style::allow_guessing;
  using po::command_line_style::unix_style;
  try {
    po::store(po::command_line_parser(arguments)
                  .options(all)
                  .positional(positions_)
                  .style(unix_style & ~allow_guessing)
                  .run(),
              values_);
    po::notify(values_);
  } catch (const po::unknown_option& error) {
    std::vector<std::string> names;
    for (const auto& option : visible_.options()) names.push_back("--" + option->long_name());
    const std::string name = error.get_option_name();
    throw UsageError(
        fmt::format("{}: there is no option '{}'{}", command_, name, suggestion(name, names)));
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError(fmt::format("{}: too many operands; {}", command_, usage_));
  } catch (const po::error& error) {
    throw UsageError(
        fmt::format("{}: {}; see `isomer {} --help`", command_, error.what(), command_));
  }
  for (const std::string& name : operand_names_) {
    if (values_.count(name) == 0) {
      throw UsageError(fmt::format("{}: {} is missing; {}", command_, name, usage_));
    }
  }
  return true;
}

void Options::print_help() const {
  std::ostringstream options;
  options << visible_;
  fmt::print("{} [OPTIONS]\n\n{}\n\n{}\nexamples:\n", usage_, about_, options.str());
  for (const std::string& example : examples_) fmt::print("  {}\n", example);
}

std::string choice(const char* option, const std::string& word, std::vector<std::string> legal) {
  if (std::find(legal.begin(), legal.end(), word) != legal.end()) return word;
  throw UsageError(fmt::format("{} '{}' is unknown{}", option, word, suggestion(word, legal)));
}

void check_range(const char* option, std::int64_t number, std::int64_t min, std::int64_t max) {
  if (min <= number && number <= max) return;
  throw UsageError(fmt::format("{} {} is outside {}..{}", option, number, min, max));
}

std::filesystem::path output_path(const std::string& given, const std::filesystem::path& source,
                                  const char* ending) {
  if (!given.empty()) return given;
  const std::filesystem::path path = source.filename().replace_extension(ending);
  if (std::filesystem::exists(path)) {
    throw Error(fmt::format("{} exists already; name another file, or this one, with --output",
                            path.string()));
  }
  return path;
}

namespace {

// Whether both name one file, which need not exist yet.
bool is_same_file(const std::filesystem::path& a, const std::filesystem::path& b) {
  std::error_code failure;  // what does not exist is not equivalent
  const auto whole = [&](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path), failure);
  };
  return std::filesystem::equivalent(a, b, failure) || whole(a) == whole(b);
}

}  // namespace

void check_outputs(std::initializer_list<std::filesystem::path> outputs,
                   std::initializer_list<std::filesystem::path> inputs) {
  for (auto it = outputs.begin(); it != outputs.end(); ++it) {
    const std::filesystem::path& output = *it;
    if (output.empty()) continue;
    if (output == "-")
      throw UsageError("'-' is no file to write: name one (only `run --dump -` is a pipe)");
    const bool is_twice = std::any_of(outputs.begin(), it, [&](const std::filesystem::path& other) {
      return !other.empty() && is_same_file(output, other);
    });
    if (is_twice)
      throw UsageError(
          fmt::format("{} is to be written twice; name another output", output.string()));
    for (const std::filesystem::path& input : inputs) {
      if (!input.empty() && is_same_file(output, input)) {
        throw UsageError(
            fmt::format("{} is both read and to be written; name another output", output.string()));
      }
    }
    require_writable(output);
  }
}

std::filesystem::path unused_path(const std::filesystem::path& source, const char* ending) {
  const std::string stem = source.stem().string();
  std::filesystem::path path = stem + ending;
  for (int i = 2; std::filesystem::exists(path); ++i)
    path = fmt::format("{}-{}{}", stem, i, ending);
  return path;
}

}  // namespace isomer
