// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/bias.h"
#include "sim/kernels/convolution.h"

namespace isomer::kernels {

void convolution_reference(const ConvolutionShape& shape, const ConvolutionParameters& parameters,
                           int images, std::span<const std::int32_t> input,
                           std::span<std::int32_t> accumulators) {
  const Window& w = shape.window;
  const auto at = [](int a, int size_b, int b, int size_c, int c) {
    return (static_cast<std::size_t>(a) * static_cast<std::size_t>(size_b) +
            static_cast<std::size_t>(b)) *
               static_cast<std::size_t>(size_c) +
           static_cast<std::size_t>(c);
  };
  std::size_t out = 0;
  for (int n = 0; n < images; ++n) {
    const auto image = input.subspan(static_cast<std::size_t>(n) * w.in_elements());
    for (int o = 0; o < shape.out_channels; ++o) {
      const auto kernel =
          parameters.weights.subspan(static_cast<std::size_t>(o) * shape.reduction());
      for (int y = 0; y < w.out_height(); ++y) {
        for (int x = 0; x < w.out_width(); ++x) {
          std::int64_t acc =
              align_bias(parameters.bias[static_cast<std::size_t>(o)], parameters.bias_shift, 32);
          for (int c = 0; c < w.channels; ++c) {
            for (int ky = 0; ky < w.kernel_h; ++ky) {
              for (int kx = 0; kx < w.kernel_w; ++kx) {
                const int row = y * w.stride_h + ky - w.padding.top;
                const int column = x * w.stride_w + kx - w.padding.left;
                if (row < 0 || row >= w.height || column < 0 || column >= w.width) continue;
                acc = mac(acc, image[at(c, w.height, row, w.width, column)],
                          kernel[at(c, w.kernel_h, ky, w.kernel_w, kx)], 32);
              }
            }
          }
          accumulators[out++] = static_cast<std::int32_t>(acc);
        }
      }
    }
  }
}

}  // namespace isomer::kernels
