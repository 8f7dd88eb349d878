// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/suggestion.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/assembler.h"
#include "isa/program/assembly.h"

namespace isomer {
namespace {

constexpr int kMaxSize = std::numeric_limits<int>::max();
constexpr auto kMaxOffset = static_cast<std::int64_t>(kMaxDeviceBytes);

template <typename Map>
std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [key, value] : map) names.emplace_back(key);
  return names;
}

// Builds a program line by line.
class Builder {
 public:
  explicit Builder(std::string_view file) : folder_(std::filesystem::path(file).parent_path()) {}

  void add(const TextLine& line) {
    const Token& first = line.tokens.front();
    if (!first.text.starts_with('.')) {
      program_.instructions.push_back(assemble_line(line));
      if (source_) program_.source.resize(program_.instructions.size(), *source_);
      return;
    }
    using Directive = void (Builder::*)(const TextLine&);
    static const std::map<std::string, Directive> kDirectives = {
        {".program", &Builder::name},    {".machine", &Builder::machine},
        {".segment", &Builder::segment}, {".data", &Builder::data},
        {".int8", &Builder::int8},       {".int16", &Builder::int16},
        {".zeros", &Builder::zeros},     {".file", &Builder::file},
        {".tensor", &Builder::tensor},   {".input", &Builder::input},
        {".output", &Builder::output},   {".batch", &Builder::batch},
        {".macs", &Builder::macs},       {".layer", &Builder::layer},
        {".source", &Builder::source},
    };
    const auto found = kDirectives.find(first.text);
    if (found == kDirectives.end())
      line.fail(first, fmt::format("'{}' is no directive{}", first.text,
                                   suggestion(first.text, keys(kDirectives))));
    (this->*found->second)(line);
  }

  Program take() { return std::move(program_); }

 private:
  // Refuses another number of arguments behind the directive.
  static void expect(const TextLine& line, std::size_t least, std::size_t most) {
    const std::size_t count = line.tokens.size() - 1;
    if (count < least || count > most)
      line.fail(line.tokens.front(), fmt::format("{} takes {} to {} arguments, not {}",
                                                 line.tokens.front().text, least, most, count));
  }

  void name(const TextLine& line) {
    expect(line, 1, 1);
    program_.name = line.tokens[1].text;
  }

  void machine(const TextLine& line) {
    expect(line, 1, 2);
    const Token& name = line.tokens[1];
    program_.machine = name.text;
    if (line.tokens.size() == 3) {
      program_.machine_hash = hash_value(line, line.tokens[2]);
      return;
    }
    try {
      const Machine found = find_machine(name.text);
      program_.machine = found.name;
      program_.machine_hash = hash(found);
    } catch (const Error& error) {
      line.fail(name, error.what());
    }
  }

  static std::uint64_t hash_value(const TextLine& line, const Token& token) {
    const std::string& text = token.text;
    const bool is_hash = text.starts_with("0x") && text.size() > 2 && text.size() <= 18 &&
                         text.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string::npos;
    if (!is_hash) line.fail(token, fmt::format("'{}' is not 0x and 1 to 16 digits", text));
    return std::stoull(text, nullptr, 16);
  }

  void segment(const TextLine& line) {
    expect(line, 2, 2);
    const std::int64_t bytes = line.integer(line.tokens[2], "bytes", 0, kMaxOffset);
    Segment& added = program_.segments.emplace_back();
    added.name = line.tokens[1].text;
    added.bytes = static_cast<std::uint64_t>(bytes);
  }

  // The open segment, which must have room for `count` more bytes.
  std::vector<std::byte>& room(const TextLine& line, const Token& token, std::uint64_t count) {
    if (program_.segments.empty()) line.fail(token, "data before the first .segment");
    Segment& open = program_.segments.back();
    if (count > open.bytes - open.data.size())
      line.fail(token, fmt::format("{} more bytes do not fit segment '{}': {} of {} are used",
                                   count, open.name, open.data.size(), open.bytes));
    return open.data;
  }

