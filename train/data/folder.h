// SPDX-License-Identifier: Apache-2.0
//
// Data sets that are folders of pictures.

#ifndef TRAIN_DATA_FOLDER_H_
#define TRAIN_DATA_FOLDER_H_

#include <cstddef>
#include <filesystem>
#include <functional>

#include "train/data/bounded_file.h"
#include "train/data/dataset.h"
#include "train/thread_team.h"

namespace isomer::train {

struct FolderOptions {
  int height = 224;  // 1..1024: what every picture is cropped and resized to (picture.h)
  int width = 224;
  int channels = 3;     // 1: grey, 3: colour
  int test_every = 10;  // where there is no folder for it, every so manieth picture is for testing
  std::size_t memory = kMaxDataBytes;  // a part that needs more is decoded anew for every batch
};

// Called on the caller's thread, now and then, while pictures are decoded into memory.
using FolderProgress = std::function<void(int done, int total)>;

// Reads, in this order of preference,
//   FOLDER/train with FOLDER/val or FOLDER/test: as ImageNet comes;
//   FOLDER, or FOLDER/train alone: every test_every-th picture of a class is kept for testing.
// Each of them holds one folder of pictures per class (classes in the order of their names), or
// pictures alone: then it has no labels. Error names the folder or the picture that is wrong.
DatasetPair load_folder(const std::filesystem::path& folder, const FolderOptions& options,
                        ThreadTeam& team, const FolderProgress& progress = {});

}  // namespace isomer::train

#endif  // TRAIN_DATA_FOLDER_H_
