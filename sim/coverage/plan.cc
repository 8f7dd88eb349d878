// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "isa/container/error.h"

namespace isomer {

std::string CoverageGroup::bin_name(std::size_t bin) const {
  std::string text;
  for (std::size_t axis = axes.size(); axis-- > 0;) {
    const auto& values = axes[axis].values;
    const std::string value = fmt::format("{}={}", axes[axis].name, values[bin % values.size()]);
    text = text.empty() ? value : value + ", " + text;
    bin /= values.size();
  }
  return text;
}

CoverageIndex::CoverageIndex(const CoverageGroup& group) : first_(group.first) {
  std::size_t stride = 1;
  for (std::size_t axis = group.axes.size(); axis-- > 0;) {
    stride_[axis] = stride;
    stride *= group.axes[axis].values.size();
  }
}

CoverageIndex CoveragePlan::add(std::string name, std::string meaning,
                                std::vector<CoverageAxis> axes, const Reason& reason) {
  if (axes.empty() || axes.size() > CoverageIndex::kMaxAxes)
    throw Error(fmt::format("coverage group '{}' has {} axes, not 1 to {}", name, axes.size(),
                            CoverageIndex::kMaxAxes));
  CoverageGroup group{.name = std::move(name),
                      .meaning = std::move(meaning),
                      .axes = std::move(axes),
                      .first = bins,
                      .unreachable = {}};
  std::vector<std::size_t> at(group.axes.size());
  for (bool is_last = false; !is_last;) {
    group.unreachable.push_back(reason ? reason(at) : std::string());
    std::size_t axis = at.size();
    for (is_last = true; is_last && axis-- > 0;) {
      is_last = ++at[axis] == group.axes[axis].values.size();
      if (is_last) at[axis] = 0;
    }
  }
  bins += group.bins();
  groups.push_back(std::move(group));
  return CoverageIndex(groups.back());
}

std::string CoveragePlan::bin_name(std::size_t bin) const {
  const auto group = std::find_if(groups.begin(), groups.end(), [bin](const CoverageGroup& one) {
    return bin < one.first + one.bins();
  });
  return fmt::format("{}: {}", group->name, group->bin_name(bin - group->first));
}

}  // namespace isomer
