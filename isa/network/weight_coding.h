// SPDX-License-Identifier: Apache-2.0
//
// From the integers of a layer's weights to their stored codes and back. Spec: isa/ARITHMETIC.md
// (F16).

#ifndef ISA_NETWORK_WEIGHT_CODING_H_
#define ISA_NETWORK_WEIGHT_CODING_H_

#include <cstdint>
#include <optional>
#include <string>

#include "isa/network/network.h"

namespace isomer {

// The largest |d_w|: what 16-bit codes can give on a machine with 16-bit operands (18 bits
// signed), kMaxDecodedWeight with narrower codes.
int max_weight(const WeightCoding& coding);

// The lowest code that decodes to `weight`, in its low `stored_bits` bits; nothing if there is
// none. The coding is valid.
std::optional<std::uint32_t> weight_code(int weight, const WeightCoding& coding);

// The integer that a code stands for.
int decode_weight(std::uint32_t code, const WeightCoding& coding);

// The narrowest coding that holds every signed integer of `bits` bits, 2..16, as itself.
WeightCoding integer_coding(int bits);

// Throws Error, naming the layer, unless the bits suit the decoder, offset and table are in range
// and belong to the decoder.
void validate(const WeightCoding& coding, const std::string& layer);

inline constexpr const char* kDecoderNames[] = {"integer", "odd", "table", "pot"};

}  // namespace isomer

#endif  // ISA_NETWORK_WEIGHT_CODING_H_
