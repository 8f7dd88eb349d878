// SPDX-License-Identifier: Apache-2.0
//
// A topology filled with random integers, as if it had been trained: shifts follow from the weights
// drawn and from the second moments of what flows through, so that every tensor uses its range.

#ifndef ISA_ZOO_RANDOM_NETWORK_H_
#define ISA_ZOO_RANDOM_NETWORK_H_

#include <cstdint>
#include <optional>

#include "isa/network/network.h"
#include "isa/zoo/topology.h"

namespace isomer {

struct RandomNetworkOptions {
  int activation_bits = 8;  // 2..16, of the input, too
  WeightCoding coding = {};
  Rounding rounding = Rounding::half_up;
  bool has_affine = false;                             // an affine stage behind every convolution
  std::optional<bool> is_input_signed = std::nullopt;  // instead of the topology's
};

// Valid; equal arguments give equal networks. Error when the options are out of range, or no valid
// network comes out of them (an accumulator that could overflow).
Network random_network(const Topology& topology, std::uint64_t seed,
                       const RandomNetworkOptions& options = {});

// One input of the network: integers over the whole range of its format.
std::vector<std::int32_t> random_image(const TensorInfo& input, std::uint64_t seed);

}  // namespace isomer

#endif  // ISA_ZOO_RANDOM_NETWORK_H_