  void data(const TextLine& line) {
    for (std::size_t i = 1; i < line.tokens.size(); ++i) {
      const Token& token = line.tokens[i];
      if (token.text.size() % 2 != 0 ||
          token.text.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
        line.fail(token, fmt::format("'{}' is not pairs of hexadecimal digits", token.text));
      std::vector<std::byte>& bytes = room(line, token, token.text.size() / 2);
      for (std::size_t at = 0; at < token.text.size(); at += 2)
        bytes.push_back(static_cast<std::byte>(std::stoul(token.text.substr(at, 2), nullptr, 16)));
    }
  }

  void integers(const TextLine& line, int size) {
    const std::int64_t limit = std::int64_t{1} << (8 * size);
    for (std::size_t i = 1; i < line.tokens.size(); ++i) {
      const std::int64_t value =
          line.integer(line.tokens[i], line.tokens.front().text, -limit / 2, limit - 1);
      std::vector<std::byte>& bytes = room(line, line.tokens[i], static_cast<std::uint64_t>(size));
      for (int k = 0; k < size; ++k)
        bytes.push_back(static_cast<std::byte>(value >> (8 * k) & 0xFF));
    }
  }
  void int8(const TextLine& line) { integers(line, 1); }
  void int16(const TextLine& line) { integers(line, 2); }

  void zeros(const TextLine& line) {
    expect(line, 1, 1);
    const auto count =
        static_cast<std::uint64_t>(line.integer(line.tokens[1], "count", 0, kMaxOffset));
    std::vector<std::byte>& bytes = room(line, line.tokens[1], count);
    bytes.resize(bytes.size() + count);
  }

  void file(const TextLine& line) {
    expect(line, 1, 1);
    const std::vector<std::byte> content = read(line, line.tokens[1]);
    std::vector<std::byte>& bytes = room(line, line.tokens[1], content.size());
    bytes.insert(bytes.end(), content.begin(), content.end());
  }

  std::vector<std::byte> read(const TextLine& line, const Token& path) const {
    try {
      return read_file(folder_ / path.text);
    } catch (const Error& error) {
      line.fail(path, error.what());
    }
  }

  // "1,28,28": exactly `count` integers from `min` on.
  static std::vector<int> list(const TextLine& line, const Token& token, const std::string& key,
                               std::size_t count, int min) {
    std::vector<int> values = list(line, token, key, min);
    if (values.size() != count)
      line.fail(token, fmt::format("{} takes {} integers separated by commas", key, count));
    return values;
  }
  static std::vector<int> list(const TextLine& line, const Token& token, const std::string& key,
                               int min) {
    std::vector<int> values;
    for (std::size_t at = 0; at <= token.text.size();) {
      const std::size_t comma = std::min(token.text.find(',', at), token.text.size());
      const Token part{token.text.substr(at, comma - at), token.column + static_cast<int>(at)};
      values.push_back(static_cast<int>(line.integer(part, key, min, kMaxSize)));
      at = comma + 1;
    }
    return values;
  }

  void tensor(const TextLine& line) {
    if (line.tokens.size() < 2) line.fail(line.tokens.front(), ".tensor needs a name");
    TensorEntry entry;
    entry.name = line.tokens[1].text;
    const auto number = [&](auto& member, std::int64_t min, std::int64_t max) {
      return [&member, &line, min, max](const Token::Pair& pair) {
        member = static_cast<std::decay_t<decltype(member)>>(
            line.integer(pair.value, pair.name, min, max));
      };
    };
    const std::map<std::string, std::function<void(const Token::Pair&)>> setters = {
        {"shape",
         [&](const Token::Pair& pair) {
           const auto shape = list(line, pair.value, pair.name, 3, 1);
           entry.channels = shape[0];
           entry.height = shape[1];
           entry.width = shape[2];
         }},
        {"padding",
         [&](const Token::Pair& pair) {
           const auto padding = list(line, pair.value, pair.name, 2, 0);
           entry.pad_left = padding[0];
           entry.pad_right = padding[1];
         }},
        {"parts",
         [&](const Token::Pair& pair) { entry.parts = list(line, pair.value, pair.name, 1); }},
        {"image", number(entry.image, 0, kMaxSize)},
        {"layout",
         [&](const Token::Pair& pair) {
           if (pair.value.text != "planes" && pair.value.text != "packed")
             line.fail(pair.value,
                       fmt::format("layout = '{}'; legal: planes, packed", pair.value.text));
           entry.layout = pair.value.text == "packed" ? Layout::packed : Layout::planes;
         }},
        {"segment", number(entry.segment, 0, kSegments - 1)},
        {"offset", number(entry.offset, 0, kMaxOffset)},
        {"row_bytes", number(entry.row_bytes, 0, kMaxOffset)},
        {"plane_bytes", number(entry.plane_bytes, 0, kMaxOffset)},
        {"bits", number(entry.format.bits, 1, 16)},
        {"signed", number(entry.format.is_signed, 0, 1)},
        {"exponent", number(entry.format.exponent, kMinExponent, kMaxExponent)},
    };
    for (std::size_t i = 2; i < line.tokens.size(); ++i) {
      const Token::Pair pair = line.tokens[i].split();
      const auto found = setters.find(pair.name);
      if (found == setters.end())
        line.fail(line.tokens[i], fmt::format("'{}' is no key of .tensor{}", pair.name,
                                              suggestion(pair.name, keys(setters))));
      found->second(pair);
    }
    program_.tensors.push_back(std::move(entry));
  }

  int tensor_index(const TextLine& line) {
    expect(line, 1, 1);
    std::vector<std::string> names;
    for (const TensorEntry& entry : program_.tensors) names.push_back(entry.name);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == line.tokens[1].text) return static_cast<int>(i);
    line.fail(line.tokens[1], fmt::format("no tensor '{}' was given before{}", line.tokens[1].text,
                                          suggestion(line.tokens[1].text, names)));
  }
  void input(const TextLine& line) { program_.input = tensor_index(line); }
  void output(const TextLine& line) { program_.output = tensor_index(line); }

