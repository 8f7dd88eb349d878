// SPDX-License-Identifier: Apache-2.0
//
// The images that a recipe names.

#ifndef TRAIN_TRAINING_DATA_H_
#define TRAIN_TRAINING_DATA_H_

#include "train/data/dataset.h"
#include "train/data/folder.h"
#include "train/recipe/recipe.h"

namespace isomer::train {

struct TrainingData {
  Dataset train;
  Dataset held_out;  // out of the training images; may be empty
  Dataset test;
};

// Reads or draws them. Error when they are missing, corrupt or none.
TrainingData load_training_data(const Recipe& recipe, const FolderProgress& progress = {});

// The test images alone.
Dataset load_test_data(const Recipe& recipe, const FolderProgress& progress = {});

}  // namespace isomer::train

#endif  // TRAIN_TRAINING_DATA_H_
