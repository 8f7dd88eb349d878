// SPDX-License-Identifier: Apache-2.0
//
// The real `isomer`, run from a test.

#ifndef TESTS_TOOLS_COMMAND_LINE_H_
#define TESTS_TOOLS_COMMAND_LINE_H_

#include <filesystem>
#include <string>
#include <vector>

namespace isomer::testing {

struct Ran {
  int code = 0;
  std::string text;       // standard output
  std::string complaint;  // standard error
};

// Runs `isomer` with the arguments in the folder.
Ran run_isomer_in(const std::filesystem::path& folder, const std::vector<std::string>& arguments);

std::string read_text(const std::filesystem::path& path);
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace isomer::testing

#endif  // TESTS_TOOLS_COMMAND_LINE_H_
