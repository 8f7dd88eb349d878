// SPDX-License-Identifier: Apache-2.0
//
// Reads files whose size somebody else chose.

#ifndef TRAIN_DATA_BOUNDED_FILE_H_
#define TRAIN_DATA_BOUNDED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace isomer::train {

// No data set that is held in memory is larger.
inline constexpr std::size_t kMaxDataBytes = std::size_t{2} << 30;

// The bytes of a file, unpacked if it is gzip. Grows with what is really there; Error when the file
// cannot be read, is truncated or corrupt, or unpacks to more than `limit` bytes.
std::vector<std::uint8_t> read_maybe_gzip(const std::filesystem::path& path,
                                          std::size_t limit = kMaxDataBytes);

// The bytes of a file as it is. Error when it cannot be read or is larger than `limit`.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace isomer::train

#endif  // TRAIN_DATA_BOUNDED_FILE_H_
