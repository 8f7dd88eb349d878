// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "isa/arithmetic/bias.h"
#include "isa/container/error.h"
#include "sim/kernels/clones.h"

namespace isomer::kernels::nhwc {
namespace {

struct Summary {
  std::int16_t low = 0;
  std::int16_t high = 0;
};

ISOMER_CLONES Summary summarise(const std::int16_t* weights, std::size_t count) {
  Summary summary;
  for (std::size_t i = 0; i < count; ++i) {
    summary.low = std::min(summary.low, weights[i]);
    summary.high = std::max(summary.high, weights[i]);
  }
  return summary;
}

ISOMER_CLONES std::int64_t sum_of(const std::int16_t* weights, std::size_t count) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += weights[i];
  return sum;
}

void check(const ConvolutionPlan& plan, const ConvolutionParameters& parameters) {
  const std::size_t outputs = plan.out_channels();
  if (parameters.weights.size() != outputs * plan.reduction() || parameters.bias.size() != outputs)
    throw Error(fmt::format("convolution: {} weights and {} biases given, {} and {} wanted",
                            parameters.weights.size(), parameters.bias.size(),
                            outputs * plan.reduction(), outputs));
  const auto [low, high] = summarise(parameters.weights.data(), parameters.weights.size());
  const int limit = 1 << (plan.weight_bits - 1);
  if (low < -limit || high >= limit)
    throw Error(fmt::format("convolution: weights from {} to {} do not fit {} bits; give more", low,
                            high, plan.weight_bits));
}

// One output's weights [c][tap] in the order of its operands, [tap][c] in whole segments.
template <typename Element>
void order(const ConvolutionPlan& plan, const std::int16_t* weights, Element* out) {
  const std::size_t inputs = plan.group_inputs;
  const std::size_t taps = plan.reduction() / inputs;
  const std::size_t pitch = plan.words * 4 / sizeof(Element);  // of one segment
  const std::size_t taps_per_segment = plan.segment_elements / inputs;
  for (std::size_t tap = 0; tap < taps; ++tap) {
    Element* place = out + tap / taps_per_segment * pitch + tap % taps_per_segment * inputs;
    for (std::size_t c = 0; c < inputs; ++c)
      place[c] = static_cast<Element>(weights[c * taps + tap]);
  }
}

// Sixteen rows of words to words of sixteen.
ISOMER_CLONES void interleave(const std::uint32_t* rows, std::size_t words, std::uint32_t* out) {
  for (std::size_t k = 0; k < words; ++k, out += kBlock) {
    for (std::size_t lane = 0; lane < kBlock; ++lane) out[lane] = rows[lane * words + k];
  }
}

void pack_block(const ConvolutionPlan& plan, const std::int16_t* weights, std::size_t outputs,
                std::vector<std::uint32_t>& rows, std::uint32_t* out) {
  const std::size_t words = plan.segments.size() * plan.words;
  rows.assign(kBlock * words, 0);
  for (std::size_t o = 0; o < outputs; ++o, weights += plan.reduction()) {
    std::uint32_t* row = rows.data() + o * words;
    if (plan.element == 1) {
      order(plan, weights, reinterpret_cast<std::int8_t*>(row));
    } else {
      order(plan, weights, reinterpret_cast<std::int16_t*>(row));
    }
  }
  interleave(rows.data(), words, out);
}

void pack_taps(const ConvolutionPlan& plan, const std::int16_t* weights, std::int16_t* out) {
  const std::size_t taps = plan.reduction();
  for (std::size_t c = 0; c < plan.groups; ++c) {
    for (std::size_t tap = 0; tap < taps; ++tap)
      out[tap * plan.groups + c] = weights[c * taps + tap];
  }
}

}  // namespace

void pack_weights(const ConvolutionPlan& plan, const ConvolutionParameters& parameters,
                  ConvolutionWeights& packed) {
  check(plan, parameters);
  const std::size_t reduction = plan.reduction();
  packed.start.assign(plan.wide ? plan.blocks() * kBlock : plan.groups * plan.blocks() * kBlock, 0);
  packed.wide_start.assign(plan.wide ? plan.out_channels() : 0, 0);
  for (std::size_t o = 0; o < plan.out_channels(); ++o) {
    const std::int64_t added =
        plan.offset == 0
            ? 0
            : plan.offset * sum_of(parameters.weights.data() + o * reduction, reduction);
    if (plan.wide) {
      packed.wide_start[o] = align_bias(parameters.bias[o], parameters.bias_shift, 64) - added;
    } else {
      const std::size_t group = o / plan.group_outputs;
      packed.start[group * plan.blocks() * kBlock + o % plan.group_outputs] =
          static_cast<std::int32_t>(align_bias(parameters.bias[o], parameters.bias_shift, 32) -
                                    added);
    }
  }
  if (plan.depthwise) {
    packed.taps.resize(plan.groups * reduction);
    return pack_taps(plan, parameters.weights.data(), packed.taps.data());
  }
  packed.words.resize(plan.groups * plan.blocks() * plan.block_pitch());
  std::vector<std::uint32_t> rows;
  std::uint32_t* out = packed.words.data();
  for (std::size_t g = 0; g < plan.groups; ++g) {
    for (std::size_t o = 0; o < plan.group_outputs; o += kBlock, out += plan.block_pitch())
      pack_block(plan, parameters.weights.data() + (g * plan.group_outputs + o) * reduction,
                 std::min(kBlock, plan.group_outputs - o), rows, out);
  }
}

}  // namespace isomer::kernels::nhwc
