// SPDX-License-Identifier: Apache-2.0
#include "isa/hardware/features.h"

namespace isomer {
namespace {

constexpr std::uint32_t bit(int value) { return std::uint32_t{1} << value; }

// A switch: value 0 everywhere, value 1 with the unit.
constexpr std::uint32_t flag(int has_unit) { return has_unit != 0 ? 0b11 : 0b01; }

}  // namespace

std::uint32_t available(const Machine& machine, Feature feature) {
  switch (feature) {
    case Feature::none:
      return ~std::uint32_t{0};
    case Feature::decoder:  // integer odd table pot
      if (machine.multipliers == 0) return bit(3);
      return machine.has_decoders != 0 ? 0b1111 : bit(0);
    case Feature::decoder_argument:
      return flag(machine.multipliers != 0 && machine.has_decoders != 0);
    case Feature::stored_bits: {  // log2: up to the operand's own width
      const int widest = machine.operand_bits == 16 ? 4 : 3;
      if (machine.has_decoders == 0) return bit(widest);
      return bit(widest + 1) - 1;
    }
    case Feature::mapping: {  // plain packed window diagonal
      const bool has_window = machine.rows >= 16 && machine.columns <= machine.rows;
      if (machine.has_depthwise == 0) return 0b0011;
      return has_window ? 0b1111 : 0b1011;
    }
    case Feature::rounding:
      return machine.has_roundings != 0 ? 0b1111 : 0b0001;
    case Feature::affine:
      return flag(machine.has_affine);
    case Feature::add:
      return flag(machine.has_add);
    case Feature::average:
      return flag(machine.has_average);
    case Feature::lookup:
      return flag(machine.has_lookup);
  }
  return 0;
}

std::uint32_t available_everywhere(Feature feature) {
  switch (feature) {
    case Feature::none:
      return ~std::uint32_t{0};
    case Feature::decoder:
    case Feature::stored_bits:
      return 0;
    case Feature::mapping:
      return 0b0011;
    default:
      return 0b0001;
  }
}

}  // namespace isomer
