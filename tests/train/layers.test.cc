// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "train/layers/float_convolution.h"
#include "train/layers/linear.h"
#include "train/layers/tree_sum.h"
#include "train/loss.h"
#include "train/optimizer.h"
#include "train/random.h"

namespace isomer::train {
namespace {

std::vector<float> random_values(std::size_t count, std::uint32_t which) {
  const RandomStream random(11, Purpose::initialise, 0, which);
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(random.normal(i));
  return values;
}

// Forward, dx and dw of a convolution by its definition, in double.
struct NaiveConvolution {
  kernels::ConvolutionShape s;
  std::vector<double> y, dx, dw, db;

  NaiveConvolution(const kernels::ConvolutionShape& shape, const std::vector<float>& x,
                   const std::vector<float>& w, const std::vector<float>& b,
                   const std::vector<float>& dy)
      : s(shape), y(dy.size()), dx(x.size()), dw(w.size()), db(b.size()) {
    const kernels::Window& v = s.window;
    std::size_t out = 0;
    for (int n = 0; n < kernels::kShard; ++n) {
      for (int o = 0; o < s.out_channels; ++o) {
        for (int i = 0; i < v.out_height(); ++i) {
          for (int j = 0; j < v.out_width(); ++j, ++out) {
            y[out] = b[static_cast<std::size_t>(o)];
            db[static_cast<std::size_t>(o)] += dy[out];
            for (int c = 0; c < v.channels; ++c) {
              for (int ky = 0; ky < v.kernel_h; ++ky) {
                for (int kx = 0; kx < v.kernel_w; ++kx) {
                  const int row = i * v.stride_h + ky - v.padding.top;
                  const int column = j * v.stride_w + kx - v.padding.left;
                  if (row < 0 || row >= v.height || column < 0 || column >= v.width) continue;
                  const auto at_x = static_cast<std::size_t>(
                      ((n * v.channels + c) * v.height + row) * v.width + column);
                  const auto at_w = static_cast<std::size_t>(
                      ((o * v.channels + c) * v.kernel_h + ky) * v.kernel_w + kx);
                  y[out] += double{x[at_x]} * double{w[at_w]};
                  dx[at_x] += double{dy[out]} * double{w[at_w]};
                  dw[at_w] += double{dy[out]} * double{x[at_x]};
                }
              }
            }
          }
        }
      }
    }
  }
};

void check_near(const std::vector<float>& got, const std::vector<double>& want) {
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::abs(double{got[i]} - want[i]) > 1e-3 + 1e-4 * std::abs(want[i])) {
      CAPTURE(i);
      REQUIRE(double{got[i]} == Approx(want[i]));
    }
  }
}

TEST_CASE("L8 float convolutions and their gradients are those of the definition",
          "[train][layers]") {
  for (const kernels::ConvolutionShape& s :
       {kernels::ConvolutionShape{{.channels = 1,
       .height = 12,
       .width = 12,
       .kernel_h = 5,
       .kernel_w = 5,
       .padding = {2, 2, 2, 2}},
                                  6},
        kernels::ConvolutionShape{
            {.channels = 6, .height = 7, .width = 9, .kernel_h = 5, .kernel_w = 5}, 16},
        kernels::ConvolutionShape{{.channels = 3,
        .height = 8,
        .width = 6,
        .kernel_h = 3,
        .kernel_w = 2,
        .stride_h = 2,
        .stride_w = 1,
        .padding = {1, 0, 0, 1}},
                                  5},
        kernels::ConvolutionShape{{.channels = 16, .height = 4, .width = 4}, 32}}) {
    const auto x = random_values(kernels::kShard * s.window.in_elements(), 1);
    const auto channels = static_cast<std::size_t>(s.out_channels);
    const auto w = random_values(channels * s.reduction(), 2);
    const auto b = random_values(channels, 3);
    const auto dy = random_values(kernels::kShard * s.out_elements(), 4);
    const NaiveConvolution want(s, x, w, b, dy);
    FloatConvolution convolution(s);
    std::vector<float> y(dy.size()), dx(x.size()), dw(w.size()), db(b.size());
    convolution.set_parameters(w.data(), b.data(), 1);
    convolution.backward_parameters(x.data(), dy.data(), dw.data(), db.data());
    convolution.backward_input(dy.data(), dx.data());
    convolution.forward(x.data(), y.data());
    check_near(y, want.y);
    check_near(dx, want.dx);
    check_near(dw, want.dw);
    check_near(db, want.db);
  }
}

