// SPDX-License-Identifier: Apache-2.0
//
// The two binary streams by which `isomer run` takes images and gives tensors, so that any program
// can feed a device through a pipe. All numbers are little-endian, 32 bits and signed unless said.
//
// Images, N of them until the stream ends:
//   "ISOIMG01"  channels height width        then per image channels * height * width integers
// Tensors:
//   "ISOTEN01"  count, then per tensor: name_length name channels height width
//   then per image: cycles (64 bits, 0 on a device without time) and the integers of each tensor
//
// Integers are in the order [channel][row][column]; a value is integer * 2^exponent, the exponent
// being a fact of the program (`isomer info PROGRAM`).

#ifndef TOOLS_ISOMER_STREAM_H_
#define TOOLS_ISOMER_STREAM_H_

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

namespace isomer {

using Values = std::vector<std::int32_t>;

struct StreamTensor {
  std::string name;  // empty in an image stream
  int channels = 1;
  int height = 1;
  int width = 1;

  std::size_t elements() const;
  friend bool operator==(const StreamTensor&, const StreamTensor&) = default;
};

struct ImageResult {
  std::uint64_t cycles = 0;
  std::vector<Values> tensors;  // in the order of the header
};

// The functions do not own the file; `name` is only for messages. Reading throws Error on anything
// that is not such a stream, writing when the other end is gone or the disk full.
void write_image_header(std::FILE* file, const StreamTensor& shape, const std::string& name);
void write_image(std::FILE* file, const Values& image, const std::string& name);  // and flushes
StreamTensor read_image_header(std::FILE* file, const std::string& name);
// False at the end of the stream; an incomplete image is an Error.
bool read_image(std::FILE* file, const StreamTensor& shape, Values* image, const std::string& name);

void write_tensor_header(std::FILE* file, const std::vector<StreamTensor>& tensors,
                         const std::string& name);
void write_result(std::FILE* file, const ImageResult& result, const std::string& name);  // flushes
std::vector<StreamTensor> read_tensor_header(std::FILE* file, const std::string& name);
bool read_result(std::FILE* file, const std::vector<StreamTensor>& tensors, ImageResult* result,
                 const std::string& name);

}  // namespace isomer

#endif  // TOOLS_ISOMER_STREAM_H_
