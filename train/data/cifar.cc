// SPDX-License-Identifier: Apache-2.0

#include "train/data/cifar.h"

#include <fmt/format.h>

#include <utility>

#include "isa/container/error.h"
#include "train/data/bounded_file.h"

namespace isomer::train {
namespace {

constexpr std::size_t kPlane = 32 * 32;
constexpr std::size_t kImageBytes = 3 * kPlane;
constexpr int kCoarseClasses = 20;

struct Version {
  const char* name;
  const char* folder;  // as the archive unpacks
  int classes;
  std::size_t label_bytes;  // the last of them is the class

  std::size_t record_bytes() const { return label_bytes + kImageBytes; }
};

constexpr Version kCifar10 = {"cifar10", "cifar-10-batches-bin", 10, 1};
constexpr Version kCifar100 = {"cifar100", "cifar-100-binary", 100, 2};

// Planes of red, green, blue to pixels.
void append_interleaved(PixelView planes, std::vector<std::uint8_t>& pixels) {
  const std::size_t first = pixels.size();
  pixels.resize(first + kImageBytes);
  std::uint8_t* out = pixels.data() + first;
  for (std::size_t i = 0; i < kPlane; ++i) {
    for (std::size_t c = 0; c < 3; ++c) out[3 * i + c] = planes[c * kPlane + i];
  }
}

Dataset read_files(const std::filesystem::path& folder, const Version& version,
                   const std::vector<std::string>& names) {
  Dataset data;
  data.name = version.name;
  data.channels = 3;
  data.height = data.width = 32;
  data.classes = version.classes;
  std::vector<std::uint8_t> pixels;
  for (const std::string& name : names) {
    const std::filesystem::path path = folder / name;
    const std::vector<std::uint8_t> bytes = read_maybe_gzip(path);
    if (bytes.empty() || bytes.size() % version.record_bytes() != 0) {
      throw Error(fmt::format("{}: {} bytes are not a whole number of {} records of {}",
                              path.string(), bytes.size(), version.name, version.record_bytes()));
    }
    for (std::size_t at = 0; at < bytes.size(); at += version.record_bytes()) {
      const auto check = [&](int label, int classes) {
        if (label < classes) return;
        throw Error(fmt::format("{}: label {} of record {} is not below {}", path.string(), label,
                                at / version.record_bytes(), classes));
      };
      if (version.label_bytes == 2) check(bytes[at], kCoarseClasses);
      const std::uint8_t label = bytes[at + version.label_bytes - 1];
      check(label, version.classes);
      data.labels.push_back(label);
      append_interleaved(PixelView(bytes).subspan(at + version.label_bytes, kImageBytes), pixels);
    }
  }
  data.images = std::make_shared<StoredImages>(std::move(pixels), kImageBytes);
  return data;
}

DatasetPair load(const std::filesystem::path& folder, const Version& version,
                 const std::vector<std::string>& train, const std::string& test) {
  const std::filesystem::path inner = folder / version.folder;
  const std::filesystem::path from = std::filesystem::is_directory(inner) ? inner : folder;
  return {read_files(from, version, train), read_files(from, version, {test})};
}

}  // namespace

DatasetPair load_cifar10(const std::filesystem::path& folder) {
  return load(folder, kCifar10,
              {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
               "data_batch_5.bin"},
              "test_batch.bin");
}

DatasetPair load_cifar100(const std::filesystem::path& folder) {
  return load(folder, kCifar100, {"train.bin"}, "test.bin");
}

}  // namespace isomer::train
