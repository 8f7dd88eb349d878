// SPDX-License-Identifier: Apache-2.0
//
// Every tensor of an integer network as the independent oracle computes it: naive loops on logical
// tensors. Of the project only the description of the network is used, none of its arithmetic.

#ifndef TESTS_SUPPORT_NETWORK_ORACLE_H_
#define TESTS_SUPPORT_NETWORK_ORACLE_H_

#include <cstdint>
#include <vector>

#include "isa/network/network.h"

namespace isomer::testing {

// One image: its input and every tensor of the network, in the order of Network::tensors.
// Accumulators have `accumulator_bits` bits.
std::vector<std::vector<std::int32_t>> oracle_tensors(const Network& network,
                                                      const std::vector<std::int32_t>& image,
                                                      int accumulator_bits = 32);

}  // namespace isomer::testing

#endif  // TESTS_SUPPORT_NETWORK_ORACLE_H_
