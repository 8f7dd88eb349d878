// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/direct_convolution.h"

#include <algorithm>
#include <type_traits>

#include "isa/arithmetic/bias.h"
#include "sim/kernels/pack.h"

namespace isomer::kernels {
namespace {

// row[x] += weight * in[x * stride], modulo 2^bits: unsigned, so that wrapping is defined.
template <typename Word>
void accumulate_row(std::size_t width, std::size_t stride, Word weight, const std::int32_t* in,
                    Word* row) {
  const auto extended = [in](std::size_t i) {
    return static_cast<Word>(std::make_signed_t<Word>{in[i]});
  };
  if (stride == 1) {
    for (std::size_t x = 0; x < width; ++x) row[x] += weight * extended(x);
  } else {
    for (std::size_t x = 0; x < width; ++x) row[x] += weight * extended(x * stride);
  }
}

}  // namespace

template <typename Accumulator>
void direct_convolution(const ConvolutionShape& shape, int groups,
                        const ConvolutionParameters& parameters, int images,
                        std::span<const std::int32_t> input, std::span<Accumulator> accumulators,
                        std::vector<std::int32_t>& padded) {
  using Word = std::make_unsigned_t<Accumulator>;
  constexpr int kBits = 8 * sizeof(Accumulator);
  const Window& w = shape.window;
  const auto width = static_cast<std::size_t>(w.out_width());
  const auto height = static_cast<std::size_t>(w.out_height());
  const auto outputs = static_cast<std::size_t>(shape.out_channels / groups);  // of one group
  // Where the operands of one output lie behind its first one, in one group's channels.
  Window group = w;
  group.channels = w.channels / groups;
  const std::vector<std::size_t> taps = tap_offsets(group, 1);
  const auto row_pitch = static_cast<std::size_t>(w.width + w.padding.left + w.padding.right);
  const std::size_t plane =
      row_pitch * static_cast<std::size_t>(w.height + w.padding.top + w.padding.bottom);
  auto* row = reinterpret_cast<Word*>(accumulators.data());
  for (int n = 0; n < images; ++n, input = input.subspan(w.in_elements())) {
    pad_image(w, input.data(), 0, padded);
    for (std::size_t o = 0; o < static_cast<std::size_t>(shape.out_channels); ++o) {
      const std::int16_t* weights = parameters.weights.data() + o * taps.size();
      const auto start =
          static_cast<Word>(align_bias(parameters.bias[o], parameters.bias_shift, kBits));
      const std::int32_t* first =
          padded.data() + o / outputs * static_cast<std::size_t>(group.channels) * plane;
      for (std::size_t y = 0; y < height; ++y, row += width) {
        std::fill_n(row, width, start);
        const std::int32_t* origin = first + y * static_cast<std::size_t>(w.stride_h) * row_pitch;
        for (std::size_t k = 0; k < taps.size(); ++k) {
          accumulate_row(width, static_cast<std::size_t>(w.stride_w),
                         static_cast<Word>(std::make_signed_t<Word>{weights[k]}), origin + taps[k],
                         row);
        }
      }
    }
  }
}

template void direct_convolution(const ConvolutionShape&, int, const ConvolutionParameters&, int,
                                 std::span<const std::int32_t>, std::span<std::int32_t>,
                                 std::vector<std::int32_t>&);
template void direct_convolution(const ConvolutionShape&, int, const ConvolutionParameters&, int,
                                 std::span<const std::int32_t>, std::span<std::int64_t>,
                                 std::vector<std::int32_t>&);

}  // namespace isomer::kernels
