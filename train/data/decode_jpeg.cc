// SPDX-License-Identifier: Apache-2.0
//
// libjpeg reports errors by a callback that must not return: longjmp. Everything that has a
// destructor lives in the caller of the functions that jump.

#include <cstdio>  // jpeglib.h wants FILE
//
#include <jpeglib.h>
//
#include <jerror.h>  // its codes depend on jpeglib.h

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <string>
#include <utility>

#include "isa/container/error.h"
#include "train/data/decoders.h"

namespace isomer::train {
namespace {

// A block of 8 x 8 pixels takes a bit at the least, where codes are Huffman's.
constexpr std::uint64_t kMaxPixelsPerByte = 512;
constexpr int kMaxScans = 200;  // of a progressive file

struct JpegReader {
  jpeg_decompress_struct info = {};
  jpeg_error_mgr errors = {};
  jpeg_progress_mgr progress = {};
  std::jmp_buf on_error;
  char message[JMSG_LENGTH_MAX] = "";
  Picture picture;

  ~JpegReader() { jpeg_destroy_decompress(&info); }
};

JpegReader& reader_of(j_common_ptr info) { return *static_cast<JpegReader*>(info->client_data); }

[[noreturn]] void fail(j_common_ptr info) {
  JpegReader& reader = reader_of(info);
  (*info->err->format_message)(info, reader.message);
  std::longjmp(reader.on_error, 1);
}

// Warnings about pixels that libjpeg had to invent are errors here; oddities around them are not.
void on_message(j_common_ptr info, int level) {
  constexpr std::array kHarmless = {JWRN_ADOBE_XFORM, JWRN_BOGUS_ICC, JWRN_EXTRANEOUS_DATA,
                                    JWRN_JFIF_MAJOR, JWRN_NOT_SEQUENTIAL};
  const bool is_warning = level < 0;
  if (is_warning && std::ranges::count(kHarmless, info->err->msg_code) == 0) fail(info);
}

void on_progress(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMaxScans) return;
  JpegReader& reader = reader_of(info);
  std::strcpy(reader.message, "too many scans");
  std::longjmp(reader.on_error, 1);
}

// False after an error, here and below.
bool read_header(JpegReader& reader, std::span<const std::uint8_t> bytes) {
  if (setjmp(reader.on_error) != 0) return false;
  jpeg_decompress_struct& info = reader.info;
  jpeg_create_decompress(&info);
  info.progress = &reader.progress;
  jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&info, TRUE);
  info.dct_method = JDCT_ISLOW;  // the exact integer one
  switch (info.jpeg_color_space) {
    case JCS_GRAYSCALE:
      info.out_color_space = JCS_GRAYSCALE;
      break;
    case JCS_CMYK:
    case JCS_YCCK:
      info.out_color_space = JCS_CMYK;
      break;
    default:
      info.out_color_space = JCS_RGB;
  }
  return true;
}

bool start(JpegReader& reader) {
  if (setjmp(reader.on_error) != 0) return false;
  jpeg_start_decompress(&reader.info);
  return true;
}

bool read_rows(JpegReader& reader, std::size_t row_bytes) {
  if (setjmp(reader.on_error) != 0) return false;
  while (reader.info.output_scanline < reader.info.output_height) {
    JSAMPROW row = reader.picture.pixels.data() + reader.info.output_scanline * row_bytes;
    jpeg_read_scanlines(&reader.info, &row, 1);
  }
  jpeg_finish_decompress(&reader.info);
  return true;
}

// Ink to light, in place. Adobe's files hold 255 - ink.
void cmyk_to_rgb(Picture& picture, bool is_inverted) {
  const auto light = [&](std::uint8_t value) { return is_inverted ? value : 255 - value; };
  std::vector<std::uint8_t>& p = picture.pixels;
  std::size_t out = 0;
  for (std::size_t i = 0; i < p.size(); i += 4) {
    const int black = light(p[i + 3]);
    for (std::size_t c = 0; c < 3; ++c) {
      p[out++] = static_cast<std::uint8_t>((light(p[i + c]) * black + 127) / 255);
    }
  }
  p.resize(out);
  picture.channels = 3;
}

}  // namespace

Picture decode_jpeg(std::span<const std::uint8_t> bytes) {
  JpegReader reader;
  const auto require = [&](bool is_good) {
    if (!is_good) throw Error(std::string("is a JPEG that cannot be decoded: ") + reader.message);
  };
  reader.info.client_data = &reader;
  reader.info.err = jpeg_std_error(&reader.errors);
  reader.errors.error_exit = fail;
  reader.errors.emit_message = on_message;
  reader.progress.progress_monitor = on_progress;
  require(read_header(reader, bytes));
  check_size(reader.info.image_height, reader.info.image_width, kMaxPixelsPerByte * bytes.size());
  require(start(reader));
  Picture& picture = reader.picture;
  picture.height = static_cast<int>(reader.info.output_height);
  picture.width = static_cast<int>(reader.info.output_width);
  picture.channels = reader.info.output_components;
  const std::size_t row_bytes =
      std::size_t{reader.info.output_width} * static_cast<std::size_t>(picture.channels);
  picture.pixels.resize(reader.info.output_height * row_bytes);
  require(read_rows(reader, row_bytes));
  if (picture.channels == 4) cmyk_to_rgb(picture, reader.info.saw_Adobe_marker != 0);
  return std::move(picture);
}

}  // namespace isomer::train
