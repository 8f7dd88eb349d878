// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <cstdlib>
#include <span>

#include "isa/arithmetic/accumulate.h"
#include "isa/compiler/checks.h"
#include "isa/compiler/shapes.h"
#include "isa/container/error.h"

namespace isomer::compiler {
namespace {

void prove_layer(const Network& network, const Layer& layer, const Convolution& op,
                 const Machine& machine) {
  const TensorInfo& input = input_of(network, layer);
  const int shift = bias_shift(network, layer);
  const std::size_t terms = op.weights.size() / static_cast<std::size_t>(op.out_channels);
  for (int channel = 0; channel < op.out_channels; ++channel) {
    std::int64_t sum_abs_w = 0;
    const auto first = static_cast<std::size_t>(channel) * terms;
    for (const std::int64_t weight : std::span(op.weights).subspan(first, terms))
      sum_abs_w += std::abs(weight);
    const std::int64_t bias = op.bias[static_cast<std::size_t>(channel)];
    const std::int64_t bound = accumulator_bound(sum_abs_w, input.format.max_abs(), bias, shift);
    if (!fits_accumulator(bound, machine.accumulator_bits))
      throw Error(fmt::format(
          "layer '{}', output channel {}: its accumulator can reach {} (sum of |weights| {} times "
          "|input| {} plus |bias| {} << {}), more than the {} of a {}-bit accumulator; train with "
          "smaller weights or a coarser product exponent, or split the layer's input channels",
          layer.name, channel, bound, sum_abs_w, input.format.max_abs(), std::abs(bias), shift,
          (std::int64_t{1} << (machine.accumulator_bits - 1)) - 1, machine.accumulator_bits));
  }
}

}  // namespace

void prove_no_overflow(const Network& network, const Machine& machine) {
  for (const Layer& layer : network.layers) {
    if (const auto* convolution = std::get_if<Convolution>(&layer.operation))
      prove_layer(network, layer, *convolution, machine);
  }
}

}  // namespace isomer::compiler
