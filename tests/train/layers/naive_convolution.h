// SPDX-License-Identifier: Apache-2.0
//
// A convolution and its gradients by their definition, in double, for the tests of the fast ones.

#ifndef TESTS_TRAIN_LAYERS_NAIVE_CONVOLUTION_H_
#define TESTS_TRAIN_LAYERS_NAIVE_CONVOLUTION_H_

#include <catch2/catch.hpp>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "sim/kernels/shape.h"

namespace isomer::train {

inline std::vector<float> random_floats(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = uniform(random);
  return values;
}

// Sums, and the sums of the magnitudes of their terms: what bounds the error of adding them.
struct Sums {
  std::vector<double> value, magnitude;

  explicit Sums(std::size_t count) : value(count), magnitude(count) {}
  void add(std::size_t at, float a, float b) {
    value[at] += double{a} * double{b};
    magnitude[at] += std::abs(double{a} * double{b});
  }
};

// Fails unless every element is within `relative` of the magnitude of its sum.
inline void check_near(const std::vector<float>& got, const Sums& want, double relative = 2e-6) {
  REQUIRE(got.size() == want.value.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::abs(double{got[i]} - want.value[i]) <= relative * want.magnitude[i]) continue;
    CAPTURE(i, want.magnitude[i]);
    REQUIRE(double{got[i]} == want.value[i]);
  }
}

// Images [row][column][channel], weights [out][in / groups][kh][kw]; one shard.
struct NaiveConvolution {
  Sums y, dx, dw;

  NaiveConvolution(const kernels::ConvolutionShape& s, int groups, const std::vector<float>& x,
                   const std::vector<float>& w, const std::vector<float>& dy)
      : y(dy.size()), dx(x.size()), dw(w.size()) {
    const kernels::Window& v = s.window;
    const int depth = v.channels / groups;
    std::size_t out = 0;
    for (int n = 0; n < kernels::kShard; ++n) {
      for (int i = 0; i < v.out_height(); ++i) {
        for (int j = 0; j < v.out_width(); ++j) {
          for (int o = 0; o < s.out_channels; ++o, ++out) {
            const int first = o / (s.out_channels / groups) * depth;
            for (int ky = 0; ky < v.kernel_h; ++ky) {
              for (int kx = 0; kx < v.kernel_w; ++kx) {
                const int row = i * v.stride_h + ky - v.padding.top;
                const int column = j * v.stride_w + kx - v.padding.left;
                if (row < 0 || row >= v.height || column < 0 || column >= v.width) continue;
                for (int c = 0; c < depth; ++c) {
                  const auto at_x = static_cast<std::size_t>(
                      ((n * v.height + row) * v.width + column) * v.channels + first + c);
                  const auto at_w = static_cast<std::size_t>(
                      ((o * depth + c) * v.kernel_h + ky) * v.kernel_w + kx);
                  y.add(out, x[at_x], w[at_w]);
                  dx.add(at_x, dy[out], w[at_w]);
                  dw.add(at_w, dy[out], x[at_x]);
                }
              }
            }
          }
        }
      }
    }
  }
};

}  // namespace isomer::train

#endif  // TESTS_TRAIN_LAYERS_NAIVE_CONVOLUTION_H_
