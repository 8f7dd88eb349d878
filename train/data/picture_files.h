// SPDX-License-Identifier: Apache-2.0
//
// Which pictures a folder holds.

#ifndef TRAIN_DATA_PICTURE_FILES_H_
#define TRAIN_DATA_PICTURE_FILES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace isomer::train {

struct PictureFiles {
  std::vector<std::filesystem::path> paths;  // by class, then by name
  std::vector<std::uint16_t> labels;         // one per path, or none
  std::vector<std::string> class_names;      // sorted by their bytes

  bool has_labels() const { return !labels.empty(); }
};

// FOLDER/CLASS/NAME with one folder per class, or FOLDER/NAME without labels, where NAME ends in
// .png, .jpg or .jpeg in small or capital letters; other files and names that start with a dot are
// passed over. Error when there is no picture, a class has none, pictures lie beside class folders,
// or there are more than 65,536 classes.
PictureFiles list_pictures(const std::filesystem::path& folder);

struct PictureFilesPair {
  PictureFiles train;
  PictureFiles test;
};

// Every k-th picture of each class (or of all, without labels) goes to the test part. Error unless
// k >= 2 and the test part gets a picture.
PictureFilesPair split_every(const PictureFiles& files, int k, const std::filesystem::path& folder);

// Two folders of one data set: classes are those of the training folder, or of the test folder if
// training has no labels. Error when a test class is unknown in training.
PictureFilesPair list_parts(const std::filesystem::path& train, const std::filesystem::path& test);

}  // namespace isomer::train

#endif  // TRAIN_DATA_PICTURE_FILES_H_
