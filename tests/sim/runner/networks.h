// SPDX-License-Identifier: Apache-2.0
//
// Random integer networks of every operation, and images for them.

#ifndef TESTS_SIM_RUNNER_NETWORKS_H_
#define TESTS_SIM_RUNNER_NETWORKS_H_

#include <cstdint>
#include <vector>

#include "isa/network/network.h"

namespace isomer {

// A graph of about ten layers on a small image; every choice and integer is drawn from `seed`.
// `is_wide`: activations of up to 16 bits, weights of 16, sums beyond 32.
Network random_graph(std::uint64_t seed, bool is_wide);

std::vector<std::int32_t> random_integers(const Network& network, std::uint64_t seed);

}  // namespace isomer

#endif  // TESTS_SIM_RUNNER_NETWORKS_H_
