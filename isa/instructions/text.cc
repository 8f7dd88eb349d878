// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/text.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "isa/container/error.h"

namespace isomer {
namespace {

constexpr std::string_view kBlanks = " \t\r\v\f";

[[noreturn]] void fail_at(std::string_view file, int line, int column, std::string_view what) {
  throw Error(fmt::format("{}:{}:{}: {}", file, line, column, what));
}

// Reads one token that starts at `at`; moves `at` behind it.
Token read_token(const std::string_view line, std::size_t& at, std::string_view file, int number) {
  Token token;
  token.column = static_cast<int>(at) + 1;
  bool in_quotes = false;
  for (; at < line.size(); ++at) {
    const char c = line[at];
    if (!in_quotes && (c == '#' || kBlanks.find(c) != std::string_view::npos)) break;
    if (c == '"') {
      in_quotes = !in_quotes;
    } else if (in_quotes && c == '\\' && at + 1 < line.size()) {
      const char escaped = line[++at];
      token.text += escaped == 'n' ? '\n' : escaped;
    } else {
      token.text += c;
    }
  }
  if (in_quotes) fail_at(file, number, token.column, "the quote is not closed");
  return token;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  if (is_hex) text.remove_prefix(2);
  std::int64_t value = 0;
  if (text.starts_with('-')) return std::nullopt;
  const auto result =
      std::from_chars(text.data(), text.data() + text.size(), value, is_hex ? 16 : 10);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return is_negative ? -value : value;
}

}  // namespace

Token::Pair Token::split() const {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return {text, false, {"", column}};
  return {text.substr(0, equals),
          true,
          {text.substr(equals + 1), column + static_cast<int>(equals) + 1}};
}

void TextLine::fail(const Token& token, std::string_view what) const {
  fail_at(file, number, token.column, what);
}

std::int64_t TextLine::integer(const Token& token, std::string_view name, std::int64_t min,
                               std::int64_t max) const {
  const auto value = parse_integer(token.text);
  if (!value || *value < min || *value > max)
    fail(token, fmt::format("{} = '{}'; legal: {} to {}", name, token.text, min, max));
  return *value;
}

std::vector<TextLine> split_lines(std::string_view text, std::string_view file) {
  std::vector<TextLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    TextLine result{std::string(file), number, {}};
    for (std::size_t at = 0; at < line.size();) {
      if (line[at] == '#') break;
      if (kBlanks.find(line[at]) != std::string_view::npos)
        ++at;
      else
        result.tokens.push_back(read_token(line, at, file, number));
    }
    if (!result.tokens.empty()) lines.push_back(std::move(result));
  }
  return lines;
}

std::string to_token(std::string_view text) {
  if (!text.empty() && text.find_first_of(" \t\r\v\f\n\"\\#=") == std::string_view::npos)
    return std::string(text);
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? "\\n" : std::string(1, c);
  }
  return result + "\"";
}

}  // namespace isomer
