// SPDX-License-Identifier: Apache-2.0

#include "train/data/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "isa/container/error.h"
#include "train/random.h"

namespace isomer::train {

Dataset subset(const Dataset& data, std::vector<int> indices) {
  Dataset part = data;
  if (data.has_labels()) {
    part.labels.clear();
    for (const int i : indices) part.labels.push_back(data.labels[static_cast<std::size_t>(i)]);
  }
  part.images = std::make_shared<SelectedImages>(data.images, std::move(indices));
  return part;
}

HeldOut hold_out(const Dataset& data, int count) {
  if (count < 0 || count >= data.size()) {
    throw Error(fmt::format("data set {}: {} of {} training images cannot be held out", data.name,
                            count, data.size()));
  }
  std::vector<int> kept = permutation(data.size(), RandomStream(0, Purpose::hold_out));
  std::vector<int> held_out(kept.end() - count, kept.end());
  kept.resize(kept.size() - held_out.size());
  std::ranges::sort(kept);
  std::ranges::sort(held_out);
  return {subset(data, std::move(kept)), subset(data, std::move(held_out))};
}

void permute_labels(Dataset& data, std::uint64_t seed) {
  const std::vector<std::uint16_t> labels = data.labels;
  const std::vector<int> from =
      permutation(static_cast<int>(labels.size()), RandomStream(seed, Purpose::permute_labels));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    data.labels[i] = labels[static_cast<std::size_t>(from[i])];
  }
}

}  // namespace isomer::train
