// SPDX-License-Identifier: Apache-2.0
//
// Which values of a field a machine has units for: check(), the generated word check and the
// random programs all ask here.

#ifndef ISA_HARDWARE_FEATURES_H_
#define ISA_HARDWARE_FEATURES_H_

#include <cstdint>

#include "isa/hardware/machine.h"

namespace isomer {

// The kinds of fields whose legal values depend on the machine, and of opcodes that do (0 or 1).
enum class Feature : std::uint8_t {
  none = 0,  // everywhere
  decoder,
  decoder_argument,  // its values are many: bit 0 for zero, bit 1 for all the others
  stored_bits,
  mapping,
  rounding,
  affine,
  add,
  average,
  lookup,
};

// UpperCamelCase names for the SystemVerilog package, by number; the mask of Decoder is
// DecoderMask.
inline constexpr const char* kFeatureNames[] = {
    "None",   "Decoder", "DecoderArgument", "StoredBits", "Mapping", "Rounding",
    "Affine", "Add",     "Average",         "Lookup",
};

// Bit v is set when the machine has what value v needs.
std::uint32_t available(const Machine& machine, Feature feature);

// Bit v is set when every machine has it.
std::uint32_t available_everywhere(Feature feature);

}  // namespace isomer

#endif  // ISA_HARDWARE_FEATURES_H_
