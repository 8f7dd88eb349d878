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

std::vector<StreamTensor> ImageRunner::tensors() const {
  std::vector<StreamTensor> shapes;
  for (const TensorEntry& tensor : program_.tensors) shapes.push_back(shape_of(tensor));
  return shapes;
}

ImageResult ImageRunner::run(const Values& image) {
  if (has_input()) write_input(image);
  last_ = run_();
  check_outcome();
  ++images_;
  ImageResult result{last_.counters.cycles, {}};
  for (const TensorEntry& tensor : program_.tensors) {
    result.tensors.push_back(read_tensor(tensor, device_.machine().rows,
                                         device_.machine().element_bytes(),
                                         device_.segment(tensor.segment)));
  }
  return result;
}

void ImageRunner::write_input(const Values& image) {
  const TensorEntry& input = program_.tensors[static_cast<std::size_t>(program_.input)];
  for (std::size_t i = 0; i < image.size(); ++i) {
    if (image[i] < input.format.min() || image[i] > input.format.max()) {
      throw Error(fmt::format("image {}: value {} at position {} is outside {}..{} of the input",
                              images_, image[i], i, input.format.min(), input.format.max()));
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
  }
  if (!last_.detail.empty()) what += ": " + last_.detail;
  throw Error(what);
}

}  // namespace isomer
