// SPDX-License-Identifier: Apache-2.0
//
// The bins of one machine: groups, each the cross of its axes, and why some bins are out of reach.

#ifndef SIM_COVERAGE_PLAN_H_
#define SIM_COVERAGE_PLAN_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
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
  std::string name;     // "post s1"
  std::string meaning;  // one sentence
  std::vector<CoverageAxis> axes;
  std::size_t first = 0;                 // its first bin in the plan
  std::vector<std::string> unreachable;  // of each bin: the reason, empty when it can be reached

  std::size_t bins() const { return unreachable.size(); }
  // "shift=-9 sign=negative ..." of the bin'th bin of this group.
  std::string bin_name(std::size_t bin) const;
};

// Finds a group's bins by the positions of their values on its axes.
class CoverageIndex {
 public:
  static constexpr std::size_t kMaxAxes = 5;

  CoverageIndex() = default;
  explicit CoverageIndex(const CoverageGroup& group);

  // As many positions as the group has axes.
  template <typename... Positions>
  std::size_t operator()(Positions... positions) const {
    static_assert(sizeof...(positions) <= kMaxAxes);
    std::size_t axis = 0;
    std::size_t bin = first_;
    ((bin += static_cast<std::size_t>(positions) * stride_[axis++]), ...);
    return bin;
  }

 private:
  std::size_t first_ = 0;
  std::array<std::size_t, kMaxAxes> stride_{};
};

struct CoveragePlan {
  std::vector<CoverageGroup> groups;
  std::size_t bins = 0;

  // Why the bin with these positions is unreachable; empty when it is not.
  using Reason = std::function<std::string(const std::vector<std::size_t>& at)>;

  // Appends a group. Error when it has more axes than an index.
  CoverageIndex add(std::string name, std::string meaning, std::vector<CoverageAxis> axes,
                    const Reason& reason = {});

  // "group: axis=value ..." of a bin of the plan.
  std::string bin_name(std::size_t bin) const;
};

// One count for each bin of a plan.
using CoverageCounts = std::vector<std::uint64_t>;

// Every bin of the machine.
CoveragePlan make_coverage_plan(const Machine& machine);

}  // namespace isomer

#endif  // SIM_COVERAGE_PLAN_H_
