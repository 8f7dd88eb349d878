// SPDX-License-Identifier: Apache-2.0
//
// IDX: a magic number 0x000008DD (unsigned bytes, DD dimensions), DD big-endian sizes, the bytes.

#include "train/data/idx.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "isa/container/error.h"
#include "train/data/bounded_file.h"

namespace isomer::train {
namespace {

constexpr std::uint32_t kImages = 0x803;
constexpr std::uint32_t kLabels = 0x801;

struct IdxFile {
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint8_t> bytes;  // without the header
};

std::uint32_t big_endian(std::span<const std::uint8_t> b) {
  return std::uint32_t{b[0]} << 24 | std::uint32_t{b[1]} << 16 | std::uint32_t{b[2]} << 8 | b[3];
}

IdxFile read_idx(const std::filesystem::path& path, std::uint32_t magic) {
  IdxFile file;
  file.bytes = read_maybe_gzip(path);
  const std::span<const std::uint8_t> bytes = file.bytes;
  const std::size_t dimensions = magic & 0xff;
  const std::size_t header = 4 + 4 * dimensions;
  if (bytes.size() < header) {
    throw Error(fmt::format("{}: {} bytes are too few for an IDX header of {}", path.string(),
                            bytes.size(), header));
  }
  if (big_endian(bytes) != magic) {
    throw Error(fmt::format("{}: starts with {:#x}, not the IDX magic number {:#x}", path.string(),
                            big_endian(bytes), magic));
  }
  std::uint64_t count = 1;
  for (std::size_t i = 0; i < dimensions; ++i) {
    file.sizes.push_back(big_endian(bytes.subspan(4 + 4 * i)));
    if (file.sizes[i] == 0 || file.sizes[i] > kMaxDataBytes / count) {
      throw Error(fmt::format("{}: the header gives dimension {} the size {}, which cannot be",
                              path.string(), i, file.sizes[i]));
    }
    count *= file.sizes[i];
  }
  if (bytes.size() - header != count) {
    throw Error(fmt::format("{}: the header promises {} bytes of data, the file holds {}",
                            path.string(), count, bytes.size() - header));
  }
  file.bytes.erase(file.bytes.begin(), file.bytes.begin() + static_cast<std::ptrdiff_t>(header));
  return file;
}

std::filesystem::path plain_or_gzip(const std::filesystem::path& folder, const std::string& name) {
  const std::filesystem::path plain = folder / name;
  return std::filesystem::exists(plain) ? plain : folder / (name + ".gz");
}

std::vector<std::uint16_t> read_labels(const std::filesystem::path& path, int classes) {
  const IdxFile file = read_idx(path, kLabels);
  const auto bad = std::ranges::find_if(file.bytes, [&](int label) { return label >= classes; });
  if (bad != file.bytes.end()) {
    throw Error(fmt::format("{}: label {} of image {} is not below {}", path.string(), *bad,
                            bad - file.bytes.begin(), classes));
  }
  return {file.bytes.begin(), file.bytes.end()};
}

}  // namespace

Dataset load_idx_pair(const std::filesystem::path& images, const std::filesystem::path& labels,
                      const std::string& name) {
  IdxFile image_file = read_idx(images, kImages);
  constexpr std::uint32_t kMaxSide = 1024;
  if (image_file.sizes[1] > kMaxSide || image_file.sizes[2] > kMaxSide) {
    throw Error(fmt::format("{}: images of {} x {} pixels; at most {} x {} are supported",
                            images.string(), image_file.sizes[1], image_file.sizes[2], kMaxSide,
                            kMaxSide));
  }
  Dataset data;
  data.name = name;
  data.height = static_cast<int>(image_file.sizes[1]);
  data.width = static_cast<int>(image_file.sizes[2]);
  data.images = std::make_shared<StoredImages>(std::move(image_file.bytes), data.image_bytes());
  if (labels.empty()) return data;
  data.labels = read_labels(labels, data.classes);
  if (data.labels.size() != image_file.sizes[0]) {
    throw Error(fmt::format("{} holds {} images but {} holds {} labels", images.string(),
                            image_file.sizes[0], labels.string(), data.labels.size()));
  }
  return data;
}

DatasetPair load_idx(const std::filesystem::path& folder, const std::string& name) {
  const auto pair = [&](const std::string& part) {
    const std::filesystem::path labels = plain_or_gzip(folder, part + "-labels-idx1-ubyte");
    return load_idx_pair(plain_or_gzip(folder, part + "-images-idx3-ubyte"),
                         std::filesystem::exists(labels) ? labels : std::filesystem::path(), name);
  };
  DatasetPair both = {pair("train"), pair("t10k")};
  if (both.train.height != both.test.height || both.train.width != both.test.width) {
    throw Error(fmt::format("{}: training images are {} x {} pixels, test images {} x {}",
                            folder.string(), both.train.height, both.train.width, both.test.height,
                            both.test.width));
  }
  return both;
}

}  // namespace isomer::train
