// SPDX-License-Identifier: Apache-2.0
//
// The bins of one machine: groups, each the cross of its axes, and why some bins are out of reach.

#ifndef SIM_COVERAGE_PLAN_H_
#define SIM_COVERAGE_PLAN_H_

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"

namespace isomer {

struct CoverageAxis {
  std::string name;
  std::vector<std::string> values;
};

// One bin for every combination of values of the axes, the last axis running fastest.
struct CoverageGroup {
  std::string name;     // "post s1 rounding"
  std::string meaning;  // one sentence
  std::vector<CoverageAxis> axes;
  std::size_t first = 0;                 // its first bin in the plan
  std::vector<std::string> unreachable;  // of each bin: the reason, empty when it can be reached

  std::size_t bins() const { return unreachable.size(); }
  // The bin of these values, by their positions on the axes.
  std::size_t bin(std::initializer_list<std::size_t> at) const;
  // "shift=-9 sign=negative ..." of the bin'th bin of this group.
  std::string bin_name(std::size_t bin) const;
};

struct CoveragePlan {
  std::vector<CoverageGroup> groups;
  std::size_t bins = 0;

  // Why a bin with these positions is unreachable; empty when it is not.
  using Reason = std::function<std::string(const std::vector<std::size_t>& at)>;

  // Appends a group; returns its number.
  std::size_t add(std::string name, std::string meaning, std::vector<CoverageAxis> axes,
                  const Reason& reason = {});
};

// Every bin of the machine.
CoveragePlan make_coverage_plan(const Machine& machine);

}  // namespace isomer

#endif  // SIM_COVERAGE_PLAN_H_
