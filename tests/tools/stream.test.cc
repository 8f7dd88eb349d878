// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/stream.h"

#include <catch2/catch.hpp>
#include <memory>

#include "isa/container/error.h"

namespace isomer {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File temporary() { return {std::tmpfile(), std::fclose}; }

File holding(const std::string& bytes) {
  File file = temporary();
  std::fwrite(bytes.data(), 1, bytes.size(), file.get());
  std::rewind(file.get());
  return file;
}

std::string contents(std::FILE* file) {
  std::rewind(file);
  std::string bytes;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) bytes += static_cast<char>(c);
  return bytes;
}

TEST_CASE("Images pass through a stream unchanged", "[tools][stream]") {
  const File file = temporary();
  const StreamTensor shape{"", 2, 1, 3};
  const std::vector<Values> images = {{1, -2, 3, 4, 5, 6}, {255, 0, -128, 7, 8, 1 << 30}};
  write_image_header(file.get(), shape, "out");
  for (const Values& image : images) write_image(file.get(), image, "out");

  std::rewind(file.get());
  CHECK(read_image_header(file.get(), "in") == shape);
  Values image;
  for (const Values& want : images) {
    REQUIRE(read_image(file.get(), shape, &image, "in"));
    CHECK(image == want);
  }
  CHECK_FALSE(read_image(file.get(), shape, &image, "in"));
}

TEST_CASE("Tensors pass through a stream unchanged", "[tools][stream]") {
  const File file = temporary();
  const std::vector<StreamTensor> tensors = {{"conv1", 1, 2, 2}, {"logits", 3, 1, 1}};
  const ImageResult want{std::uint64_t{1} << 40, {{1, 2, 3, 4}, {-5, 6, -7}}};
  write_tensor_header(file.get(), tensors, "out");
  write_result(file.get(), want, "out");

  std::rewind(file.get());
  CHECK(read_tensor_header(file.get(), "in") == tensors);
  ImageResult result;
  REQUIRE(read_result(file.get(), tensors, &result, "in"));
  CHECK(result.cycles == want.cycles);
  CHECK(result.tensors == want.tensors);
  CHECK_FALSE(read_result(file.get(), tensors, &result, "in"));
}

// Whatever is cut off or wrong, reading ends with a sentence and without a large allocation.
TEST_CASE("Every truncation of a stream is refused", "[tools][stream]") {
  const File file = temporary();
  const StreamTensor shape{"", 1, 2, 2};
  write_image_header(file.get(), shape, "out");
  write_image(file.get(), {1, 2, 3, 4}, "out");
  const std::string whole = contents(file.get());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const File cut = holding(whole.substr(0, size));
    Values image;
    const auto read = [&] {
      const StreamTensor found = read_image_header(cut.get(), "in");
      return read_image(cut.get(), found, &image, "in");
    };
    const std::size_t header = 8 + 3 * sizeof(std::int32_t);
    if (size == header) {
      CHECK_FALSE(read());
    } else {
      CAPTURE(size);
      CHECK_THROWS_AS(read(), Error);
    }
  }
}

TEST_CASE("A foreign stream and impossible sizes are refused", "[tools][stream]") {
  const auto number = [](std::int32_t n) {
    return std::string(reinterpret_cast<const char*>(&n), sizeof(n));
  };
  CHECK_THROWS_WITH(read_image_header(holding("ISOTEN01").get(), "pipe"),
                    "pipe: this is not a stream of images: it does not begin with ISOIMG01");
  for (const std::int32_t bad : {0, -1, 1 << 20}) {
    const File file = holding("ISOIMG01" + number(1) + number(bad) + number(1));
    CHECK_THROWS_AS(read_image_header(file.get(), "in"), Error);
  }
  const File many = holding("ISOTEN01" + number(1 << 30));
  CHECK_THROWS_AS(read_tensor_header(many.get(), "in"), Error);
  const File long_name = holding("ISOTEN01" + number(1) + number(1 << 30));
  CHECK_THROWS_AS(read_tensor_header(long_name.get(), "in"), Error);
}

}  // namespace
}  // namespace isomer
