// SPDX-License-Identifier: Apache-2.0
//
// A random integer network with every feature of the runner, and images for it.

#ifndef TESTS_SIM_RUNNER_NETWORKS_H_
#define TESTS_SIM_RUNNER_NETWORKS_H_

#include <cstdint>
#include <vector>

#include "isa/network/network.h"

namespace isomer {

// Convolution (uneven padding and strides), pool with padding, convolution, fully connected layer;
// every integer drawn from `seed`.
Network random_network(std::uint64_t seed);

std::vector<std::int32_t> random_image(const Network& network, std::uint64_t seed);

}  // namespace isomer

#endif  // TESTS_SIM_RUNNER_NETWORKS_H_
