// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/random_network.h"

#include <fmt/format.h>

#include "isa/container/error.h"
#include "isa/network/weight_coding.h"
#include "isa/zoo/generator.h"

namespace isomer {

Network random_network(const Topology& topology, std::uint64_t seed,
                       const RandomNetworkOptions& options) {
  if (options.activation_bits < 2 || options.activation_bits > 16)
    throw Error(fmt::format("network {}: {} bits per activation; legal: 2 to 16", topology.name,
                            options.activation_bits));
  validate(options.coding, topology.name);
  Network network = Generator(topology, seed, options).build();
  validate(network);
  return network;
}

std::vector<std::int32_t> random_image(const TensorInfo& input, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto codes = static_cast<std::uint64_t>(input.format.max() - input.format.min() + 1);
  std::vector<std::int32_t> image(static_cast<std::size_t>(input.elements()));
  for (std::int32_t& d : image)
    d = static_cast<std::int32_t>(input.format.min() + static_cast<std::int64_t>(random() % codes));
  return image;
}

}  // namespace isomer
