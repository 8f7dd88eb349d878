// SPDX-License-Identifier: Apache-2.0

#include "train/layers/float_convolution.h"

#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "isa/container/error.h"
#include "tests/train/layers/naive_convolution.h"
#include "train/thread_team.h"

namespace isomer::train {
namespace {

struct Layer {
  const char* name;
  kernels::ConvolutionShape shape;
  int groups = 1;
};

constexpr kernels::Window window(int channels, int height, int width, int kernel_h, int kernel_w,
                                 int stride_h, int stride_w, Padding padding) {
  return {channels, height, width, kernel_h, kernel_w, stride_h, stride_w, padding};
}

const Layer kLayers[] = {
    {"3x3 16", {window(16, 10, 32, 3, 3, 1, 1, {1, 1, 1, 1}), 16}},
    {"3x3 32", {window(32, 5, 16, 3, 3, 1, 1, {1, 1, 1, 1}), 32}},
    {"3x3 64", {window(64, 8, 8, 3, 3, 1, 1, {1, 1, 1, 1}), 64}},
    {"3x3 48 to 16, odd map", {window(48, 5, 13, 3, 3, 1, 1, {1, 1, 1, 1}), 16}},
    {"3x3 16 to 32, stride 2", {window(16, 8, 32, 3, 3, 2, 2, {1, 1, 1, 1}), 32}},
    {"3x3 32 to 64, stride 2, odd map", {window(32, 7, 9, 3, 3, 2, 2, {1, 1, 1, 1}), 64}},
    {"1x1 16 to 32, stride 2", {window(16, 8, 8, 1, 1, 2, 2, {0, 0, 0, 0}), 32}},
    {"1x1 16 to 48", {window(16, 4, 4, 1, 1, 1, 1, {0, 0, 0, 0}), 48}},
    {"3x3 3 to 16", {window(3, 9, 32, 3, 3, 1, 1, {1, 1, 1, 1}), 16}},
    {"5x5 1 to 6", {window(1, 12, 12, 5, 5, 1, 1, {2, 2, 2, 2}), 6}},
    {"5x5 6 to 16, odd map", {window(6, 7, 9, 5, 5, 1, 1, {0, 0, 0, 0}), 16}},
    {"5x5 3 to 32", {window(3, 6, 16, 5, 5, 1, 1, {2, 2, 2, 2}), 32}},
    {"5x5 32 to 64", {window(32, 6, 16, 5, 5, 1, 1, {2, 2, 2, 2}), 64}},
    {"7x7 3 to 16, stride 2", {window(3, 13, 14, 7, 7, 2, 2, {3, 3, 3, 3}), 16}},
    {"3x2, uneven", {window(3, 8, 6, 3, 2, 2, 1, {1, 0, 0, 1}), 5}},
    {"3 groups", {window(12, 6, 6, 3, 3, 1, 1, {1, 1, 1, 1}), 24}, 3},
    {"depthwise", {window(20, 6, 7, 3, 3, 1, 1, {1, 1, 1, 1}), 20}, 20},
    {"depthwise, stride 2", {window(32, 8, 8, 3, 3, 2, 2, {1, 1, 1, 1}), 32}, 32},
    {"whole map", {window(16, 5, 5, 5, 5, 1, 1, {0, 0, 0, 0}), 21}},
    {"fully connected", {window(64, 1, 1, 1, 1, 1, 1, {0, 0, 0, 0}), 10}},
};

struct Data {
  std::vector<float> x, w, dy;

