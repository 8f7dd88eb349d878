// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "isa/container/error.h"
#include "train/data/bounded_file.h"
#include "train/data/dataset.h"

namespace isomer::train {
namespace {

constexpr std::size_t kImageBytes = 3 * 32 * 32;
constexpr std::size_t kRecordBytes = 1 + kImageBytes;

void append_batch(const std::filesystem::path& path, Dataset& data) {
  const std::vector<std::uint8_t> bytes = read_maybe_gzip(path);
  if (bytes.empty() || bytes.size() % kRecordBytes != 0) {
    throw Error(fmt::format("{}: {} bytes are not a whole number of CIFAR-10 records of {}",
                            path.string(), bytes.size(), kRecordBytes));
  }
  for (std::size_t at = 0; at < bytes.size(); at += kRecordBytes) {
    if (bytes[at] >= data.classes) {
      throw Error(fmt::format("{}: label {} of record {} is not below {}", path.string(), bytes[at],
                              at / kRecordBytes, data.classes));
    }
    data.labels.push_back(bytes[at]);
    const auto image = bytes.begin() + static_cast<std::ptrdiff_t>(at) + 1;
    data.pixels.insert(data.pixels.end(), image, image + static_cast<std::ptrdiff_t>(kImageBytes));
  }
}

}  // namespace

DatasetPair load_cifar10(const std::filesystem::path& folder) {
  const std::filesystem::path inner = folder / "cifar-10-batches-bin";
  const std::filesystem::path from = std::filesystem::is_directory(inner) ? inner : folder;
  DatasetPair both;
  for (Dataset* part : {&both.train, &both.test}) {
    part->name = "cifar10";
    part->channels = 3;
    part->height = part->width = 32;
  }
  for (int batch = 1; batch <= 5; ++batch) {
    append_batch(from / fmt::format("data_batch_{}.bin", batch), both.train);
  }
  append_batch(from / "test_batch.bin", both.test);
  return both;
}

}  // namespace isomer::train
