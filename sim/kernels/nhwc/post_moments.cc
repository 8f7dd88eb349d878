// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/post.h"

namespace isomer::kernels::nhwc {

void add_moments(std::size_t pixels, int channels, ConstTensor d, std::span<std::int64_t> sum,
                 std::span<std::int64_t> sum_of_squares) {
  const auto count = static_cast<std::size_t>(channels);
  visit(d, [&](auto* x) {
    for (std::size_t p = 0; p < pixels; ++p, x += count) {
      for (std::size_t c = 0; c < count; ++c) {
        const std::int64_t value = x[c];
        sum[c] += value;
        sum_of_squares[c] += value * value;
      }
    }
  });
}

}  // namespace isomer::kernels::nhwc
