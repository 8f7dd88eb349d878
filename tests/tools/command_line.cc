// SPDX-License-Identifier: Apache-2.0

#include "tests/tools/command_line.h"

#include <fstream>
#include <sstream>

#include "tools/isomer/child.h"

namespace isomer::testing {

Ran run_isomer_in(const std::filesystem::path& folder, const std::vector<std::string>& arguments) {
  const std::filesystem::path complaint = folder / "stderr.txt";
  std::vector<std::string> words = {"-c", R"(cd "$1" && shift && exec "$@" 2>stderr.txt)", "sh",
                                    folder.string(), ISOMER_EXECUTABLE};
  words.insert(words.end(), arguments.begin(), arguments.end());
  Child child("/bin/sh", words);
  child.close_input();
  Ran ran;
  for (int c = std::fgetc(child.output()); c != EOF; c = std::fgetc(child.output())) {
    ran.text += static_cast<char>(c);
  }
  ran.code = child.wait();
  ran.complaint = read_text(complaint);
  std::filesystem::remove(complaint);
  return ran;
}

std::string read_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace isomer::testing
