// SPDX-License-Identifier: Apache-2.0
//
// Labelled images in memory, as bytes.

#ifndef TRAIN_DATA_DATASET_H_
#define TRAIN_DATA_DATASET_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace isomer::train {

struct Dataset {
  std::string name;
  int channels = 1;
  int height = 0;
  int width = 0;
  int classes = 10;
  std::vector<std::uint8_t> pixels;  // [image][channel][row][column]
  std::vector<std::uint8_t> labels;  // below classes

  int size() const { return static_cast<int>(labels.size()); }
  std::size_t image_bytes() const {
    return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
           static_cast<std::size_t>(width);
  }
  std::span<const std::uint8_t> image(int index) const {
    return std::span(pixels).subspan(static_cast<std::size_t>(index) * image_bytes(),
                                     image_bytes());
  }
};

struct DatasetPair {
  Dataset train;
  Dataset test;
};

// MNIST, Fashion-MNIST and whatever else comes as IDX: train-images-idx3-ubyte, t10k-labels-... in
// `folder`, plain or with .gz. Error names the file and what is wrong with it.
DatasetPair load_idx(const std::filesystem::path& folder, const std::string& name);

// One pair of IDX files, images (magic 0x803) and labels (0x801).
Dataset load_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels,
                      const std::string& name);

// CIFAR-10's binary version: data_batch_1.bin ... 5, test_batch.bin in `folder` or in its
// cifar-10-batches-bin. Records of one label and 3 x 32 x 32 bytes.
DatasetPair load_cifar10(const std::filesystem::path& folder);

}  // namespace isomer::train

#endif  // TRAIN_DATA_DATASET_H_
