// SPDX-License-Identifier: Apache-2.0
//
// The float side of training on one thread: both gradients of the layers of ResNet-20, LeNet-5 and
// the LeNet variant, and the loops over one shard. Time per image or per element: `us_image`,
// `ns_element`.

#include <benchmark/benchmark.h>

#include <string>
#include <utility>
#include <vector>

#include "isa/container/error.h"
#include "train/layers/elementwise.h"
#include "train/layers/float_convolution.h"
#include "train/layers/float_linear.h"
#include "train/thread_team.h"

namespace isomer::train {
namespace {

struct Layer {
  const char* name;
  int channels, size, kernel, stride, padding, out_channels;

  kernels::ConvolutionShape shape() const {
    return {{.channels = channels,
             .height = size,
             .width = size,
             .kernel_h = kernel,
             .kernel_w = kernel,
             .stride_h = stride,
             .stride_w = stride,
             .padding = {padding, padding, padding, padding}},
            out_channels};
  }
};

constexpr Layer kLayers[] = {
    {"3x3_3_16_32", 3, 32, 3, 1, 1, 16},      {"3x3_16_16_32", 16, 32, 3, 1, 1, 16},
    {"3x3_16_32_32_s2", 16, 32, 3, 2, 1, 32}, {"3x3_32_32_16", 32, 16, 3, 1, 1, 32},
    {"3x3_32_64_16_s2", 32, 16, 3, 2, 1, 64}, {"3x3_64_64_8", 64, 8, 3, 1, 1, 64},
    {"1x1_16_32_32_s2", 16, 32, 1, 2, 0, 32}, {"1x1_32_64_16_s2", 32, 16, 1, 2, 0, 64},
    {"5x5_1_6_28", 1, 28, 5, 1, 2, 6},        {"5x5_3_6_32", 3, 32, 5, 1, 0, 6},
    {"5x5_6_16_14", 6, 14, 5, 1, 0, 16},      {"5x5_3_32_32", 3, 32, 5, 1, 2, 32},
    {"5x5_32_64_16", 32, 16, 5, 1, 2, 64},
};

void per_image(benchmark::State& state, int shards = 1) {
  state.counters["us_image"] = benchmark::Counter(
      1e-6 * kernels::kShard * shards,
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// Fully connected: both gradients, of a batch of 8 shards.
void linear(benchmark::State& state, int inputs, int outputs) {
  constexpr int kShards = 8;
  const kernels::ConvolutionShape shape = {{.channels = inputs}, outputs};
  const auto shard_x = static_cast<std::size_t>(kernels::kShard * inputs);
  const auto shard_y = static_cast<std::size_t>(kernels::kShard * outputs);
  const std::vector<float> x(kShards * shard_x, 0.5F), dy(kShards * shard_y, 0.125F);
  std::vector<float> w(shard_x / kernels::kShard * static_cast<std::size_t>(outputs), 0.25F);
  std::vector<float> dx(x.size());
  FloatLinear layer(shape);
  for (int block = 0; block < layer.blocks(); ++block) layer.set_weights(block, w.data());
  for (auto _ : state) {
    for (std::size_t shard = 0; shard < kShards; ++shard) {
      layer.backward_input(dy.data() + shard * shard_y, dx.data() + shard * shard_x);
    }
    for (int block = 0; block < layer.blocks(); ++block) {
      layer.backward_weights(block, kShards * kernels::kShard, x.data(), dy.data(), w.data());
    }
    benchmark::ClobberMemory();
  }
  per_image(state, kShards);
}

enum class Gradients { weights, both };

void gradient(benchmark::State& state, const Layer& layer, Precision precision, Gradients which) {
  const kernels::ConvolutionShape shape = layer.shape();
  const std::vector<float> x(kernels::kShard * shape.window.in_elements(), 0.5F);
  std::vector<float> dx(x.size());
  std::vector<float> w(static_cast<std::size_t>(shape.out_channels) * shape.reduction(), 0.25F);
  const std::vector<float> dy(
      kernels::kShard * static_cast<std::size_t>(shape.out_channels) * shape.window.out_pixels(),
      0.125F);
  FloatConvolution convolution(shape, 1, precision);
  convolution.set_weights(w.data(), 1);
  for (auto _ : state) {
    convolution.backward(x.data(), dy.data(), which == Gradients::both ? dx.data() : nullptr,
                         w.data());
    benchmark::ClobberMemory();
  }
  per_image(state);
}

void register_layers() {
  for (const Precision precision : {Precision::fp32, Precision::bf16}) {
    for (const Layer& layer : kLayers) {
      for (const Gradients which : {Gradients::weights, Gradients::both}) {
        const std::string name = std::string("layers/") + layer.name +
                                 (which == Gradients::both ? "/both" : "/weights") +
                                 (precision == Precision::fp32 ? "/fp32" : "/bf16");
        benchmark::RegisterBenchmark(name.c_str(), [&layer, precision, which](benchmark::State& s) {
          try {
            gradient(s, layer, precision, which);
          } catch (const Error& error) {
            s.SkipWithError(error.what());
          }
        });
      }
    }
  }
}

void register_linear() {
  constexpr std::pair<int, int> kSizes[] = {{64, 10}, {400, 120}, {120, 84}, {84, 10}, {4096, 512}};
  for (const auto& [inputs, outputs] : kSizes) {
    const std::string name =
        "layers/fc_" + std::to_string(inputs) + "_" + std::to_string(outputs) + "/both/fp32";
    benchmark::RegisterBenchmark(name.c_str(), linear, inputs, outputs);
  }
}

// One shard of a tensor: what the loops work on.
struct Shard {
  int channels;
  std::size_t pixels, count;
  std::vector<float> a, b, c;
  std::vector<float> of_channel;
  std::vector<std::int8_t> m;
  std::vector<std::uint8_t> flags;
  std::vector<double> sum, sum_of_products;

  explicit Shard(int width)
      : channels(width),
        pixels(std::size_t{1 << 17} / static_cast<std::size_t>(width)),
        count(pixels * static_cast<std::size_t>(width)),
        a(count, 1),
        b(count, 0.5F),
        c(count),
        of_channel(static_cast<std::size_t>(width), 0.5F),
        m(count, 3),
        flags(count, 3),
        sum(of_channel.size()),
        sum_of_products(of_channel.size()) {}
  ConstTensor integers() const { return {kernels::nhwc::Storage::s8, m.data()}; }
  ChannelMap map() const { return {of_channel.data(), of_channel.data(), of_channel.data()}; }
};

template <typename Loop>
void register_loop(const char* name, Loop loop) {
  for (const int channels : {6, 16, 64}) {
    const std::string full = std::string("loops/") + name + "/" + std::to_string(channels);
    benchmark::RegisterBenchmark(full.c_str(), [loop, channels](benchmark::State& state) {
      Shard shard(channels);
      for (auto _ : state) {
        loop(shard);
        benchmark::ClobberMemory();
      }
      state.counters["ns_element"] = benchmark::Counter(
          1e-9 * static_cast<double>(shard.count),
          benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
    });
  }
}

void register_loops() {
  register_loop("dequantise", [](Shard& s) { dequantise(s.count, s.integers(), 2, s.c.data()); });
  register_loop("mask", [](Shard& s) {
    mask_gradient(s.count, s.a.data(), {s.flags.data(), 3}, s.c.data(), Into::nothing, nullptr);
  });
  register_loop("mask_add", [](Shard& s) {
    mask_gradient(s.count, s.a.data(), {s.flags.data(), 3}, s.c.data(), Into::add, s.b.data());
  });
  register_loop("accumulate", [](Shard& s) { accumulate(s.count, s.a.data(), s.c.data()); });
  register_loop("gradient_moments", [](Shard& s) {
    gradient_moments(s.pixels, s.channels, s.a.data(), {s.flags.data(), 1}, s.integers(), s.sum,
                     s.sum_of_products);
  });
  register_loop("gradient_moments_add", [](Shard& s) {
    gradient_moments(s.pixels, s.channels, s.a.data(), {s.flags.data(), 1}, s.integers(), s.sum,
                     s.sum_of_products, Into::add, s.b.data());
  });
  register_loop("add_sums", [](Shard& s) { add_sums(s.pixels, s.channels, s.a.data(), s.sum); });
  register_loop("map_gradient", [](Shard& s) {
    map_gradient(s.pixels, s.channels, s.a.data(), s.integers(), s.map(), {}, s.c.data());
  });
  register_loop("map_gradient_mask", [](Shard& s) {
    map_gradient(s.pixels, s.channels, s.a.data(), s.integers(), s.map(), {s.flags.data(), 2, 1},
                 s.c.data());
  });
  register_loop("add_moments", [](Shard& s) {
    add_moments(s.pixels, s.channels, s.a.data(), s.sum, s.sum_of_products);
  });
  register_loop("float_post", [](Shard& s) {
    const FloatPost post = {s.of_channel.data(), s.of_channel.data(), s.b.data(), true, 6};
    float_post(s.pixels, s.channels, s.a.data(), post, s.c.data(), s.flags.data());
  });
}

const ThreadTeam kThisThreadOnly(1);
[[maybe_unused]] const bool kRegistered =
    (register_layers(), register_linear(), register_loops(), true);

}  // namespace
}  // namespace isomer::train
