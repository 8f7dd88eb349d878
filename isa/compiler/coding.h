// SPDX-License-Identifier: Apache-2.0
//
// How the weights of a layer are stored on a machine.

#ifndef ISA_COMPILER_CODING_H_
#define ISA_COMPILER_CODING_H_

#include <cstdint>
#include <optional>

#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// The layer's own coding where the machine decodes it; else plain integers of the operand's width;
// on an array of shifters powers of two. Lanes without a channel need weight zero, so a coding
// without it serves layers that fill every word and array alone: then `x_parts` is empty and the
// channels are multiples of R and C. Nothing when no coding of the machine holds every weight.
std::optional<WeightCoding> find_coding(const Machine& machine, const Convolution& op,
                                        bool has_parts);

// log2 of stored_bits, as the field has it.
int stored_bits_log2(const WeightCoding& coding);

// The field decoder_argument, less the place of a table.
int integer_offset_field(const WeightCoding& coding);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_CODING_H_
