// SPDX-License-Identifier: Apache-2.0
//
// The rules of the house that a program can check: which folder includes which, where floats and
// third-party simulators may appear, what every source file carries.

#ifndef TESTS_HOUSE_SCAN_H_
#define TESTS_HOUSE_SCAN_H_

#include <filesystem>
#include <string>
#include <vector>

namespace isomer::house {

struct Source {
  std::string path;  // from the root, with forward slashes
  std::vector<std::string> lines;
};

struct Finding {
  std::string rule;  // "arrows", "devices", "simulators", "floats", "oracle", "licence", "guard",
                     // "size", ...
  std::string path;
  int line = 0;  // from 1; 0: the whole file
  std::string text;
};

inline constexpr int kMaxLines = 400;

// Every source file of the rooms (and CMakeLists.txt), in the order of their paths. Build folders
// and generated files are not among them.
std::vector<Source> read_sources(const std::filesystem::path& root);

// The findings of one file, in the order of its lines.
std::vector<Finding> check_source(const Source& source);

// Names at the top level that are not in the plan of the house.
std::vector<Finding> check_top_level(const std::filesystem::path& root);

}  // namespace isomer::house

#endif  // TESTS_HOUSE_SCAN_H_
