// SPDX-License-Identifier: Apache-2.0
//
// Small data files in a temporary folder that is removed at the end of a test.

#ifndef TESTS_TRAIN_DATA_FILES_H_
#define TESTS_TRAIN_DATA_FILES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "train/data/dataset.h"

namespace isomer::train {

using Bytes = std::vector<std::uint8_t>;

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const Bytes& bytes) const;

 private:
  std::filesystem::path path_;
};

// Image `index`, [row][column][channel].
Bytes pixels_of(const Dataset& data, int index);

Bytes gzip(const Bytes& bytes);

// An IDX file: magic and sizes big-endian, then the data.
Bytes idx_file(std::uint32_t magic, const std::vector<std::uint32_t>& sizes, const Bytes& data);

}  // namespace isomer::train

#endif  // TESTS_TRAIN_DATA_FILES_H_
