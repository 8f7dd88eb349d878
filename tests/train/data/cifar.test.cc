// SPDX-License-Identifier: Apache-2.0

#include "train/data/cifar.h"

#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "tests/train/data/files.h"

namespace isomer::train {
namespace {

constexpr std::size_t kImage = 3072;
using Labels = std::vector<std::uint16_t>;

// Records with these labels; their planes count up from `number`, one step a plane and pixel.
Bytes records(const Bytes& labels, std::uint8_t number, int count) {
  Bytes bytes;
  for (int r = 0; r < count; ++r) {
    bytes.insert(bytes.end(), labels.begin(), labels.end());
    for (std::size_t i = 0; i < kImage; ++i) {
      bytes.push_back(static_cast<std::uint8_t>(number + i % 1024 + 100 * (i / 1024)));
    }
  }
  return bytes;
}

void write_cifar10(const TemporaryFolder& folder) {
  for (std::uint8_t i = 1; i <= 5; ++i) {
    folder.write("data_batch_" + std::to_string(i) + ".bin", records({i}, i, 2));
  }
  folder.write("test_batch.bin", records({9}, 9, 1));
}

TEST_CASE("CIFAR-10's binary files are read in order, channels last", "[train][data][cifar]") {
  const TemporaryFolder folder;
  write_cifar10(folder);
  const DatasetPair data = load_cifar10(folder.path());
  CHECK(data.train.labels == Labels{1, 1, 2, 2, 3, 3, 4, 4, 5, 5});
  CHECK(data.test.labels == Labels{9});
  CHECK(data.train.channels == 3);
  CHECK(data.train.size() == 10);
  const Bytes image = pixels_of(data.train, 4);
  CHECK(image.size() == kImage);
  CHECK(Bytes(image.begin(), image.begin() + 6) == Bytes{3, 103, 203, 4, 104, 204});
}

TEST_CASE("CIFAR-100 is read with its fine labels", "[train][data][cifar]") {
  const TemporaryFolder folder;
  folder.write("cifar-100-binary/train.bin", records({19, 99}, 1, 3));
  folder.write("cifar-100-binary/test.bin", records({0, 20}, 2, 1));
  const DatasetPair data = load_cifar100(folder.path());
  CHECK(data.train.name == "cifar100");
  CHECK(data.train.classes == 100);
  CHECK(data.train.labels == Labels{99, 99, 99});
  CHECK(data.test.labels == Labels{20});
  CHECK(pixels_of(data.test, 0)[4] == 103);
}

TEST_CASE("CIFAR files that lie are refused with a sentence", "[train][data][cifar][hostile]") {
  const TemporaryFolder folder;
  using Catch::Contains;
  CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("data_batch_1.bin: no such file"));
  write_cifar10(folder);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kImage, 2 * kImage + 1}) {
    Bytes cut = records({1}, 1, 2);
    cut.resize(size);
    folder.write("data_batch_3.bin", cut);
    CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("not a whole number"));
  }
  folder.write("data_batch_3.bin", records({10}, 1, 1));
  CHECK_THROWS_WITH(load_cifar10(folder.path()), Contains("label 10 of record 0"));
  folder.write("test.bin", records({1, 1}, 1, 1));
  folder.write("train.bin", records({1, 100}, 1, 1));
  CHECK_THROWS_WITH(load_cifar100(folder.path()), Contains("label 100 of record 0"));
  folder.write("train.bin", records({20, 1}, 1, 1));
  CHECK_THROWS_WITH(load_cifar100(folder.path()), Contains("label 20 of record 0"));
}

}  // namespace
}  // namespace isomer::train
