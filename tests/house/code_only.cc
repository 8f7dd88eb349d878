// SPDX-License-Identifier: Apache-2.0

#include <cctype>

#include "tests/house/scan.h"

namespace isomer::house {

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

}  // namespace isomer::house
