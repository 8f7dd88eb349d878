// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <string>
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
    "Line and toggle coverage of the RTL stands beside it: files of Verilator.";

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

}  // namespace

int coverage_command(const Arguments& arguments) {
  std::vector<std::string> files;
  std::vector<std::string> rtl_files;
  std::string output, html, csv;
  bool with_holes = false;
  double required = 0;
  Options options("coverage", kAbout,
                  {"isomer coverage nightly/coverage.json weekly/coverage.json --html holes.html",
                   "isomer coverage coverage.json --rtl rtl_coverage.dat --require 100"});
  options.operands("FILE", &files);
  options.repeatable("rtl", &rtl_files, "FILE", "coverage of Verilated RTL; any number of times");
  options.optional("output,o", &output, "FILE", "all of it merged, as JSON");
  options.optional("html", &html, "FILE", "one page with holes and reasons");
  options.optional("csv", &csv, "FILE", "every bin with its count");
  options.flag("holes", &with_holes, "name every hole, and say why bins are unreachable");
  options.value("require", &required, "PERCENT", "exit with 1 below this share of reachable bins");
  if (!options.parse(arguments)) return kSuccess;
  if (required < 0 || required > 100)
    throw UsageError(fmt::format("--require {} is no share: 0 to 100 percent", required));

  std::vector<Coverage> machines;
  for (const std::string& file : files) merge_coverage(machines, load_coverage(file));
  RtlCoverage rtl;
  for (const std::string& file : rtl_files) rtl.add(load_rtl_coverage(file));
  check_outputs({html, csv}, {});
  fmt::print("{}", coverage_text(machines, rtl, with_holes));
  save(coverage_html(machines, rtl), html);
  save(coverage_csv(machines), csv);
  if (!output.empty()) save_coverage(machines, output);
  refuse_contradictions(machines);

  const CoverageCount all = count_all(machines);
  if (all.share() >= required) return kSuccess;
  fmt::print(stderr, "coverage: {} of {} bins, {:.2f} %, below the {} % required\n", all.hit,
             all.reachable, all.share(), required);
  return kFailure;
}

}  // namespace isomer
