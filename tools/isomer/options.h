// SPDX-License-Identifier: Apache-2.0
//
// The options of one subcommand: Boost.Program_options with --help, examples, and errors that name
// the nearest legal word.

#ifndef TOOLS_ISOMER_OPTIONS_H_
#define TOOLS_ISOMER_OPTIONS_H_

#include <boost/program_options.hpp>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <vector>

#include "isa/container/error.h"
#include "tools/isomer/command.h"

namespace isomer {

// The command line is wrong: exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

class Options {
 public:
  // `about` is a paragraph below the usage line, `examples` complete command lines.
  Options(std::string command, std::string about, std::vector<std::string> examples);

  // A required operand without a dash, stored in *value; operands are given in this order.
  void operand(const char* name, std::string* value);

  // One that may be absent; it comes after the required ones.
  void optional_operand(const char* name, std::string* value);

  // One or more of them, after all others.
  void operands(const char* name, std::vector<std::string>* values);

  // --name VALUE; the variable's present value is the default, shown in the help.
  template <typename T>
  void value(const char* name, T* variable, const char* placeholder, const char* text) {
    namespace po = boost::program_options;
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      auto* semantic = natural(name, variable)->default_value(std::to_string(*variable));
      visible_.add_options()(name, semantic->value_name(placeholder), text);
    } else {
      auto* semantic = po::value(variable)->default_value(*variable);
      visible_.add_options()(name, semantic->value_name(placeholder), text);
    }
  }

  // The same without a default: an absent option leaves the variable alone.
  template <typename T>
  void optional(const char* name, T* variable, const char* placeholder, const char* text) {
    namespace po = boost::program_options;
    if constexpr (std::is_same_v<T, std::uint64_t>) {
      visible_.add_options()(name, natural(name, variable)->value_name(placeholder), text);
    } else {
      visible_.add_options()(name, po::value(variable)->value_name(placeholder), text);
    }
  }

  // --name VALUE any number of times.
  void repeatable(const char* name, std::vector<std::string>* variable, const char* placeholder,
                  const char* text);

  // --name VALUE VALUE ..., up to the next option.
  void list(const char* name, std::vector<std::string>* variable, const char* placeholder,
            const char* text);

  // --name alone.
  void flag(const char* name, bool* variable, const char* text);

  // Stores the values; false when --help was asked for and printed. Throws UsageError.
  [[nodiscard]] bool parse(const Arguments& arguments);

  // Whether the option was on the command line (rather than defaulted).
  bool is_given(const char* name) const {
    return !values_[name].empty() && !values_[name].defaulted();
  }

 private:
  void print_help() const;

  // A number from 0 to 2^63 - 1; others are refused (Boost would wrap a negative one).
  static boost::program_options::typed_value<std::string>* natural(const char* name,
                                                                   std::uint64_t* variable);

  std::string command_;
  std::string about_;
  std::vector<std::string> examples_;
  std::string usage_;
  std::vector<std::string> operand_names_;
  boost::program_options::options_description visible_{"options", 100, 50};
  boost::program_options::options_description operands_;
  boost::program_options::positional_options_description positions_;
  boost::program_options::variables_map values_;
};

// Returns `word` when it is one of `legal`; otherwise UsageError with the nearest one.
std::string choice(const char* option, const std::string& word, std::vector<std::string> legal);

// UsageError unless min <= number <= max.
void check_range(const char* option, std::int64_t number, std::int64_t min, std::int64_t max);

// The file to write: `given` when it is not empty, which is then replaced; otherwise the name of
// `source`, in the current folder, with another ending, which must not exist yet (Error).
std::filesystem::path output_path(const std::string& given, const std::filesystem::path& source,
                                  const char* ending);

// Before the work that fills them: UsageError when an output is one of the inputs, another output
// or
// "-"; Error when it cannot be written. "" is no file.
void check_outputs(std::initializer_list<std::filesystem::path> outputs,
                   std::initializer_list<std::filesystem::path> inputs = {});

// The first of NAME.ending, NAME-2.ending, NAME-3.ending ... that does not exist, NAME being that
// of `source`, in the current folder.
std::filesystem::path unused_path(const std::filesystem::path& source, const char* ending);

}  // namespace isomer

#endif  // TOOLS_ISOMER_OPTIONS_H_
