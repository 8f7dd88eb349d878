// SPDX-License-Identifier: Apache-2.0

#include "train/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "isa/container/error.h"
#include "sim/runner/runner.h"
#include "train/data/loader.h"

namespace isomer::train {
namespace {

constexpr std::size_t kBatch = 64;

// `fill(index, span)` writes the input integers of an image.
template <typename Fill>
std::vector<Prediction> predict_all(const Network& network, ThreadTeam& team, std::size_t images,
                                    Fill&& fill) {
  std::deque<Runner> runners;
  for (int i = 0; i < team.threads(); ++i) runners.emplace_back(network);
  const auto elements = static_cast<std::size_t>(network.input().elements());
  const auto classes = static_cast<std::size_t>(network.output().elements());
  std::vector<Prediction> predictions(images);
  const std::size_t batches = (images + kBatch - 1) / kBatch;
  team.run(static_cast<int>(batches), [&](int thread, int batch) {
    Runner& runner = runners[static_cast<std::size_t>(thread)];
    const std::size_t first = static_cast<std::size_t>(batch) * kBatch;
    const std::size_t count = std::min(kBatch, images - first);
    std::vector<std::int32_t> input(count * elements);
    for (std::size_t i = 0; i < count; ++i) {
      fill(first + i, std::span(input).subspan(i * elements, elements));
    }
    runner.run(static_cast<int>(count), input);
    for (std::size_t i = 0; i < count; ++i) {
      predictions[first + i] = predict(runner.output().subspan(i * classes, classes));
    }
  });
  return predictions;
}

}  // namespace

std::vector<Prediction> predict_float(Model& model, ThreadTeam& team, const Dataset& data) {
  std::vector<Prediction> predictions;
  ActivationTensor& x = model.input();
  const int batch = x.images;
  std::vector<int> indices(static_cast<std::size_t>(batch));
  for (int done = 0; done < data.size(); done += batch) {
    for (int i = 0; i < batch; ++i) {  // the last batch is filled up with its last image
      indices[static_cast<std::size_t>(i)] = std::min(done + i, data.size() - 1);
    }
    load_batch(team, data, indices, {}, 0, 0, x.integers.format(), x.integers.from(0));
    model.forward(Statistics::running);
    const std::size_t classes = model.logits().elements();
    const std::span<const float> logits = model.logits().values;
    const auto count = static_cast<std::size_t>(std::min(batch, data.size() - done));
    for (std::size_t i = 0; i < count; ++i) {
      predictions.push_back(predict(logits.subspan(i * classes, classes)));
    }
  }
  return predictions;
}

std::vector<Prediction> predict_integer(const Network& network, ThreadTeam& team,
                                        const Dataset& data) {
  return predict_all(network, team, static_cast<std::size_t>(data.size()),
                     [&](std::size_t index, std::span<std::int32_t> out) {
                       write_image(data, static_cast<int>(index), network.input().format, out);
                     });
}

std::vector<Prediction> predict_integer(const Network& network, ThreadTeam& team,
                                        std::span<const std::vector<std::int32_t>> images) {
  const auto elements = static_cast<std::size_t>(network.input().elements());
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (images[i].size() == elements) continue;
    throw Error(fmt::format("network {}: image {} has {} elements instead of {}", network.name, i,
                            images[i].size(), elements));
  }
  return predict_all(network, team, images.size(),
                     [&](std::size_t index, std::span<std::int32_t> out) {
                       std::ranges::copy(images[index], out.begin());
                     });
}

}  // namespace isomer::train
