// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "tests/train/data/files.h"
#include "train/data/dataset.h"

namespace isomer::train {
namespace {

constexpr std::size_t kImage = 3072;

// Records whose label is the file's number and whose pixels count up from it.
Bytes records(std::uint8_t number, int count) {
  Bytes bytes;
  for (int r = 0; r < count; ++r) {
    bytes.push_back(number);
    for (std::size_t i = 0; i < kImage; ++i) bytes.push_back(static_cast<std::uint8_t>(number + i));
  }
  return bytes;
}

void write_all(const TemporaryFolder& folder) {
  for (std::uint8_t i = 1; i <= 5; ++i) {
    folder.write("data_batch_" + std::to_string(i) + ".bin", records(i, 2));
  }
  folder.write("test_batch.bin", records(9, 1));
}

TEST_CASE("CIFAR-10's binary files are read in order", "[train][data][cifar10]") {
  const TemporaryFolder folder;
  write_all(folder);
  const DatasetPair data = load_cifar10(folder.path());
  CHECK(data.train.labels == Bytes{1, 1, 2, 2, 3, 3, 4, 4, 5, 5});
  CHECK(data.test.labels == Bytes{9});
  CHECK(data.train.channels == 3);
  CHECK(data.train.pixels.size() == 10 * kImage);
  CHECK(data.train.image(4)[7] == 10);
}

TEST_CASE("CIFAR-10 files that lie are refused with a sentence",
          "[train][data][cifar10][hostile]") {
  const TemporaryFolder folder;
  using Catch::Contains;
  CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("data_batch_1.bin: no such file"));
  write_all(folder);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kImage, 2 * kImage + 1}) {
    Bytes cut = records(1, 2);
    cut.resize(size);
    folder.write("data_batch_3.bin", cut);
    CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("not a whole number"));
  }
  folder.write("data_batch_3.bin", records(10, 1));
  CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("label 10 of record 0"));
}

}  // namespace
}  // namespace isomer::train
