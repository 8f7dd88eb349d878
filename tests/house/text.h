// SPDX-License-Identifier: Apache-2.0
//
// Lines of C++ as the rules of the house look at them.

#ifndef TESTS_HOUSE_TEXT_H_
#define TESTS_HOUSE_TEXT_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isomer::house {

// The code of each line: comments and the contents of string literals become blanks.
std::vector<std::string> code_only(const std::vector<std::string>& lines);

// Whether the word stands in the code, not as a part of another one.
bool has_word(std::string_view code, std::string_view word);

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings);

struct Include {
  std::string header;
  bool is_quoted = false;
};

// What the line includes, if it is an #include.
std::optional<Include> included(std::string_view line);

}  // namespace isomer::house

#endif  // TESTS_HOUSE_TEXT_H_
