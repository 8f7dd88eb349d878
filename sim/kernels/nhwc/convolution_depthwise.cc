// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution_depthwise.h"

#include "sim/kernels/clones.h"

namespace isomer::kernels::nhwc {
namespace {

// sums[c] += input[c] * weights[c]
ISOMER_CLONES void accumulate(std::size_t channels, const std::int16_t* input,
                              const std::int16_t* weights, std::int32_t* sums) {
  auto* words = reinterpret_cast<std::uint32_t*>(sums);
  for (std::size_t c = 0; c < channels; ++c)
    words[c] += static_cast<std::uint32_t>(std::int32_t{input[c]} * weights[c]);
}

ISOMER_CLONES void accumulate(std::size_t channels, const std::int16_t* input,
                              const std::int16_t* weights, std::int64_t* sums) {
  for (std::size_t c = 0; c < channels; ++c) sums[c] += std::int32_t{input[c]} * weights[c];
}

template <typename Start, typename Sum>
void row(const ConvolutionPlan& plan, const ConvolutionWeights& weights, const Start& start,
         const std::int16_t* input, Sum* sums) {
  const std::size_t channels = plan.groups;
  const std::size_t stride =
      static_cast<std::size_t>(plan.shape.window.stride_w) * plan.pixel_pitch / plan.element;
  for (std::size_t x = 0; x < plan.out_width(); ++x, input += stride, sums += channels) {
    for (std::size_t c = 0; c < channels; ++c) sums[c] = start(c);
    for (std::size_t tap = 0; tap < plan.segments.size(); ++tap)
      accumulate(channels, input + plan.segments[tap] / 2, weights.taps.data() + tap * channels,
                 sums);
  }
}

}  // namespace

void depthwise_row(const ConvolutionPlan& plan, const ConvolutionWeights& weights,
                   const std::int16_t* input, std::int32_t* sums) {
  row(
      plan, weights, [&](std::size_t c) { return weights.start[c * kBlock]; }, input, sums);
}

void depthwise_row(const ConvolutionPlan& plan, const ConvolutionWeights& weights,
                   const std::int16_t* input, std::int64_t* sums) {
  row(
      plan, weights, [&](std::size_t c) { return weights.wide_start[c]; }, input, sums);
}

}  // namespace isomer::kernels::nhwc
