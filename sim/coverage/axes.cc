// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/axes.h"

#include <algorithm>
#include <utility>

#include "isa/arithmetic/rounding.h"
#include "isa/hardware/features.h"
#include "isa/instructions/layout.h"

namespace isomer::coverage {
namespace {

bool has_unit(const Machine& machine, const OpcodeInfo& opcode) {
  return (available(machine, opcode.unit) & 2) != 0;
}

}  // namespace

CoverageAxis number_axis(std::string name, int first, int last) {
  CoverageAxis axis{.name = std::move(name), .values = {}};
  for (int value = first; value <= last; ++value) axis.values.push_back(std::to_string(value));
  return axis;
}

CoverageAxis flag_axis(std::string name) { return {std::move(name), {"0", "1"}}; }

CoverageAxis sign_axis() { return {"sign", {"not negative", "negative"}}; }

CoverageAxis rounding_axis() {
  return {"rounding", {kRoundingNames.begin(), kRoundingNames.end()}};
}

std::string no_rounding(const Machine& machine, std::size_t rounding) {
  return ((available(machine, Feature::rounding) >> rounding) & 1) != 0
             ? ""
             : "the machine rounds half_up only";
}

std::string no_instruction(const Machine& machine, std::string_view mnemonic) {
  const Layout* const layout = find_layout(mnemonic);
  const bool is_there = layout == nullptr || has_unit(machine, layout->opcode);
  return is_there ? "" : "the machine has no " + std::string(mnemonic);
}

bool lacks_something(const Machine& machine) {
  return std::any_of(layouts().begin(), layouts().end(), [&](const Layout& layout) {
    if (!has_unit(machine, layout.opcode)) return true;
    return std::any_of(layout.fields.begin(), layout.fields.end(), [&](const Field& field) {
      if (field.check != Check::feature) return false;
      const std::uint32_t mask = available(machine, field.feature);
      for (std::int32_t value = field.min; value <= field.max; ++value)
        if (!field.is_available(mask, value)) return true;
      return false;
    });
  });
}

}  // namespace isomer::coverage
