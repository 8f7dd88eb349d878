// SPDX-License-Identifier: Apache-2.0

#include "isa/network/accumulator_bits.h"

#include <algorithm>
#include <cstdlib>

#include "isa/arithmetic/accumulate.h"

namespace isomer {

int accumulator_bits_needed(const Network& network, const Layer& layer) {
  const auto* convolution = std::get_if<Convolution>(&layer.operation);
  if (convolution == nullptr) return 1;
  const TensorInfo& input = network.tensors[static_cast<std::size_t>(layer.inputs[0])];
  const int shift = bias_shift(network, layer);
  const std::size_t terms = convolution->weights.size() / convolution->bias.size();
  int bits = 2;
  for (std::size_t o = 0; o < convolution->bias.size(); ++o) {
    std::int64_t sum = 0;
    for (const int weight : std::span(convolution->weights).subspan(o * terms, terms)) {
      sum += std::abs(weight);
    }
    const std::int64_t bound =
        accumulator_bound(sum, input.format.max_abs(), convolution->bias[o], shift);
    while (bits < 63 && !fits_accumulator(bound, bits)) ++bits;
  }
  return bits;
}

}  // namespace isomer
