// SPDX-License-Identifier: Apache-2.0
//
// Accumulators of one layer, one thread, a shard of 16 images: items are images, and `macs` is the
// rate of multiply-accumulates (its ratio to the clock is products a cycle).

#include "sim/kernels/nhwc/convolution.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

namespace isomer::kernels::nhwc {
namespace {

struct Layer {
  const char* name;
  ConvolutionShape shape;
  int groups = 1;
  Format input = {8, false, 0};
  int weight_bits = 8;
  int accumulator_bits = 32;
};

// `channels` x `size` x `size` to `outputs`, padded to keep the size before the stride.
Layer square(const char* name, int channels, int size, int outputs, int kernel, int stride = 1) {
  const int pad = kernel / 2;
  const int end = stride == 2 && kernel == 3 ? 0 : pad;
  Padding padding;
  padding.top = padding.left = pad;
  padding.bottom = padding.right = end;
  return {name,
          {.window = {.channels = channels,
                      .height = size,
                      .width = size,
                      .kernel_h = kernel,
                      .kernel_w = kernel,
                      .stride_h = stride,
                      .stride_w = stride,
                      .padding = padding},
           .out_channels = outputs}};
}

Layer valid(const char* name, int channels, int size, int outputs, int kernel) {
  return {name,
          {.window = {.channels = channels,
                      .height = size,
                      .width = size,
                      .kernel_h = kernel,
                      .kernel_w = kernel},
           .out_channels = outputs}};
}

Layer with(Layer layer, int groups, Format input, int weight_bits, int accumulator_bits) {
  layer.groups = groups;
  layer.input = input;
  layer.weight_bits = weight_bits;
  layer.accumulator_bits = accumulator_bits;
  return layer;
}

constexpr Format kBytes = {8, false, 0};
constexpr Format kSignedBytes = {8, true, 0};
constexpr Format kHalves = {16, true, 0};

const std::vector<Layer> kLayers = {
    with(square("resnet20_first_3x32x32_16", 3, 32, 16, 3), 1, kSignedBytes, 8, 32),
    square("resnet20_16x32x32_16", 16, 32, 16, 3),
    square("resnet20_16x32x32_32_stride2", 16, 32, 32, 3, 2),
    square("resnet20_16x32x32_32_projection", 16, 32, 32, 1, 2),
    square("resnet20_32x16x16_32", 32, 16, 32, 3),
    square("resnet20_32x16x16_64_stride2", 32, 16, 64, 3, 2),
    square("resnet20_32x16x16_64_projection", 32, 16, 64, 1, 2),
    square("resnet20_64x8x8_64", 64, 8, 64, 3),
    valid("resnet20_last_64_10", 64, 1, 10, 1),
    square("lenet5_1x28x28_6", 1, 28, 6, 5),
    with(valid("lenet5_3x32x32_6", 3, 32, 6, 5), 1, kSignedBytes, 8, 32),
    valid("lenet5_6x14x14_16", 6, 14, 16, 5),
    valid("lenet5_400_120", 16, 5, 120, 5),
    valid("lenet5_120_84", 120, 1, 84, 1),
    valid("lenet5_84_10", 84, 1, 10, 1),
    with(square("variant_3x32x32_32", 3, 32, 32, 5), 1, kSignedBytes, 8, 32),
    square("variant_32x16x16_64", 32, 16, 64, 5),
    valid("variant_4096_512", 64, 8, 512, 8),
    square("vgg_512x4x4_512", 512, 4, 512, 3),
    square("mobilenet_pointwise_256x8x8_256", 256, 8, 256, 1),
    with(square("mobilenet_depthwise_64x16x16", 64, 16, 64, 3), 64, kBytes, 8, 32),
    with(square("grouped_64x8x8_64_by_4", 64, 8, 64, 3), 4, kBytes, 8, 32),
    with(square("ise16_weights_16x32x32_16", 16, 32, 16, 3), 1, kBytes, 16, 32),
    with(square("halves_16x32x32_16", 16, 32, 16, 3), 1, kHalves, 8, 32),
    with(square("wide_bytes_16x32x32_16", 16, 32, 16, 3), 1, kBytes, 8, 48),
    with(square("wide_halves_16x32x32_16", 16, 32, 16, 3), 1, kHalves, 16, 48),
};

std::vector<std::uint8_t> some_bytes(std::size_t count) {
  std::vector<std::uint8_t> bytes(count);
  for (std::size_t i = 0; i < count; ++i)
    bytes[i] = static_cast<std::uint8_t>(i * 2654435761U >> 24);
  return bytes;
}

std::vector<std::int16_t> some_weights(const Layer& layer) {
  std::vector<std::int16_t> weights(static_cast<std::size_t>(layer.shape.out_channels) *
                                    layer.shape.reduction() /
                                    static_cast<std::size_t>(layer.groups));
  for (std::size_t i = 0; i < weights.size(); ++i)
    weights[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(i * 2654435761U) >>
                                           (32 - layer.weight_bits));
  return weights;
}

Convolution built(const Layer& layer) {
  return {layer.shape, layer.groups, layer.input, layer.weight_bits, layer.accumulator_bits};
}

void accumulators(benchmark::State& state, const Layer& layer) {
  Convolution convolution = built(layer);
  const auto weights = some_weights(layer);
  const std::vector<std::int16_t> bias(static_cast<std::size_t>(layer.shape.out_channels), 3);
  convolution.set_parameters({weights, bias, 4});
  const auto input = some_bytes(kShard * layer.shape.window.in_elements() *
                                element_bytes(storage_of(layer.input)));
  Convolution::Scratch scratch;
  for (auto _ : state) {
    convolution.run(kShard, input.data(), scratch, [](std::size_t, std::size_t, ConstTensor sums) {
      benchmark::DoNotOptimize(sums.data);
      benchmark::ClobberMemory();
    });
  }
  const auto images = static_cast<double>(state.iterations()) * kShard;
  const auto macs = static_cast<double>(static_cast<std::size_t>(layer.shape.out_channels) *
                                        layer.shape.window.out_pixels() * layer.shape.reduction()) /
                    layer.groups;
  state.SetItemsProcessed(static_cast<std::int64_t>(images));
  state.counters["macs"] = benchmark::Counter(images * macs, benchmark::Counter::kIsRate);
  state.counters["us_per_image"] =
      benchmark::Counter(images * 1e-6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// What every step of training pays.
void set_parameters(benchmark::State& state, const Layer& layer) {
  Convolution convolution = built(layer);
  const auto weights = some_weights(layer);
  const std::vector<std::int16_t> bias(static_cast<std::size_t>(layer.shape.out_channels), 3);
  for (auto _ : state) convolution.set_parameters({weights, bias, 4});
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(weights.size()));
}

const int kRegistered = [] {
  for (const Layer& layer : kLayers) {
    benchmark::RegisterBenchmark(("convolution/" + std::string(layer.name)).c_str(), accumulators,
                                 layer);
    benchmark::RegisterBenchmark(("convolution_parameters/" + std::string(layer.name)).c_str(),
                                 set_parameters, layer);
  }
  return 0;
}();

}  // namespace
}  // namespace isomer::kernels::nhwc
