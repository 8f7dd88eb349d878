// SPDX-License-Identifier: Apache-2.0

#include "tests/house/text.h"

#include <algorithm>
#include <cctype>

namespace isomer::house {
namespace {

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

std::vector<std::string> code_only(const std::vector<std::string>& lines) {
  std::vector<std::string> result;
  bool in_comment = false;
  for (const std::string& line : lines) {
    std::string code = line;
    char quote = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
      const std::string_view rest = std::string_view(line).substr(i);
      if (in_comment) {
        in_comment = !rest.starts_with("*/");
        code[i] = ' ';
        if (!in_comment) code[++i] = ' ';
      } else if (quote != 0) {
        if (line[i] == quote) {
          quote = 0;
        } else {
          if (line[i] == '\\' && i + 1 < code.size()) code[i++] = ' ';
          code[i] = ' ';
        }
      } else if (rest.starts_with("//")) {
        code.resize(i);
      } else if (rest.starts_with("/*")) {
        in_comment = true;
        code[i] = ' ';
        code[++i] = ' ';
      } else if (line[i] == '"' ||
                 (line[i] == '\'' && (i == 0 || std::isalnum(static_cast<unsigned char>(
                                                    line[i - 1])) == 0))) {  // not 1'000
        quote = line[i];
      }
    }
    result.push_back(code);
  }
  return result;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return text.starts_with(beginning); });
}

bool has_word(std::string_view code, std::string_view word) {
  for (std::size_t at = code.find(word); at != code.npos; at = code.find(word, at + 1)) {
    const bool begins = at == 0 || !is_word_character(code[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == code.size() || !is_word_character(code[end]))) return true;
  }
  return false;
}

std::optional<Include> included(std::string_view line) {
  const auto skip_blanks = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  for (const std::string_view part : {"#", "include"}) {
    skip_blanks();
    if (!line.starts_with(part)) return std::nullopt;
    line.remove_prefix(part.size());
  }
  skip_blanks();
  const bool is_quoted = line.starts_with('"');
  if (!is_quoted && !line.starts_with('<')) return std::nullopt;
  const std::size_t end = line.find(is_quoted ? '"' : '>', 1);
  if (end == line.npos) return std::nullopt;
  return Include{std::string(line.substr(1, end - 1)), is_quoted};
}

}  // namespace isomer::house
