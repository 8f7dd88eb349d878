// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "isa/container/container.h"
#include "sim/coverage/coverage_file.h"
#include "tools/isomer/command.h"
#include "tools/isomer/coverage_pages.h"
#include "tools/isomer/options.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Merges coverage files, as `isomer regress` writes them, and shows which situations of each\n"
    "machine the verified programs have been in. A bin that a machine cannot reach is declared so\n"
    "with the reason, and counts in neither number; one that was hit nevertheless is an error.\n"
    "Files may also be Verilator's, of RTL that counts its lines and toggles.";

void save(const std::string& text, const std::string& path) {
  if (!path.empty()) write_file_atomically(path, std::as_bytes(std::span(text)));
}

// Bins that cannot be hit, as the plan says, and were.
void refuse_contradictions(const std::vector<Coverage>& machines) {
  for (const Coverage& one : machines)
    for (const std::string& bin : one.contradictions())
      throw Error(fmt::format("machine '{}': a bin that is declared unreachable was hit: {}",
                              one.machine().name, bin));
}

void check_share(const char* option, double percent) {
  if (0 <= percent && percent <= 100) return;
  throw UsageError(fmt::format("{} {} is no share: 0 to 100 percent", option, percent));
}

// Complains when fewer than `required` percent were hit; of nothing, no share was.
bool is_enough(const char* what, const CoverageCount& count, double required) {
  if (required <= 0 || (count.reachable > 0 && count.share() >= required)) return true;
  fmt::print(stderr, "coverage: {} of {} {}, {:.2f} %, below the {} % required\n", count.hit,
             count.reachable, what, count.share(), required);
  return false;
}

}  // namespace

int coverage_command(const Arguments& arguments) {
  std::vector<std::string> files;
  std::string output, html, csv;
  bool with_holes = false;
  double required = 0;
  double required_lines = 0;
  Options options("coverage", kAbout,
                  {"isomer coverage nightly/coverage.json weekly/coverage.json --html holes.html",
                   "isomer coverage coverage.json lines/rtl-*.dat --require 100"});
  options.operands("FILE", &files);
  options.optional("output,o", &output, "FILE", "all bins merged, as JSON");
  options.optional("html", &html, "FILE", "one page with holes and reasons");
  options.optional("csv", &csv, "FILE", "every bin with its count");
  options.flag("holes", &with_holes, "name every hole, and say why bins are unreachable");
  options.value("require", &required, "PERCENT", "exit with 1 below this share of reachable bins");
  options.value("require-lines", &required_lines, "PERCENT",
                "exit with 1 below this share of the RTL's lines");
  if (!options.parse(arguments)) return kSuccess;
  check_share("--require", required);
  check_share("--require-lines", required_lines);
  check_outputs({output, html, csv});

  std::vector<Coverage> machines;
  RtlCoverage rtl;
  for (const std::string& file : files) {
    const std::vector<std::byte> bytes = read_file(file);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (is_rtl_coverage(text)) {
      rtl.add(text, file);
    } else {
      merge_coverage(machines, decode_coverage(text, file));
    }
  }
  fmt::print("{}", coverage_text(machines, rtl, with_holes));
  save(coverage_html(machines, rtl), html);
  save(coverage_csv(machines), csv);
  if (!output.empty()) save_coverage(machines, output);
  refuse_contradictions(machines);

  const CoverageCount bins = count_all(machines);
  const CoverageCount lines = count_lines(rtl);
  const bool has_bins = is_enough("bins", bins, required);
  const bool has_lines = is_enough("lines of RTL", lines, required_lines);
  return has_bins && has_lines ? kSuccess : kFailure;
}

}  // namespace isomer
