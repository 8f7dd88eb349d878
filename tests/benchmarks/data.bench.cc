// SPDX-License-Identifier: Apache-2.0

#include <benchmark/benchmark.h>

#include <numeric>

#include "train/data/loader.h"

namespace isomer::train {
namespace {

// Batches of 128 images of CIFAR's size on one thread; arguments: flip, crop. The images do not fit
// into a cache, as those of a data set.
void load_cifar_batches(benchmark::State& state) {
  constexpr int kImages = 20000;
  constexpr int kBatch = 128;
  Dataset data;
  data.channels = 3;
  data.height = data.width = 32;
  std::vector<std::uint8_t> pixels(kImages * data.image_bytes());
  std::iota(pixels.begin(), pixels.end(), std::uint8_t{0});
  data.images = std::make_shared<StoredImages>(std::move(pixels), data.image_bytes());
  const std::vector<int> order = shuffled(kImages, 1, 0);
  const Augmentation augmentation = {.flip = state.range(0) != 0,
                                     .crop = static_cast<int>(state.range(1))};
  std::vector<std::int8_t> out(kBatch * data.image_bytes());
  ThreadTeam team(1);
  std::size_t first = 0;
  for (auto _ : state) {
    load_batch(team, data, std::span(order).subspan(first, kBatch), augmentation, 1, 0,
               input_format(3, 8), {kernels::nhwc::Storage::s8, out.data()});
    benchmark::DoNotOptimize(out.data());
    first = (first + kBatch) % (kImages - kBatch);
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(load_cifar_batches)->Args({0, 0})->Args({1, 0})->Args({0, 4})->Args({1, 4});

}  // namespace
}  // namespace isomer::train
