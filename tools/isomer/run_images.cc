// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/run_images.h"

#include <fmt/core.h>

#include "isa/container/error.h"

namespace isomer {
namespace {

StreamTensor shape_of(const TensorEntry& tensor) {
  return {tensor.name, tensor.channels, tensor.height, tensor.width};
}

}  // namespace

ImageRunner::ImageRunner(const Program& program, Device& device, RunOnce run)
    : program_(program), device_(device), run_(std::move(run)) {}

StreamTensor ImageRunner::input() const {
  StreamTensor shape = shape_of(program_.tensors[static_cast<std::size_t>(program_.input)]);
  shape.name.clear();
  return shape;
}

TensorInfo ImageRunner::input_info() const {
  const TensorEntry& entry = program_.tensors[static_cast<std::size_t>(program_.input)];
  return {entry.name, entry.channels, entry.height, entry.width, entry.format};
}

std::vector<StreamTensor> ImageRunner::tensors() const {
  std::vector<StreamTensor> shapes;
  for (const TensorEntry& tensor : program_.tensors)
    if (tensor.image == 0) shapes.push_back(shape_of(tensor));
  return shapes;
}

std::vector<ImageResult> ImageRunner::run(const std::vector<Values>& images) {
  for (const TensorEntry& tensor : program_.tensors) {
    const auto image = static_cast<std::size_t>(tensor.image);
    const bool is_input =
        has_input() &&
        tensor.name == program_.tensors[static_cast<std::size_t>(program_.input)].name;
    if (is_input && image < images.size()) write_input(tensor, images[image]);
  }
  last_ = run_();
  check_outcome();
  std::vector<ImageResult> results;
  for (std::size_t image = 0; image < images.size(); ++image)
    results.push_back(result_of(static_cast<int>(image)));
  images_ += static_cast<std::int64_t>(images.size());
  return results;
}

ImageResult ImageRunner::result_of(int image) const {
  ImageResult result{last_.counters.cycles, {}};
  for (const TensorEntry& tensor : program_.tensors) {
    if (tensor.image != image) continue;
    result.tensors.push_back(read_tensor(tensor, device_.machine().rows,
                                         device_.machine().element_bytes(),
                                         device_.segment(tensor.segment)));
  }
  return result;
}

void ImageRunner::write_input(const TensorEntry& input, const Values& image) {
  for (std::size_t i = 0; i < image.size(); ++i) {
    if (image[i] < input.format.min() || image[i] > input.format.max()) {
      throw Error(fmt::format("image {}: value {} at position {} is outside {}..{} of the input",
                              images_ + input.image, image[i], i, input.format.min(),
                              input.format.max()));
    }
  }
  write_tensor(input, device_.machine().rows, device_.machine().element_bytes(), image,
               device_.segment(input.segment));
}

void ImageRunner::check_outcome() const {
  if (last_.status == Status::done) return;
  std::string what =
      fmt::format("image {}: the device ended with status {}", images_, to_string(last_.status));
  if (last_.status == Status::trap) {
    what += fmt::format(", cause {}, at instruction {}", to_string(last_.trap), last_.trap_pc);
  } else if (!last_.detail.empty()) {
    what += ": " + last_.detail;
  }
  throw Error(what);
}

}  // namespace isomer
