// SPDX-License-Identifier: Apache-2.0

#include "train/data/idx.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "tests/train/data/files.h"
#include "train/data/bounded_file.h"

namespace isomer::train {
namespace {

const Bytes kPixels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
const Bytes kImages = idx_file(0x803, {2, 2, 3}, kPixels);
const Bytes kLabels = idx_file(0x801, {2}, {7, 0});

TEST_CASE("IDX files are read plain and packed", "[train][data][idx]") {
  const TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", kImages);
  folder.write("train-labels-idx1-ubyte", kLabels);
  folder.write("t10k-images-idx3-ubyte.gz", gzip(kImages));
  folder.write("t10k-labels-idx1-ubyte.gz", gzip(kLabels));
  const DatasetPair data = load_idx(folder.path(), "mnist");
  for (const Dataset* part : {&data.train, &data.test}) {
    CHECK(part->size() == 2);
    CHECK(part->channels == 1);
    CHECK(part->height == 2);
    CHECK(part->width == 3);
    CHECK(pixels_of(*part, 0) == Bytes{1, 2, 3, 4, 5, 6});
    CHECK(pixels_of(*part, 1) == Bytes{7, 8, 9, 10, 11, 12});
    CHECK(part->labels == std::vector<std::uint16_t>{7, 0});
  }
}

TEST_CASE("IDX images without a file of labels have none", "[train][data][idx]") {
  const TemporaryFolder folder;
  folder.write("train-images-idx3-ubyte", kImages);
  folder.write("t10k-images-idx3-ubyte", kImages);
  folder.write("t10k-labels-idx1-ubyte", kLabels);
  const DatasetPair data = load_idx(folder.path(), "mnist");
  CHECK(data.train.size() == 2);
  CHECK_FALSE(data.train.has_labels());
  CHECK(data.test.has_labels());
}

std::string complaint(const TemporaryFolder& folder, const Bytes& images, const Bytes& labels) {
  const auto i = folder.write("images", images);
  const auto l = folder.write("labels", labels);
  try {
    load_idx_pair(i, l, "test");
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("IDX files that lie are refused with a sentence", "[train][data][idx][hostile]") {
  const TemporaryFolder folder;
  using Catch::Contains;
  CHECK(complaint(folder, kImages, kLabels).empty());
  CHECK_THAT(complaint(folder, idx_file(0x802, {2, 2, 3}, kPixels), kLabels),
             Contains("IDX magic number"));
  CHECK_THAT(complaint(folder, idx_file(0x803, {3, 2, 3}, kPixels), kLabels),
             Contains("promises 18 bytes") && Contains("holds 12"));
  CHECK_THAT(complaint(folder, idx_file(0x803, {1, 2, 3}, kPixels), kLabels), Contains("promises"));
  CHECK_THAT(complaint(folder, idx_file(0x803, {0, 2, 3}, {}), kLabels), Contains("cannot be"));
  constexpr std::uint32_t kHuge = 0xffffffff;
  CHECK_THAT(complaint(folder, idx_file(0x803, {kHuge, kHuge, kHuge}, kPixels), kLabels),
             Contains("cannot be"));
  CHECK_THAT(
      complaint(folder, idx_file(0x803, {1, 1, 2048}, Bytes(2048)), idx_file(0x801, {1}, {1})),
      Contains("at most 1024 x 1024"));
  CHECK_THAT(complaint(folder, kImages, idx_file(0x801, {2}, {7, 10})),
             Contains("label 10 of image 1"));
  CHECK_THAT(complaint(folder, kImages, idx_file(0x801, {3}, {7, 1, 1})),
             Contains("2 images") && Contains("3 labels"));
  CHECK_THROWS_WITH(load_idx(folder.path() / "nowhere", "mnist"), Contains("no such file"));
}

TEST_CASE("an IDX file cut anywhere is refused", "[train][data][idx][hostile]") {
  const TemporaryFolder folder;
  const Bytes packed = gzip(kImages);
  for (const Bytes* whole : {&kImages, &packed}) {
    for (std::size_t size = 0; size < whole->size(); ++size) {
      const Bytes cut(whole->begin(), whole->begin() + static_cast<std::ptrdiff_t>(size));
      if (complaint(folder, cut, kLabels).empty()) {
        CAPTURE(size, whole == &packed);
        REQUIRE_FALSE(complaint(folder, cut, kLabels).empty());
      }
    }
  }
}

TEST_CASE("a packed IDX file with any byte of its data changed is refused or the same",
          "[train][data][idx][hostile]") {
  const TemporaryFolder folder;
  const Bytes packed = gzip(kImages);
  for (std::size_t i = 10; i < packed.size(); ++i) {  // the gzip header's fields are free
    Bytes changed = packed;
    changed[i] ^= 0x55;
    const bool is_refused = !complaint(folder, changed, kLabels).empty();
    if (!is_refused) REQUIRE(read_maybe_gzip(folder.path() / "images") == kImages);
  }
}

TEST_CASE("a file that unpacks to too much is refused before it fills the memory",
          "[train][data][hostile]") {
  const TemporaryFolder folder;
  const auto bomb = folder.write("bomb.gz", gzip(Bytes(std::size_t{8} << 20)));
  CHECK(std::filesystem::file_size(bomb) < 20000);
  CHECK_THROWS_WITH(read_maybe_gzip(bomb, std::size_t{2} << 20), Catch::Contains("too large"));
}

}  // namespace
}  // namespace isomer::train
