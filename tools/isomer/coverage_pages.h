// SPDX-License-Identifier: Apache-2.0
//
// Coverage for people: as text, as CSV and as a page.

#ifndef TOOLS_ISOMER_COVERAGE_PAGES_H_
#define TOOLS_ISOMER_COVERAGE_PAGES_H_

#include <span>
#include <string>

#include "sim/coverage/coverage.h"
#include "sim/coverage/rtl_coverage.h"

namespace isomer {

struct CoverageCount {
  int hit = 0;
  int reachable = 0;
  int unreachable = 0;

  // Of the reachable ones, in percent; 0 when there are none.
  double share() const { return reachable == 0 ? 0.0 : 100.0 * hit / reachable; }
};

CoverageCount count_group(const Coverage& coverage, const CoverageGroup& group);
CoverageCount count_all(std::span<const Coverage> machines);
CoverageCount count_lines(const RtlCoverage& rtl);

// One table per machine and one of RTL files; with `with_holes` every hole by name.
std::string coverage_text(std::span<const Coverage> machines, const RtlCoverage& rtl,
                          bool with_holes);

// machine,group,bin,count,unreachable: one line for each bin.
std::string coverage_csv(std::span<const Coverage> machines);

// One page that needs no other file: groups, holes, reasons of what is unreachable, RTL lines.
std::string coverage_html(std::span<const Coverage> machines, const RtlCoverage& rtl);

}  // namespace isomer

#endif  // TOOLS_ISOMER_COVERAGE_PAGES_H_
