// SPDX-License-Identifier: Apache-2.0
//
// The work of a layer, the numerator of the share of peak.

#ifndef ISA_NETWORK_MACS_H_
#define ISA_NETWORK_MACS_H_

#include <cstdint>

#include "isa/network/network.h"

namespace isomer {

// Multiply-adds of one image, padding counted: C_out * OH * OW * KH * KW * C_in / groups of a
// convolution, 0 of any other operation.
std::uint64_t count_macs(const Network& network, const Layer& layer);

}  // namespace isomer

#endif  // ISA_NETWORK_MACS_H_
