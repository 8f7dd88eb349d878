// SPDX-License-Identifier: Apache-2.0
//
// MNIST, Fashion-MNIST and whatever else comes as IDX files.

#ifndef TRAIN_DATA_IDX_H_
#define TRAIN_DATA_IDX_H_

#include <filesystem>
#include <string>

#include "train/data/dataset.h"

namespace isomer::train {

// train-images-idx3-ubyte, t10k-labels-idx1-ubyte ... in `folder`, plain or with .gz. Without its
// file of labels a part has none. Error names the file and what is wrong with it.
DatasetPair load_idx(const std::filesystem::path& folder, const std::string& name);

// One pair of IDX files, images (magic 0x803) and labels (0x801; an empty path: none).
Dataset load_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels,
                      const std::string& name);

}  // namespace isomer::train

#endif  // TRAIN_DATA_IDX_H_
