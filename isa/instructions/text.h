// SPDX-License-Identifier: Apache-2.0
//
// Assembly text as lines of tokens. Tokens are separated by blanks; '#' starts a comment; inside
// double quotes blanks and '#' are ordinary, \" \\ and \n are escapes.

#ifndef ISA_INSTRUCTIONS_TEXT_H_
#define ISA_INSTRUCTIONS_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace isomer {

struct Token {
  std::string text;  // without quotes and escapes
  int column = 1;    // of its first character; the first of a line is 1

  // The parts around the first '='; the value's column. Without '=' the value is empty.
  struct Pair;
  Pair split() const;
};

struct Token::Pair {
  std::string name;
  bool has_value = false;
  Token value;
};

struct TextLine {
  std::string file;
  int number = 1;
  std::vector<Token> tokens;  // at least one

  // Throws Error "<file>:<line>:<column>: <what>".
  [[noreturn]] void fail(const Token& token, std::string_view what) const;

  // A decimal or 0x number, with or without a minus, inside [min, max]; `name` is for the message.
  std::int64_t integer(const Token& token, std::string_view name, std::int64_t min,
                       std::int64_t max) const;
};

// The lines that hold tokens. Error when a quote is not closed.
std::vector<TextLine> split_lines(std::string_view text, std::string_view file);

// The text as one token, in quotes when it needs them.
std::string to_token(std::string_view text);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_TEXT_H_
