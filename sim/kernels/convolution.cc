// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/convolution.h"

#include <algorithm>

#include "isa/arithmetic/bias.h"
#include "sim/kernels/pack.h"

namespace isomer::kernels {
namespace {

// Images whose columns are multiplied together: enough for long rows, few enough for the cache.
constexpr std::size_t kColumnsAtOnce = 512;

bool fits(const Format& format, std::int64_t min, std::int64_t max) {
  return format.min() >= min && format.max() <= max;
}

std::size_t round_up(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

}  // namespace

ConvolutionKernel::ConvolutionKernel(const ConvolutionShape& shape, const Format& input,
                                     const Path& path)
    : shape_(shape), input_(input), path_(path) {}

void ConvolutionKernel::set_parameters(const ConvolutionParameters& parameters) {
  const auto [low, high] =
      std::minmax_element(parameters.weights.begin(), parameters.weights.end());
  const bool byte_weights = *low >= -128 && *high <= 127;
  const bool byte_input = fits(input_, 0, 255) || fits(input_, -128, 127);
  operands_ = path_.bytes != nullptr && byte_weights && byte_input ? Operands::bytes
              : fits(input_, -32768, 32767)                        ? Operands::halves
                                                                   : Operands::reference;
  offset_ = operands_ == Operands::bytes && input_.is_signed ? 128 : 0;

  const auto rows = static_cast<std::size_t>(shape_.out_channels);
  const std::size_t reduction = shape_.reduction();
  constant_.resize(rows);
  for (std::size_t o = 0; o < rows; ++o) {
    std::int64_t sum = 0;
    for (std::size_t k = 0; k < reduction; ++k) sum += parameters.weights[o * reduction + k];
    const std::int64_t bias = align_bias(parameters.bias[o], parameters.bias_shift, 32);
    constant_[o] = static_cast<std::uint32_t>(bias - offset_ * sum);
  }
  switch (operands_) {
    case Operands::bytes:
      taps_ = tap_offsets(shape_.window, 4);
      weights_ = pack_weights<std::uint8_t>(parameters.weights, rows, reduction);
      break;
    case Operands::halves:
      taps_ = tap_offsets(shape_.window, 2);
      weights_ = pack_weights<std::int16_t>(parameters.weights, rows, reduction);
      break;
    case Operands::reference:
      plain_weights_.assign(parameters.weights.begin(), parameters.weights.end());
      plain_bias_.assign(parameters.bias.begin(), parameters.bias.end());
      bias_shift_ = parameters.bias_shift;
      break;
  }
}

void ConvolutionKernel::run(int images, std::span<const std::int32_t> input,
                            std::span<std::int32_t> accumulators,
                            ConvolutionScratch& scratch) const {
  switch (operands_) {
    case Operands::bytes:
      return run_packed(images, input.data(), accumulators.data(), scratch.bytes, scratch);
    case Operands::halves:
      return run_packed(images, input.data(), accumulators.data(), scratch.halves, scratch);
    case Operands::reference:
      return convolution_reference(shape_, {plain_weights_, plain_bias_, bias_shift_}, images,
                                   input, accumulators);
  }
}

template <typename Element>
void ConvolutionKernel::run_packed(int images, const std::int32_t* input,
                                   std::int32_t* accumulators, std::vector<Element>& padded,
                                   ConvolutionScratch& scratch) const {
  constexpr std::size_t kGroup = 4 / sizeof(Element);
  const std::size_t pixels = shape_.window.out_pixels();
  const auto rows = static_cast<std::size_t>(shape_.out_channels);
  const std::size_t words = taps_.size() / kGroup;
  const std::size_t at_once = std::max<std::size_t>(1, kColumnsAtOnce / pixels);
  for (std::size_t done = 0; done < static_cast<std::size_t>(images);) {
    const std::size_t now = std::min(at_once, static_cast<std::size_t>(images) - done);
    const std::size_t columns = round_up(now * pixels, kColumnBlock);
    if (scratch.columns.size() < words * columns) scratch.columns.resize(words * columns);
    if (scratch.sums.size() < rows * columns) scratch.sums.resize(rows * columns);
    for (std::size_t n = 0; n < now; ++n) {
      pad_image(shape_.window, input, offset_, padded);
      pack_image(shape_.window, taps_, padded, columns, scratch.columns.data() + n * pixels);
      input += shape_.window.in_elements();
    }
    const Gemm gemm = kGroup == 4 ? path_.bytes : path_.halves;
    gemm({weights_.data(), scratch.columns.data(), scratch.sums.data(), shape_.out_channels,
          static_cast<int>(words), static_cast<int>(columns)});
    for (std::size_t n = 0; n < now; ++n) {
      for (std::size_t o = 0; o < rows; ++o, accumulators += pixels) {
        const std::uint32_t* sums = scratch.sums.data() + o * columns + n * pixels;
        for (std::size_t p = 0; p < pixels; ++p) {
          accumulators[p] = static_cast<std::int32_t>(sums[p] + constant_[o]);
        }
      }
    }
    done += now;
  }
}

}  // namespace isomer::kernels
