// SPDX-License-Identifier: Apache-2.0
//
// libpng reports errors by longjmp. Everything that has a destructor lives in the caller of the
// function that jumps.

#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>

#include "isa/container/error.h"
#include "train/data/decoders.h"

namespace isomer::train {
namespace {

// Deflate packs at most 1032 bytes into one.
constexpr std::uint64_t kMaxPacking = 1032;

struct PngReader {
  std::span<const std::uint8_t> rest;
  char message[200] = "";
  png_structp png = nullptr;
  png_infop info = nullptr;
  Picture picture;
  std::vector<png_bytep> rows;

  ~PngReader() { png_destroy_read_struct(&png, &info, nullptr); }
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto& reader = *static_cast<PngReader*>(png_get_error_ptr(png));
  std::strncpy(reader.message, message, sizeof(reader.message) - 1);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep out, std::size_t count) {
  auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
  if (count > reader.rest.size()) png_error(png, "the file is cut");
  std::copy_n(reader.rest.begin(), count, out);
  reader.rest = reader.rest.subspan(count);
}

// Up to the first pixels: sizes and transformations. False after an error.
bool read_header(PngReader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_set_read_fn(reader.png, &reader, read_bytes);
  png_set_user_limits(reader.png, kMaxPictureSide, kMaxPictureSide);
  png_set_chunk_malloc_max(reader.png, 1 << 20);
  png_read_info(reader.png, reader.info);
  png_set_expand(reader.png);  // palettes, 1, 2 and 4 bits, transparent colours
  png_set_scale_16(reader.png);
  png_set_strip_alpha(reader.png);
  png_set_interlace_handling(reader.png);
  return true;
}

bool update_info(PngReader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_read_update_info(reader.png, reader.info);
  return true;
}

bool read_pixels(PngReader& reader) {
  if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
  png_read_image(reader.png, reader.rows.data());
  png_read_end(reader.png, nullptr);
  return true;
}

}  // namespace

Picture decode_png(std::span<const std::uint8_t> bytes) {
  PngReader reader;
  const auto require = [&](bool is_good) {
    if (!is_good) throw Error(std::string("is a PNG that cannot be decoded: ") + reader.message);
  };
  reader.rest = bytes;
  reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader, on_error, on_warning);
  require(reader.png != nullptr);
  reader.info = png_create_info_struct(reader.png);
  require(reader.info != nullptr && read_header(reader));
  const std::uint64_t height = png_get_image_height(reader.png, reader.info);
  const std::uint64_t width = png_get_image_width(reader.png, reader.info);
  const std::uint64_t packed_bits = std::uint64_t{png_get_bit_depth(reader.png, reader.info)} *
                                    png_get_channels(reader.png, reader.info);
  check_size(height, width, kMaxPacking * bytes.size() * 8 / packed_bits);
  require(update_info(reader));  // allocates rows
  Picture& picture = reader.picture;
  picture.height = static_cast<int>(height);
  picture.width = static_cast<int>(width);
  picture.channels = png_get_channels(reader.png, reader.info);
  const std::size_t row_bytes = png_get_rowbytes(reader.png, reader.info);
  picture.pixels.resize(height * row_bytes);
  for (std::size_t y = 0; y < height; ++y) {
    reader.rows.push_back(picture.pixels.data() + y * row_bytes);
  }
  require(read_pixels(reader));
  return std::move(picture);
}

}  // namespace isomer::train
