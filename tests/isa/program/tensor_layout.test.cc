// SPDX-License-Identifier: Apache-2.0

#include "isa/program/tensor_layout.h"

#include <catch2/catch.hpp>
#include <numeric>

#include "isa/container/error.h"
#include "isa/random/random.h"

namespace isomer {
namespace {

using Bytes = std::vector<std::byte>;
using Catch::Contains;

std::vector<int> numbers(const Bytes& bytes) {
  std::vector<int> result;
  for (const std::byte byte : bytes) result.push_back(std::to_integer<int>(byte));
  return result;
}

constexpr int kX = 0xEE;  // bytes that nobody may touch

TEST_CASE("Planes are words of R channels, row by row", "[program][tensor]") {
  // 3 channels of 2 x 2 on a machine with R = 2: two planes, the second with a padding lane.
  const TensorEntry tensor{.name = "t",
                           .channels = 3,
                           .height = 2,
                           .width = 2,
                           .format = {8, true, 0},
                           .offset = 16,
                           .row_bytes = 16,
                           .plane_bytes = 32};
  const std::vector<std::int32_t> values = {1, 2, 3, 4, -1, -2, -3, -4, 50, 60, 70, 80};
  Bytes segment(96, static_cast<std::byte>(kX));
  write_tensor(tensor, 2, 1, values, segment);
  std::vector<int> want(96, kX);
  const auto put = [&](std::size_t at, const std::vector<int>& bytes) {
    std::copy(bytes.begin(), bytes.end(), want.begin() + static_cast<std::ptrdiff_t>(at));
  };
  put(16, {1, 255, 2, 254});  // channels 0 and 1 of row 0
  put(32, {3, 253, 4, 252});  // row 1
  put(48, {50, 0, 60, 0});    // channel 2 and the padding lane
  put(64, {70, 0, 80, 0});
  CHECK(numbers(segment) == want);
  CHECK(read_tensor(tensor, 2, 1, segment) == values);
}

TEST_CASE("Every part of the channels starts on a word", "[program][tensor]") {
  // Parts of 1, 3 and 2 channels on a machine with R = 2: planes {0}, {1, 2}, {3}, {4, 5}.
  const TensorEntry tensor{.name = "t",
                           .channels = 6,
                           .height = 1,
                           .width = 2,
                           .format = {8, false, 0},
                           .row_bytes = 16,
                           .plane_bytes = 16,
                           .parts = {1, 3, 2}};
  const std::vector<std::int32_t> values = {1, 2, 11, 12, 21, 22, 31, 32, 41, 42, 51, 52};
  Bytes segment(64, static_cast<std::byte>(kX));
  write_tensor(tensor, 2, 1, values, segment);
  std::vector<int> want(64, kX);
  const std::vector<int> rows[] = {
      {1, 0, 2, 0}, {11, 21, 12, 22}, {31, 0, 32, 0}, {41, 51, 42, 52}};
  for (std::size_t plane = 0; plane < 4; ++plane)
    std::copy(rows[plane].begin(), rows[plane].end(),
              want.begin() + static_cast<std::ptrdiff_t>(16 * plane));
  CHECK(numbers(segment) == want);
  CHECK(read_tensor(tensor, 2, 1, segment) == values);
  CHECK(plane_count(tensor, 2) == 4);
  CHECK(plane_count(tensor, 4) == 3);
  Bytes shorter(64 - 13);
  CHECK_THROWS_WITH(write_tensor(tensor, 2, 1, values, shorter), Contains("does not fit"));
}

TEST_CASE("Packed rows are interleaved pixels between zero columns", "[program][tensor]") {
  const TensorEntry tensor{.name = "t",
                           .channels = 2,
                           .height = 2,
                           .width = 3,
                           .format = {8, false, 0},
                           .offset = 0,
                           .layout = Layout::packed,
                           .row_bytes = 16,
                           .pad_left = 1,
                           .pad_right = 2};
  const std::vector<std::int32_t> values = {1, 2, 3, 4, 5, 6, 201, 202, 203, 204, 205, 206};
  Bytes segment(32, static_cast<std::byte>(kX));
  write_tensor(tensor, 16, 1, values, segment);
  const std::vector<int> want = {0, 0, 1, 201, 2, 202, 3, 203, 0, 0, 0, 0, kX, kX, kX, kX,
                                 0, 0, 4, 204, 5, 205, 6, 206, 0, 0, 0, 0, kX, kX, kX, kX};
  CHECK(numbers(segment) == want);
  CHECK(read_tensor(tensor, 16, 1, segment) == values);
}

TEST_CASE("Elements of two bytes are little-endian", "[program][tensor]") {
  const TensorEntry tensor{.name = "t", .format = {16, true, 0}, .row_bytes = 16};
  Bytes segment(16, static_cast<std::byte>(kX));
  const std::vector<std::int32_t> values = {-2};
  write_tensor(tensor, 2, 2, values, segment);
  CHECK(numbers(Bytes(segment.begin(), segment.begin() + 5)) ==
        std::vector<int>{0xFE, 0xFF, 0, 0, kX});
  CHECK(read_tensor(tensor, 2, 2, segment) == values);
}

TEST_CASE("Random tensors of both layouts come back", "[program][tensor]") {
  Random random(8);
  for (int n = 0; n < 400; ++n) {
    const int word_elements = 1 << random.between(1, 6);
    const int element_bytes = random.between(1, 2);
    TensorEntry tensor{
        .name = "t",
        .channels = random.between(1, 70),
        .height = random.between(1, 5),
        .width = random.between(1, 7),
        .format = {random.between(1, 8 * element_bytes), random.between(0, 1) == 1, 0},
        .offset = 16 * static_cast<std::uint64_t>(random.between(0, 3))};
    if (random.between(0, 1) == 1) {
      tensor.layout = Layout::packed;
      tensor.pad_left = random.between(0, 3);
      tensor.pad_right = random.between(0, 3);
    }
    if (tensor.layout == Layout::planes && tensor.channels > 2 && random.between(0, 1) == 1) {
      const int first = random.between(1, tensor.channels - 1);
      tensor.parts = {first, tensor.channels - first};
    }
    const auto up = [](std::uint64_t bytes) { return (bytes + 15) / 16 * 16; };
    const auto gap = 16 * static_cast<std::uint64_t>(random.between(0, 2));
    tensor.row_bytes = up(row_content_bytes(tensor, word_elements, element_bytes)) + gap;
    tensor.plane_bytes = tensor.row_bytes * static_cast<std::uint64_t>(tensor.height) + gap;
    const std::uint64_t size =
        tensor.offset + tensor.plane_bytes * plane_count(tensor, word_elements);
    std::vector<std::int32_t> values(static_cast<std::size_t>(tensor.channels) *
                                     static_cast<std::size_t>(tensor.height * tensor.width));
    for (std::int32_t& value : values)
      value = random.between(static_cast<int>(tensor.format.min()),
                             static_cast<int>(tensor.format.max()));
    Bytes segment(size, static_cast<std::byte>(kX));
    write_tensor(tensor, word_elements, element_bytes, values, segment);
    if (read_tensor(tensor, word_elements, element_bytes, segment) != values) {
      CAPTURE(n);
      REQUIRE(read_tensor(tensor, word_elements, element_bytes, segment) == values);
    }
  }
}

TEST_CASE("Tensors that do not fit are refused", "[program][tensor]") {
  TensorEntry tensor{.name = "logits",
                     .channels = 5,
                     .height = 2,
                     .width = 3,
                     .format = {8, true, 0},
                     .row_bytes = 16,
                     .plane_bytes = 32};
  const std::vector<std::int32_t> values(30);
  Bytes segment(32 + 16 + 12);  // two planes with R = 4, the last row without its gap
  CHECK_NOTHROW(write_tensor(tensor, 4, 1, values, segment));
  Bytes shorter(segment.size() - 1);
  CHECK_THROWS_WITH(write_tensor(tensor, 4, 1, values, shorter), Contains("'logits'"));
  CHECK_THROWS_WITH(read_tensor(tensor, 4, 1, shorter), Contains("'logits'"));
  CHECK_THROWS_AS(write_tensor(tensor, 8, 1, values, segment), Error);  // rows would overlap
  CHECK_THROWS_WITH(write_tensor(tensor, 4, 1, std::vector<std::int32_t>(29), segment),
                    Contains("30 elements") && Contains("29 values"));
  tensor.plane_bytes = 16;  // the planes would overlap
  CHECK_THROWS_AS(write_tensor(tensor, 4, 1, values, segment), Error);
  tensor.plane_bytes = 32;
  std::vector<std::int32_t> large(30);
  large[7] = 128;
  CHECK_THROWS_WITH(write_tensor(tensor, 4, 1, large, segment),
                    Contains("element 7 is 128") && Contains("-128 to 127"));
  tensor.format.bits = 9;
  CHECK_THROWS_WITH(read_tensor(tensor, 4, 1, segment), Contains("9 bits"));
}

}  // namespace
}  // namespace isomer
