// SPDX-License-Identifier: Apache-2.0
//
// The judge itself, on cases worked out by hand.

#include "tests/support/oracle.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/support/oracle_layers.h"

namespace oracle {
namespace {

Tensor counting(int channels, int height, int width) {
  Tensor x(channels, height, width);
  std::int64_t next = 1;
  for (std::int64_t& d : x.d) d = next++;
  return x;
}

Weighted layer(int out_channels, std::vector<std::int64_t> weights,
               std::vector<std::int64_t> bias) {
  Weighted result;
  result.out_channels = out_channels;
  result.weights = std::move(weights);
  result.bias = std::move(bias);
  result.post.lo = -1000;
  result.post.hi = 1000;
  return result;
}

TEST_CASE("oracle, rounding in every mode as the contract's examples say", "[oracle]") {
  struct Row {
    std::int64_t numerator;  // over 10
    int half_up, half_even, half_away, floor;
  };
  for (const Row& row : {Row{25, 3, 2, 3, 2}, Row{-25, -2, -2, -3, -3}, Row{35, 4, 4, 4, 3},
                         Row{-35, -3, -4, -4, -4}, Row{24, 2, 2, 2, 2}, Row{-24, -2, -2, -2, -3},
                         Row{26, 3, 3, 3, 2}, Row{-26, -3, -3, -3, -3}, Row{30, 3, 3, 3, 3},
                         Row{-5, 0, 0, -1, -1}, Row{0, 0, 0, 0, 0}}) {
    CAPTURE(row.numerator);
    REQUIRE(limited(rounded_quotient(row.numerator, 10, Mode::half_up), -9, 9) == row.half_up);
    REQUIRE(limited(rounded_quotient(row.numerator, 10, Mode::half_even), -9, 9) == row.half_even);
    REQUIRE(limited(rounded_quotient(row.numerator, 10, Mode::half_away), -9, 9) == row.half_away);
    REQUIRE(limited(rounded_quotient(row.numerator, 10, Mode::floor), -9, 9) == row.floor);
  }
}

TEST_CASE("oracle, scalar operations by hand", "[oracle]") {
  REQUIRE(wrapped(128, 8) == -128);
  REQUIRE(wrapped(-129, 8) == 127);
  REQUIRE(wrapped(power_of_two(64) - 1, 64) == -1);
  REQUIRE(aligned_bias(-3, 4, 32) == -48);
  REQUIRE(aligned_bias(1, 31, 32) == -2147483648LL);
  REQUIRE(rnt(-3, 63, -9, 9, Mode::floor) == -1);
  REQUIRE(rnt(1, -64, -9, 9, Mode::floor) == 9);
  REQUIRE(average_factor(49) == std::pair<std::int64_t, int>{21400, 20});
  REQUIRE(average_factor(64) == std::pair<std::int64_t, int>{1, 6});
  REQUIRE(average({1, 2, 4}, 0, -9, 9, Mode::half_up) == 2);
  REQUIRE(decode_pot(0b1111, 4) == -64);
  REQUIRE(quantized(0.3, -1, -9, 9, Mode::half_up) == 1);
  REQUIRE(quantized(-1e-300, 0, -9, 9, Mode::floor) == -1);
}

TEST_CASE("oracle, a convolution with stride and padding by hand", "[oracle]") {
  // Input 1..9 in three rows, kernel of ones 2x2, stride 2, one column and row of padding.
  const Tensor x = counting(1, 3, 3);
  const Window window{.kernel_h = 2,
                      .kernel_w = 2,
                      .stride_h = 2,
                      .stride_w = 2,
                      .pad_top = 1,
                      .pad_left = 1,
                      .pad_bottom = 0,
                      .pad_right = 0};
  Weighted weighted = layer(1, {1, 1, 1, 1}, {10});
  weighted.bias_shift = 2;
  REQUIRE(convolution(x, weighted, window).d ==
          std::vector<std::int64_t>{41, 45, 51, 68});  // 40 + {1, 2+3, 4+7, 5+6+8+9}
  weighted.post.s1 = 3;
  weighted.post.hi = 6;
  REQUIRE(convolution(x, weighted, window).d == std::vector<std::int64_t>{5, 6, 6, 6});
}

TEST_CASE("oracle, channels and kernel positions are told apart", "[oracle]") {
  const Tensor x = counting(2, 2, 2);  // channel 0: 1 2 3 4, channel 1: 5 6 7 8
  const Weighted weighted = layer(2, {1, 0, 0, 0, 0, 0, 0, 10, 0, 2, 0, 0, 0, 0, 3, 0}, {0, 1});
  const Window window{.kernel_h = 2, .kernel_w = 2};
  REQUIRE(convolution(x, weighted, window).d == std::vector<std::int64_t>{81, 26});
  REQUIRE(fully_connected(x, weighted).d == std::vector<std::int64_t>{81, 26});
}

TEST_CASE("oracle, an accumulator wraps once at its width", "[oracle]") {
  const Tensor x = counting(1, 1, 3);
  Weighted weighted = layer(1, {50, 50, 50}, {0});  // 300
  weighted.accumulator_bits = 8;
  const Window window{.kernel_h = 1, .kernel_w = 3};
  REQUIRE(convolution_accumulators(x, weighted, window).d == std::vector<std::int64_t>{44});
}

TEST_CASE("oracle, max_pool skips padding and refuses an empty window", "[oracle]") {
  Tensor x = counting(1, 3, 3);
  for (std::int64_t& d : x.d) d = -d;
  Window window{.kernel_h = 2,
                .kernel_w = 2,
                .stride_h = 2,
                .stride_w = 2,
                .pad_top = 0,
                .pad_left = 0,
                .pad_bottom = 1,
                .pad_right = 1};
  REQUIRE(max_pool(x, window).d == std::vector<std::int64_t>{-1, -3, -7, -9});
  window.pad_bottom = 3;
  REQUIRE_THROWS_AS(max_pool(x, window), std::invalid_argument);
}

}  // namespace
}  // namespace oracle