TEST_CASE("L8 the linear layer agrees with a convolution over the whole map", "[train][layers]") {
  const kernels::ConvolutionShape s = {
      {.channels = 3, .height = 4, .width = 5, .kernel_h = 4, .kernel_w = 5}, 21};
  const auto x = random_values(kernels::kShard * s.reduction(), 1);
  const auto w = random_values(21 * s.reduction(), 2);
  const auto b = random_values(21, 3);
  const auto dy = random_values(kernels::kShard * 21, 4);
  const NaiveConvolution want(s, x, w, b, dy);
  std::vector<float> y(dy.size()), dx(x.size()), dw(w.size()), db(b.size());
  linear_forward(s, x.data(), w.data(), b.data(), y.data());
  linear_backward_input(s, dy.data(), w.data(), dx.data());
  const Matrix inputs = ConstMatrixView(x.data(), kernels::kShard, 60);
  const Matrix gradients = ConstMatrixView(dy.data(), kernels::kShard, 21);
  REQUIRE(linear_row_blocks(s) == 2);
  for (int block = 0; block < 2; ++block) {
    linear_backward_parameters(block, inputs, gradients, dw, db);
  }
  check_near(y, want.y);
  check_near(dx, want.dx);
  check_near(dw, want.dw);
  check_near(db, want.db);
}

TEST_CASE("partial gradients are added as a binary tree", "[train][layers]") {
  // Float addition is not associative: from left to right, each 1 would be lost beside 2^24.
  constexpr float kBig = 16777216;
  std::vector<float> parts = {kBig, 1, 1, 1, 1};
  std::vector<float> sum(1);
  tree_sum(parts, sum, 5);  // ((big + 1) + (1 + 1)) + 1 = (big + 2) + 1: a tie, to even
  CHECK(sum[0] == kBig + 4);
  std::vector<float> two = {1, 10, 2, 20, 3, 30};
  std::vector<float> sums(2);
  tree_sum(two, sums, 3);
  CHECK(sums == std::vector<float>{6, 60});
}

TEST_CASE("L8 cross-entropy's gradient is its derivative", "[train][loss]") {
  Matrix logits(3, 4);
  logits << 1, -2, 0.5F, 3, 0, 0, 0, 0, 90, -90, 1, 2;
  const std::vector<std::uint8_t> labels = {2, 0, 3};
  Matrix gradient(3, 4);
  Matrix unused(3, 4);
  const double loss = cross_entropy(logits, labels, gradient);
  CHECK(loss == Approx((std::log(std::exp(1.0) + std::exp(-2.0) + std::exp(0.5) + std::exp(3.0)) -
                        0.5 + std::log(4.0) + 88.0) /
                       3));
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index c = 0; c < 4; ++c) {
      constexpr float kStep = 0x1p-7F;
      Matrix up = logits;
      Matrix down = logits;
      up(i, c) += kStep;
      down(i, c) -= kStep;
      const double slope =
          (cross_entropy(up, labels, unused) - cross_entropy(down, labels, unused)) /
          (2 * double{kStep});
      CHECK(double{gradient(i, c)} == Approx(slope).margin(1e-5));
    }
  }
}

TEST_CASE("schedules and the update follow their formulas", "[train][optimizer]") {
  PhaseRecipe phase = {.epochs = 4, .learning_rate = 0.8};
  CHECK(learning_rate(phase, 0, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 20, 10) == Approx(0.4));
  CHECK(learning_rate(phase, 40, 10) == Approx(0).margin(1e-12));
  phase.schedule = "step";
  phase.step_epochs = 2;
  phase.step_factor = 0.25;
  CHECK(learning_rate(phase, 19, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 20, 10) == Approx(0.2));
  phase.schedule = "constant";
  CHECK(learning_rate(phase, 39, 10) == Approx(0.8));

  Parameters p;
  p.resize(1, 1);
  p.weights[0] = 2;
  p.weight_gradient[0] = 0.5;
  p.bias_gradient[0] = -1;
  phase.momentum = 0.5;
  phase.weight_decay = 0.25;
  sgd_step(p, phase, 0.5);  // v = 0.5 + 0.25 * 2 = 1
  CHECK(p.weights[0] == 1.5F);
  CHECK(p.bias[0] == 0.5F);
  sgd_step(p, phase, 0.5);  // v = 0.5 * 1 + 0.5 + 0.25 * 1.5 = 1.375
  CHECK(p.weights[0] == 0.8125F);
}

}  // namespace
}  // namespace isomer::train
