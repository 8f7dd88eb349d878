// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution_depthwise.h"

#include <algorithm>
#include <cstring>

#include "isa/arithmetic/clones.h"

namespace isomer::kernels::nhwc {
namespace {

// Sixteen channels, wrapping, wherever they lie; compilers split what their registers do not hold.
using Words = std::uint32_t __attribute__((vector_size(4 * kBlock)));
struct [[gnu::packed, gnu::may_alias]] StoredWords {
  Words words;
};

constexpr std::ptrdiff_t kElement = sizeof(std::int32_t);

// A row of pixels, `stride` and `pitch` elements from one to the next in and out; weights are
// [tap][kBlock] with `weight_pitch` between the taps.
struct Row {
  const std::int32_t* input;
  std::size_t stride;
  std::int32_t* sums;
  std::size_t pitch;
  std::size_t pixels;
  const std::ptrdiff_t* taps;  // bytes
  std::size_t tap_count;
  const std::int32_t* weights;
  std::size_t weight_pitch;
  const std::int32_t* start;
};

// `channels` of a block along a row, kQuad pixels at a time; the last may be computed again.
ISOMER_CLONES void multiply_block(const Row& row, std::size_t channels) {
  const std::size_t step = row.pixels < kQuad ? 0 : 1;  // too few: each kQuad times over
  const std::size_t stride = step * row.stride;
  const std::size_t last = row.pixels - (step == 0 ? 1 : kQuad);
  for (std::size_t next = 0; next < row.pixels; next += step == 0 ? 1 : kQuad) {
    const std::size_t x = std::min(next, last);
    Words sums[kQuad];
    for (Words& sum : sums) sum = reinterpret_cast<const StoredWords*>(row.start)->words;
    const std::int32_t* weights = row.weights;
    for (std::size_t tap = 0; tap < row.tap_count; ++tap, weights += row.weight_pitch) {
      const std::int32_t* input = row.input + x * row.stride + row.taps[tap] / kElement;
      const Words factor = reinterpret_cast<const StoredWords*>(weights)->words;
      for (std::size_t i = 0; i < kQuad; ++i)
        sums[i] += reinterpret_cast<const StoredWords*>(input + i * stride)->words * factor;
    }
    for (std::size_t i = 0; i < kQuad; ++i) {
      std::int32_t* out = row.sums + (x + step * i) * row.pitch;
      if (channels == kBlock) {
        reinterpret_cast<StoredWords*>(out)->words = sums[i];
      } else {
        std::memcpy(out, &sums[i], channels * sizeof *out);
      }
    }
  }
}

// sums[c] += input[c] * weights[c]
ISOMER_CLONES void accumulate(std::size_t channels, const std::int32_t* input,
                              const std::int32_t* weights, std::int64_t* sums) {
  for (std::size_t c = 0; c < channels; ++c) sums[c] += std::int64_t{input[c]} * weights[c];
}

std::size_t stride_of(const ConvolutionPlan& plan) {
  return static_cast<std::size_t>(plan.shape.window.stride_w) * plan.groups;
}

}  // namespace

void depthwise_row(const ConvolutionPlan& plan, const ConvolutionWeights& weights,
                   const std::int32_t* input, std::int32_t* sums) {
  Row row = {.input = input,
             .stride = stride_of(plan),
             .sums = sums,
             .pitch = plan.groups,
             .pixels = plan.out_width(),
             .taps = plan.segments.data(),
             .tap_count = plan.segments.size(),
             .weights = weights.taps.data(),
             .weight_pitch = plan.tap_pitch(),
             .start = weights.start.data()};
  for (std::size_t c = 0; c < plan.groups; c += kBlock) {
    multiply_block(row, std::min(kBlock, plan.groups - c));
    row.input += kBlock;
    row.sums += kBlock;
    row.weights += kBlock;
    row.start += kBlock;
  }
}

void depthwise_row(const ConvolutionPlan& plan, const ConvolutionWeights& weights,
                   const std::int32_t* input, std::int64_t* sums) {
  const std::size_t channels = plan.groups;
  for (std::size_t x = 0; x < plan.out_width(); ++x, input += stride_of(plan), sums += channels) {
    std::copy(weights.wide_start.begin(), weights.wide_start.end(), sums);
    for (std::size_t tap = 0; tap < plan.segments.size(); ++tap)
      accumulate(channels, input + plan.segments[tap] / kElement,
                 weights.taps.data() + tap * plan.tap_pitch(), sums);
  }
}

}  // namespace isomer::kernels::nhwc
