// SPDX-License-Identifier: Apache-2.0

#include "train/layers/float_linear.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/train/layers/naive_convolution.h"

namespace isomer::train {
namespace {

kernels::ConvolutionShape whole_map(int channels, int height, int width, int outputs) {
  return {{.channels = channels,
           .height = height,
           .width = width,
           .kernel_h = height,
           .kernel_w = width},
          outputs};
}

TEST_CASE("L8 a fully connected layer is a convolution over the whole map", "[train][layers]") {
  for (const auto& s : {whole_map(3, 4, 5, 21), whole_map(16, 5, 5, 120), whole_map(84, 1, 1, 10),
                        whole_map(1, 7, 1, 130)}) {
    CAPTURE(s.window.channels, s.out_channels);
    REQUIRE(is_linear(s));
    const auto outputs = static_cast<std::size_t>(s.out_channels);
    const auto x = random_floats(kernels::kShard * s.reduction(), 1);
    const auto w = random_floats(outputs * s.reduction(), 2);
    const auto dy = random_floats(kernels::kShard * outputs, 3);
    const NaiveConvolution want(s, 1, x, w, dy);
    FloatLinear linear(s);
    REQUIRE(linear.blocks() == (s.out_channels + 63) / 64);
    std::vector<float> y(dy.size()), dx(x.size()), dw(w.size());
    for (int block = 0; block < linear.blocks(); ++block) linear.set_weights(block, w.data());
    linear.forward(x.data(), y.data());
    linear.backward_input(dy.data(), dx.data());
    for (int block = linear.blocks() - 1; block >= 0; --block) {
      linear.backward_weights(block, kernels::kShard, x.data(), dy.data(), dw.data());
    }
    check_near(y, want.y);
    check_near(dx, want.dx);
    check_near(dw, want.dw);
  }
}

TEST_CASE("weight gradients sum over the batch", "[train][layers]") {
  const auto s = whole_map(6, 2, 3, 5);
  const auto x = random_floats(2 * kernels::kShard * s.reduction(), 1);
  const auto dy = random_floats(2 * kernels::kShard * 5, 2);
  Sums want(5 * s.reduction());
  for (std::size_t image = 0; image < 2 * kernels::kShard; ++image) {
    for (std::size_t o = 0; o < 5; ++o) {
      for (std::size_t c = 0; c < 6; ++c) {
        for (std::size_t pixel = 0; pixel < 6; ++pixel) {
          want.add(o * 36 + c * 6 + pixel, dy[image * 5 + o], x[image * 36 + pixel * 6 + c]);
        }
      }
    }
  }
  FloatLinear linear(s);
  std::vector<float> dw(want.value.size());
  linear.backward_weights(0, 2 * kernels::kShard, x.data(), dy.data(), dw.data());
  check_near(dw, want);
}

TEST_CASE("only kernels of the whole map are fully connected layers", "[train][layers]") {
  auto s = whole_map(3, 4, 5, 7);
  s.window.kernel_h = 3;
  CHECK_FALSE(is_linear(s));
  s.window.kernel_h = 4;
  s.window.padding = {0, 1, 0, 0};
  CHECK_FALSE(is_linear(s));
}

}  // namespace
}  // namespace isomer::train
