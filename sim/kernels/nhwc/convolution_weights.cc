// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "isa/arithmetic/bias.h"
#include "isa/arithmetic/clones.h"
#include "isa/container/error.h"

namespace isomer::kernels::nhwc {
namespace {

struct Range {
  std::int16_t low;
  std::int16_t high;
};

ISOMER_CLONES Range range_of(const std::int16_t* weights, std::size_t count) {
  std::int16_t low = 0;
  std::int16_t high = 0;
  for (std::size_t i = 0; i < count; ++i) {
    low = weights[i] < low ? weights[i] : low;
    high = weights[i] > high ? weights[i] : high;
  }
  return {low, high};
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
  const auto [low, high] = range_of(parameters.weights.data(), parameters.weights.size());
  const int limit = 1 << (plan.weight_bits - 1);
  if (low < -limit || high >= limit)
    throw Error(fmt::format("convolution: weights from {} to {} do not fit {} bits; give more", low,
                            high, plan.weight_bits));
}

ISOMER_CLONES void narrow(const std::int16_t* weights, std::size_t count, std::int8_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::int8_t>(weights[i]);
}

// As order(), of bytes, where four channels make a word: no segment has a rest.
void order_words(const std::int16_t* weights, std::size_t inputs, std::size_t taps,
                 std::uint32_t* out) {
  for (std::size_t c = 0; c < inputs; c += 4, weights += 4 * taps, ++out) {
    for (std::size_t tap = 0; tap < taps; ++tap) {
      const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(weights[i * taps + tap] & 0xff) << (8 * i);
      };
      out[tap * (inputs / 4)] = byte(0) | byte(1) | byte(2) | byte(3);
    }
  }
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

void order_row(const ConvolutionPlan& plan, const std::int16_t* weights, std::uint32_t* row) {
  if (plan.element == 2) {
    order(plan, weights, reinterpret_cast<std::int16_t*>(row));
  } else if (plan.reduction() == plan.group_inputs) {
    narrow(weights, plan.group_inputs, reinterpret_cast<std::int8_t*>(row));
  } else if (plan.group_inputs % 4 == 0) {
    order_words(weights, plan.group_inputs, plan.reduction() / plan.group_inputs, row);
  } else {
    order(plan, weights, reinterpret_cast<std::int8_t*>(row));
  }
}

// Sixteen rows of words to words of sixteen. Not vectorised: gathers cost more than they save.
void interleave(const std::uint32_t* rows, std::size_t words, std::uint32_t* out) {
  for (std::size_t k = 0; k < words; ++k, out += kBlock) {
    for (std::size_t lane = 0; lane < kBlock; ++lane) out[lane] = rows[lane * words + k];
  }
}

void pack_block(const ConvolutionPlan& plan, const std::int16_t* weights, std::size_t outputs,
                std::vector<std::uint32_t>& rows, std::uint32_t* out) {
  const std::size_t words = plan.segments.size() * plan.words;
  rows.assign(kBlock * words, 0);
  for (std::size_t o = 0; o < outputs; ++o)
    order_row(plan, weights + o * plan.reduction(), rows.data() + o * words);
  interleave(rows.data(), words, out);
}

void pack_taps(const ConvolutionPlan& plan, const std::int16_t* weights, std::int32_t* out) {
  const std::size_t taps = plan.reduction();
  for (std::size_t c = 0; c < plan.groups; ++c) {
    for (std::size_t tap = 0; tap < taps; ++tap)
      out[tap * plan.tap_pitch() + c] = weights[c * taps + tap];
  }
}

void pack_start(const ConvolutionPlan& plan, const ConvolutionParameters& parameters,
                ConvolutionWeights& packed) {
  const std::size_t outputs = plan.out_channels();
  const std::size_t reduction = plan.reduction();
  packed.wide_start.resize(outputs);
  for (std::size_t o = 0; o < outputs; ++o) {
    packed.wide_start[o] = align_bias(parameters.bias[o], parameters.bias_shift, 64);
    if (plan.offset != 0)
      packed.wide_start[o] -=
          plan.offset * sum_of(parameters.weights.data() + o * reduction, reduction);
  }
  const std::size_t group_outputs = plan.depthwise ? outputs : plan.group_outputs;
  const std::size_t group_pitch = (group_outputs + kBlock - 1) / kBlock * kBlock;
  packed.start.assign(outputs / group_outputs * group_pitch, 0);
  if (plan.wide) return;
  for (std::size_t o = 0; o < outputs; ++o)
    packed.start[o / group_outputs * group_pitch + o % group_outputs] =
        static_cast<std::int32_t>(packed.wide_start[o]);
}

}  // namespace

void pack_weights(const ConvolutionPlan& plan, const ConvolutionParameters& parameters,
                  ConvolutionWeights& packed) {
  check(plan, parameters);
  pack_start(plan, parameters, packed);
  if (plan.depthwise) {
    packed.taps.assign(plan.tap_pitch() * plan.reduction(), 0);
    return pack_taps(plan, parameters.weights.data(), packed.taps.data());
  }
  packed.words.resize(plan.groups * plan.blocks() * plan.block_pitch());
  std::vector<std::uint32_t> rows;
  std::uint32_t* out = packed.words.data();
  for (std::size_t g = 0; g < plan.groups; ++g) {
    for (std::size_t o = 0; o < plan.group_outputs; o += kBlock, out += plan.block_pitch())
      pack_block(plan, parameters.weights.data() + (g * plan.group_outputs + o) * plan.reduction(),
                 std::min(kBlock, plan.group_outputs - o), rows, out);
  }
}

}  // namespace isomer::kernels::nhwc
