// SPDX-License-Identifier: Apache-2.0

#include "train/evaluate.h"

#include <algorithm>
#include <deque>

#include "sim/runner/runner.h"
#include "train/data/loader.h"

namespace isomer::train {

std::vector<Prediction> predict_float(Model& model, ThreadTeam& team, const Dataset& data) {
  std::vector<Prediction> predictions;
  const int batch = model.input().images;
  std::vector<int> indices(static_cast<std::size_t>(batch));
  for (int done = 0; done < data.size(); done += batch) {
    for (int i = 0; i < batch; ++i) {  // the last batch is filled up with its last image
      indices[static_cast<std::size_t>(i)] = std::min(done + i, data.size() - 1);
    }
    load_batch(team, data, indices, {}, 0, 0, model.input());
    model.forward();
    const Matrix& logits = model.logits().values;
    for (int i = 0; i < std::min(batch, data.size() - done); ++i) {
      const float* row = logits.data() + i * logits.cols();
      predictions.push_back(
          predict(std::span<const float>(row, static_cast<std::size_t>(logits.cols()))));
    }
  }
  return predictions;
}

std::vector<Prediction> predict_integer(const Network& network, ThreadTeam& team,
                                        std::span<const std::vector<std::int32_t>> images) {
  constexpr std::size_t kBatch = 64;
  std::deque<Runner> runners;
  for (int i = 0; i < team.threads(); ++i) runners.emplace_back(network);
  std::vector<Prediction> predictions(images.size());
  const std::size_t batches = (images.size() + kBatch - 1) / kBatch;
  team.run(static_cast<int>(batches), [&](int thread, int batch) {
    Runner& runner = runners[static_cast<std::size_t>(thread)];
    const std::size_t first = static_cast<std::size_t>(batch) * kBatch;
    const std::size_t count = std::min(kBatch, images.size() - first);
    std::vector<std::int32_t> input;
    for (const auto& image : images.subspan(first, count)) {
      input.insert(input.end(), image.begin(), image.end());
    }
    runner.run(static_cast<int>(count), input);
    const std::size_t classes = runner.output().size() / count;
    for (std::size_t i = 0; i < count; ++i) {
      predictions[first + i] = predict(runner.output().subspan(i * classes, classes));
    }
  });
  return predictions;
}

Accuracy accuracy(std::span<const Prediction> predictions, std::span<const int> labels) {
  std::int64_t right = 0;
  std::int64_t ties = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    right += predictions[i].answer == labels[i] ? 1 : 0;
    ties += predictions[i].is_tie ? 1 : 0;
  }
  const auto count = static_cast<std::int64_t>(predictions.size());
  const auto divisor = static_cast<double>(std::max<std::int64_t>(count, 1));
  return {.images = count,
          .top1 = static_cast<double>(right) / divisor,
          .ties = static_cast<double>(ties) / divisor};
}

double difference(std::span<const Prediction> a, std::span<const Prediction> b) {
  std::int64_t differing = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differing += a[i].answer != b[i].answer ? 1 : 0;
  return static_cast<double>(differing) / static_cast<double>(std::max<std::size_t>(a.size(), 1));
}

}  // namespace isomer::train
