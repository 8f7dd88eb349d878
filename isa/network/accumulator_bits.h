// SPDX-License-Identifier: Apache-2.0
//
// How wide the accumulators of a layer have to be.

#ifndef ISA_NETWORK_ACCUMULATOR_BITS_H_
#define ISA_NETWORK_ACCUMULATOR_BITS_H_

#include "isa/network/network.h"

namespace isomer {

// The least P such that no accumulator of the convolution can leave P bits, whatever its inputs
// are: the largest bound over its outputs (F7), at least 2. 1 for any other operation.
int accumulator_bits_needed(const Network& network, const Layer& layer);

}  // namespace isomer

#endif  // ISA_NETWORK_ACCUMULATOR_BITS_H_