  void batch(const TextLine& line) {
    expect(line, 1, 1);
    program_.batch = static_cast<int>(line.integer(line.tokens[1], "batch", 1, kMaxSize));
  }

  void macs(const TextLine& line) {
    expect(line, 1, 1);
    program_.macs = static_cast<std::uint64_t>(
        line.integer(line.tokens[1], "macs", 0, std::numeric_limits<std::int64_t>::max()));
  }

  void layer(const TextLine& line) {
    expect(line, 1, 1);
    program_.layers.push_back(line.tokens[1].text);
  }

  void source(const TextLine& line) {
    expect(line, 3, 3);
    if (!source_) program_.source.resize(program_.instructions.size());
    const auto index = [&](const Token& token, const char* key, std::size_t count) {
      return static_cast<int>(line.integer(token, key, -1, static_cast<std::int64_t>(count) - 1));
    };
    source_ = SourceLine{.layer = index(line.tokens[1], "layer", program_.layers.size()),
                         .tile = line.tokens[2].text,
                         .tensor = index(line.tokens[3], "tensor", program_.tensors.size())};
  }

  std::filesystem::path folder_;
  Program program_;
  std::optional<SourceLine> source_;  // of the instructions that follow
};

}  // namespace

Program assemble_program(std::string_view text, std::string_view file) {
  Builder builder(file);
  for (const TextLine& line : split_lines(text, file)) builder.add(line);
  Program program = builder.take();
  try {
    validate(program);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", file, error.what()));
  }
  if (program.machine.empty())
    throw Error(fmt::format("{}: has no machine; add '.machine NAME'", file));
  return program;
}

}  // namespace isomer