  explicit Data(const Layer& layer)
      : x(random_floats(kernels::kShard * layer.shape.window.in_elements(), 1)),
        w(random_floats(static_cast<std::size_t>(layer.shape.out_channels) *
                            layer.shape.reduction() / static_cast<std::size_t>(layer.groups),
                        2)),
        dy(random_floats(kernels::kShard * static_cast<std::size_t>(layer.shape.out_channels) *
                             layer.shape.window.out_pixels(),
                         3)) {}
};

// To the nearest bfloat16, ties to even.
void round_to_bf16(std::vector<float>& values) {
  for (float& value : values) {
    auto bits = std::bit_cast<std::uint32_t>(value);
    bits += 0x7FFF + (bits >> 16 & 1);
    value = std::bit_cast<float>(bits & 0xFFFF0000);
  }
}

TEST_CASE("L8 float convolutions and their gradients are those of the definition",
          "[train][layers]") {
  for (const Layer& layer : kLayers) {
    CAPTURE(layer.name);
    const Data d(layer);
    const NaiveConvolution want(layer.shape, layer.groups, d.x, d.w, d.dy);
    FloatConvolution convolution(layer.shape, layer.groups, Precision::fp32);
    std::vector<float> y(d.dy.size()), dx(d.x.size(), 7), dw(d.w.size(), 7);
    convolution.set_weights(d.w.data(), 1);
    convolution.backward(d.x.data(), d.dy.data(), dx.data(), dw.data());
    convolution.forward(d.x.data(), y.data());
    check_near(y, want.y);
    check_near(dx, want.dx);
    check_near(dw, want.dw);
  }
}

// Whether bf16 is offered here; where it is not, the reason must be told.
bool has_bf16() {
  try {
    FloatConvolution(kLayers[0].shape, 1, Precision::bf16);
    return true;
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("avx512_bf16") != std::string::npos);
    return false;
  }
}

TEST_CASE("L8 bf16 gradients are those of rounded operands", "[train][layers]") {
  if (!has_bf16()) return;
  for (const Layer& layer : kLayers) {
    CAPTURE(layer.name);
    Data d(layer);
    FloatConvolution convolution(layer.shape, layer.groups, Precision::bf16);
    std::vector<float> dx(d.x.size(), 7), dw(d.w.size(), 7);
    convolution.set_weights(d.w.data(), 1);
    convolution.backward(d.x.data(), d.dy.data(), dx.data(), dw.data());
    round_to_bf16(d.x);
    round_to_bf16(d.w);
    round_to_bf16(d.dy);
    const NaiveConvolution want(layer.shape, layer.groups, d.x, d.w, d.dy);
    check_near(dx, want.dx);
    check_near(dw, want.dw);
  }
}

TEST_CASE("weights are taken over once per version", "[train][layers]") {
  const Layer& layer = kLayers[0];
  const Data d(layer);
  FloatConvolution convolution(layer.shape, 1, Precision::fp32);
  const std::vector<float> zero(d.w.size());
  std::vector<float> dx(d.x.size()), again(d.x.size()), dw(d.w.size());
  convolution.set_weights(d.w.data(), 1);
  convolution.backward(d.x.data(), d.dy.data(), dx.data(), dw.data());
  convolution.set_weights(zero.data(), 1);
  convolution.backward(d.x.data(), d.dy.data(), again.data(), dw.data());
  CHECK(dx == again);
  convolution.set_weights(zero.data(), 2);
  convolution.backward(d.x.data(), d.dy.data(), again.data(), dw.data());
  CHECK(again == std::vector<float>(d.x.size()));
}

struct Gradients {
  std::vector<float> dx, dw;

  friend bool operator==(const Gradients&, const Gradients&) = default;
};

// Six times the gradients of one shard, by convolutions made on the calling thread.
std::vector<Gradients> gradients_on(int threads, const Layer& layer, Precision precision) {
  const Data d(layer);
  ThreadTeam team(threads);
  std::vector<FloatConvolution> convolutions;
  for (int thread = 0; thread < threads; ++thread) {
    convolutions.emplace_back(layer.shape, layer.groups, precision);
  }
  std::vector<Gradients> results(6);
  team.run(static_cast<int>(results.size()), [&](int thread, int piece) {
    Gradients& result = results[static_cast<std::size_t>(piece)];
    result = {std::vector<float>(d.x.size()), std::vector<float>(d.w.size())};
    FloatConvolution& convolution = convolutions[static_cast<std::size_t>(thread)];
    convolution.set_weights(d.w.data(), 1);
    convolution.backward(d.x.data(), d.dy.data(), result.dx.data(), result.dw.data());
  });
  return results;
}

TEST_CASE("L8 gradients have the same bits on any thread", "[train][layers]") {
  for (const Layer& layer : kLayers) {
    for (const Precision precision : {Precision::fp32, Precision::bf16}) {
      if (precision == Precision::bf16 && !has_bf16()) continue;
      CAPTURE(layer.name, precision == Precision::bf16);
      const Gradients want = gradients_on(1, layer, precision).front();
      for (const Gradients& got : gradients_on(3, layer, precision)) CHECK(got == want);
      const Data d(layer);
      Gradients weights_only = {want.dx, std::vector<float>(d.w.size())};
      FloatConvolution(layer.shape, layer.groups, precision)
          .backward(d.x.data(), d.dy.data(), nullptr, weights_only.dw.data());
      CHECK(weights_only == want);
    }
  }
}

}  // namespace
}  // namespace isomer::train
