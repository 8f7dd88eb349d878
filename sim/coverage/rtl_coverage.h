// SPDX-License-Identifier: Apache-2.0
//
// Line and toggle coverage of RTL, as Verilator counts it: its files, merged over runs, instances
// and parameters, and what they say about each source file.

#ifndef SIM_COVERAGE_RTL_COVERAGE_H_
#define SIM_COVERAGE_RTL_COVERAGE_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace isomer {

// One source file. A line counts when all of its blocks and branches ran, a toggle when the bit has
// changed since power-up; a net that is constantly one changes with the first evaluation.
struct RtlFileCoverage {
  std::string file;  // path as Verilator was given it
  int lines = 0;
  int lines_hit = 0;
  int toggles = 0;
  int toggles_hit = 0;
  std::vector<int> missing;           // lines
  std::vector<std::string> constant;  // bits that never changed: "line: name[3]"
};

class RtlCoverage {
 public:
  // Adds a file as `VerilatedCov` writes it; `file` is only for messages. Error names file and
  // line.
  void add(std::string_view text, std::string_view file);
  void add(const RtlCoverage& other);

  bool is_empty() const { return counts_.empty(); }

  // The same format, one point for each place of the source.
  std::string to_text() const;

  // By file name.
  std::vector<RtlFileCoverage> files() const;

 private:
  // A place where Verilator counts.
  struct Point {
    std::string file;
    int line = 0;
    int column = 0;
    std::string page;    // "v_line", "v_branch" or "v_toggle"
    std::string object;  // what is counted there: "if", "else", "name[3]"
    std::string lines;   // of a block: "5-7,9"; empty: its own

    auto operator<=>(const Point&) const = default;
  };
  static Point parse_point(std::string_view keys, std::string_view where);

  std::map<Point, std::uint64_t> counts_;
};

// Whether a file with this text is one of Verilator's, by its first line.
bool is_rtl_coverage(std::string_view text);

// Error names the file.
RtlCoverage load_rtl_coverage(const std::filesystem::path& path);
void save_rtl_coverage(const RtlCoverage& coverage, const std::filesystem::path& path);

}  // namespace isomer

#endif  // SIM_COVERAGE_RTL_COVERAGE_H_
