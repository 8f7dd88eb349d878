// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/stream.h"

#include <fmt/core.h>

#include <bit>
#include <cerrno>
#include <cstring>

#include "isa/container/error.h"

namespace isomer {
namespace {

static_assert(std::endian::native == std::endian::little, "the streams are little-endian");

constexpr char kImageMagic[] = "ISOIMG01";
constexpr char kTensorMagic[] = "ISOTEN01";
constexpr std::size_t kMagicBytes = 8;
constexpr std::int32_t kMaxSide = 1 << 16;
constexpr std::size_t kMaxElements = std::size_t{1} << 28;
constexpr std::int32_t kMaxTensors = 1 << 16;
constexpr std::int32_t kMaxName = 1 << 12;

// One end of a stream, with the name that its complaints carry.
class Stream {
 public:
  Stream(std::FILE* file, const std::string& name) : file_(file), name_(name) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(fmt::format("{}: {}", name_, what));
  }

  // False when the stream ends before the first byte; an Error when it ends after it.
  bool read(void* bytes, std::size_t size, const char* what) {
    const std::size_t got = std::fread(bytes, 1, size, file_);
    if (got == size) return true;
    if (std::ferror(file_) != 0) fail(fmt::format("cannot read: {}", std::strerror(errno)));
    if (got != 0) fail(fmt::format("the stream ends inside {}", what));
    return false;
  }

  void require(void* bytes, std::size_t size, const char* what) {
    if (size > 0 && !read(bytes, size, what)) fail(fmt::format("the stream ends before {}", what));
  }

  std::int32_t require_number(const char* what, std::int32_t min, std::int32_t max) {
    std::int32_t number = 0;
    require(&number, sizeof(number), what);
    if (number < min || number > max) {
      fail(fmt::format("{} is {}, outside {}..{}", what, number, min, max));
    }
    return number;
  }

  void require_magic(const char* magic, const char* kind) {
    char bytes[kMagicBytes] = {};
    require(bytes, sizeof(bytes), "its first 8 bytes");
    if (std::memcmp(bytes, magic, kMagicBytes) != 0) {
      fail(fmt::format("this is not a stream of {}: it does not begin with {}", kind, magic));
    }
  }

  StreamTensor require_shape() {
    StreamTensor tensor;
    tensor.channels = require_number("the number of channels", 1, kMaxSide);
    tensor.height = require_number("the height", 1, kMaxSide);
    tensor.width = require_number("the width", 1, kMaxSide);
    if (tensor.elements() > kMaxElements) fail("the tensor is too large");
    return tensor;
  }

  void write(const void* bytes, std::size_t size) {
    if (std::fwrite(bytes, 1, size, file_) != size) fail_to_write();
  }
  void write_number(std::int32_t number) { write(&number, sizeof(number)); }
  void write_shape(const StreamTensor& tensor) {
    write_number(tensor.channels);
    write_number(tensor.height);
    write_number(tensor.width);
  }
  void write_values(const Values& values) {
    write(values.data(), values.size() * sizeof(std::int32_t));
  }
  void flush() {
    if (std::fflush(file_) != 0) fail_to_write();
  }

 private:
  [[noreturn]] void fail_to_write() const {
    fail(fmt::format("cannot write: {}", std::strerror(errno)));
  }

  std::FILE* file_;
  const std::string& name_;
};

}  // namespace

std::size_t StreamTensor::elements() const {
  return static_cast<std::size_t>(channels) * static_cast<std::size_t>(height) *
         static_cast<std::size_t>(width);
}

void write_image_header(std::FILE* file, const StreamTensor& shape, const std::string& name) {
  Stream stream(file, name);
  stream.write(kImageMagic, kMagicBytes);
  stream.write_shape(shape);
  stream.flush();
}

void write_image(std::FILE* file, const Values& image, const std::string& name) {
  Stream stream(file, name);
  stream.write_values(image);
  stream.flush();
}

StreamTensor read_image_header(std::FILE* file, const std::string& name) {
  Stream stream(file, name);
  stream.require_magic(kImageMagic, "images");
  return stream.require_shape();
}

bool read_image(std::FILE* file, const StreamTensor& shape, Values* image,
                const std::string& name) {
  image->resize(shape.elements());
  return Stream(file, name).read(image->data(), image->size() * sizeof(std::int32_t), "an image");
}

void write_tensor_header(std::FILE* file, const std::vector<StreamTensor>& tensors,
                         const std::string& name) {
  Stream stream(file, name);
  stream.write(kTensorMagic, kMagicBytes);
  stream.write_number(static_cast<std::int32_t>(tensors.size()));
  for (const StreamTensor& tensor : tensors) {
    stream.write_number(static_cast<std::int32_t>(tensor.name.size()));
    stream.write(tensor.name.data(), tensor.name.size());
    stream.write_shape(tensor);
  }
  stream.flush();
}

void write_result(std::FILE* file, const ImageResult& result, const std::string& name) {
  Stream stream(file, name);
  stream.write(&result.cycles, sizeof(result.cycles));
  for (const Values& values : result.tensors) stream.write_values(values);
  stream.flush();
}

std::vector<StreamTensor> read_tensor_header(std::FILE* file, const std::string& name) {
  Stream stream(file, name);
  stream.require_magic(kTensorMagic, "tensors");
  std::vector<StreamTensor> tensors;
  const std::int32_t count = stream.require_number("the number of tensors", 0, kMaxTensors);
  for (std::int32_t i = 0; i < count; ++i) {
    const std::int32_t length = stream.require_number("the length of a name", 0, kMaxName);
    std::string tensor_name(static_cast<std::size_t>(length), '\0');
    stream.require(tensor_name.data(), tensor_name.size(), "a name");
    tensors.push_back(stream.require_shape());
    tensors.back().name = tensor_name;
  }
  return tensors;
}

bool read_result(std::FILE* file, const std::vector<StreamTensor>& tensors, ImageResult* result,
                 const std::string& name) {
  Stream stream(file, name);
  if (!stream.read(&result->cycles, sizeof(result->cycles), "an image's result")) return false;
  result->tensors.resize(tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    Values& values = result->tensors[i];
    values.resize(tensors[i].elements());
    stream.require(values.data(), values.size() * sizeof(std::int32_t), "a tensor");
  }
  return true;
}

}  // namespace isomer
