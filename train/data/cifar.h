// SPDX-License-Identifier: Apache-2.0
//
// The binary versions of CIFAR-10 and CIFAR-100.

#ifndef TRAIN_DATA_CIFAR_H_
#define TRAIN_DATA_CIFAR_H_

#include <filesystem>

#include "train/data/dataset.h"

namespace isomer::train {

// CIFAR-10: data_batch_1.bin ... 5, test_batch.bin in `folder` or in its cifar-10-batches-bin.
// Records of one label and 3 x 32 x 32 bytes, planes of red, green, blue. Error names the file and
// what is wrong with it.
DatasetPair load_cifar10(const std::filesystem::path& folder);

// CIFAR-100: train.bin, test.bin in `folder` or in its cifar-100-binary. Records of a coarse label
// (below 20, not kept), a fine label and the same bytes.
DatasetPair load_cifar100(const std::filesystem::path& folder);

}  // namespace isomer::train

#endif  // TRAIN_DATA_CIFAR_H_
