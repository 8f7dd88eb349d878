// SPDX-License-Identifier: Apache-2.0

#include "tests/train/data/pictures.h"

#include <cstdio>  // jpeglib.h wants FILE
//
#include <jpeglib.h>
#include <zlib.h>

#include <cstdlib>
#include <string>

namespace isomer::train {
namespace {

void put_word(Bytes& bytes, std::uint32_t word) {
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<std::uint8_t>(word >> shift));
}

std::uint32_t checksum(const std::uint8_t* bytes, std::size_t size) {
  return static_cast<std::uint32_t>(crc32(0, bytes, static_cast<uInt>(size)));
}

void put_chunk(Bytes& file, const std::string& type, const Bytes& data) {
  put_word(file, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = file.size();
  file.insert(file.end(), type.begin(), type.end());
  file.insert(file.end(), data.begin(), data.end());
  put_word(file, checksum(file.data() + start, file.size() - start));
}

}  // namespace

Bytes PngFile::bytes() const {
  Bytes header;
  put_word(header, width);
  put_word(header, height);
  header.insert(header.end(), {bit_depth, colour_type, 0, 0, interlace});
  uLongf size = compressBound(rows.size());
  Bytes packed(size);
  compress(packed.data(), &size, rows.data(), rows.size());
  packed.resize(size);
  Bytes file = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  put_chunk(file, "IHDR", header);
  if (!palette.empty()) put_chunk(file, "PLTE", palette);
  put_chunk(file, "IDAT", packed);
  put_chunk(file, "IEND", {});
  return file;
}

Bytes png(const Picture& picture) {
  PngFile file;
  file.width = static_cast<std::uint32_t>(picture.width);
  file.height = static_cast<std::uint32_t>(picture.height);
  file.colour_type = picture.channels == 3 ? 2 : 0;
  const auto row_bytes = static_cast<std::size_t>(picture.width * picture.channels);
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    if (i % row_bytes == 0) file.rows.push_back(0);
    file.rows.push_back(picture.pixels[i]);
  }
  return file.bytes();
}

void repair_png_checksums(Bytes& file) {
  for (std::size_t at = 8; at + 12 <= file.size();) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) length = length << 8 | file[at + i];
    if (length > file.size() - at - 12) return;
    Bytes sum;
    put_word(sum, checksum(file.data() + at + 4, length + 4));
    std::copy(sum.begin(), sum.end(), file.begin() + static_cast<std::ptrdiff_t>(at + 8 + length));
    at += 12 + length;
  }
}

Bytes jpeg(const Picture& picture, bool is_progressive, int quality) {
  jpeg_compress_struct info = {};
  jpeg_error_mgr errors = {};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &memory, &size);
  info.image_height = static_cast<JDIMENSION>(picture.height);
  info.image_width = static_cast<JDIMENSION>(picture.width);
  info.input_components = picture.channels;
  info.in_color_space = picture.channels == 1   ? JCS_GRAYSCALE
                        : picture.channels == 3 ? JCS_RGB
                                                : JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  if (is_progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  const auto row_bytes = static_cast<std::size_t>(picture.width * picture.channels);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(picture.pixels.data() + info.next_scanline * row_bytes);
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  Bytes bytes(memory, memory + size);
  std::free(memory);
  jpeg_destroy_compress(&info);
  return bytes;
}

Picture gradient(int height, int width, int channels) {
  Picture picture{height, width, channels, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        picture.pixels.push_back(static_cast<std::uint8_t>(10 + 3 * x + 2 * y + 20 * c));
      }
    }
  }
  return picture;
}

}  // namespace isomer::train
