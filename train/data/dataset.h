// SPDX-License-Identifier: Apache-2.0
//
// Images of one size, with labels or without.

#ifndef TRAIN_DATA_DATASET_H_
#define TRAIN_DATA_DATASET_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "train/data/images.h"

namespace isomer::train {

struct Dataset {
  std::string name;
  int channels = 1;  // 1: grey, 3: red, green, blue
  int height = 0;
  int width = 0;
  int classes = 10;                      // 0: unknown, as of a folder without classes
  std::shared_ptr<const Images> images;  // null: none
  std::vector<std::uint16_t> labels;     // one per image, below classes; or none at all
  std::vector<std::string> class_names;  // of folders: one per class

  int size() const { return images ? images->size() : 0; }
  bool has_labels() const { return !labels.empty(); }
  std::size_t image_bytes() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
};

struct DatasetPair {
  Dataset train;
  Dataset test;
};

// The images with the given indices, in that order, and their labels. Pixels are shared.
Dataset subset(const Dataset& data, std::vector<int> indices);

inline constexpr int kHeldOutImages = 5000;

struct HeldOut {
  Dataset train;
  Dataset held_out;
};

// Keeps `count` images out of training, for selection without test data. Which ones is decided by
// one permutation for all seeds, blind to classes; both parts keep their order. Error unless
// 0 <= count < data.size().
HeldOut hold_out(const Dataset& data, int count = kHeldOutImages);

// Exchanges labels among images at random, as a proof that training does not read them: each class
// keeps its number of images.
void permute_labels(Dataset& data, std::uint64_t seed);

}  // namespace isomer::train

#endif  // TRAIN_DATA_DATASET_H_
