// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/device_process.h"

#include <fmt/core.h>

#include <algorithm>

#include "isa/container/error.h"
#include "isa/program/program.h"

namespace isomer {
namespace {

std::vector<std::string> run_arguments(const std::filesystem::path& program,
                                       const std::vector<std::string>& options,
                                       const RunNumbers& numbers, int batch) {
  std::vector<std::string> words = {"run",           program.string(),
                                    "--input",       "-",
                                    "--dump",        "-",
                                    "--first-image", std::to_string(numbers.first * batch),
                                    "--run-step",    std::to_string(numbers.step)};
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

}  // namespace

DeviceProcess::DeviceProcess(const std::filesystem::path& executable,
                             const std::filesystem::path& program,
                             const std::vector<std::string>& run_options, const TensorInfo& input,
                             const std::vector<TensorInfo>& wanted, const RunNumbers& numbers)
    : name_(fmt::format("the device process of {}", program.string())),
      batch_(load_program(program).batch),
      child_(executable, run_arguments(program, run_options, numbers, batch_)) {
  guarded([&] {
    write_image_header(child_.input(), {"", input.channels, input.height, input.width}, name_);
    streamed_ = read_tensor_header(child_.output(), name_);
  });
  for (const TensorInfo& tensor : wanted) position_.push_back(find(tensor));
}

std::vector<ImageResult> DeviceProcess::run(const std::vector<Values>& images) {
  const auto batch = static_cast<std::size_t>(batch_);
  if (images.empty() || images.size() > batch)
    throw Error(fmt::format("{} takes 1 to {} images, not {}", name_, batch_, images.size()));
  std::vector<ImageResult> results;
  guarded([&] {
    for (std::size_t i = 0; i < batch; ++i)
      write_image(child_.input(), images[std::min(i, images.size() - 1)], name_);
    for (std::size_t i = 0; i < batch; ++i) results.push_back(read_wanted());
  });
  results.resize(images.size());
  return results;
}

ImageResult DeviceProcess::read_wanted() {
  ImageResult result;
  if (!read_result(child_.output(), streamed_, &result, name_)) {
    throw Error(name_ + ": the stream ends early");
  }
  ImageResult ordered{result.cycles, {}};
  for (const std::size_t position : position_) {
    ordered.tensors.push_back(std::move(result.tensors[position]));
  }
  return ordered;
}

// A stream that breaks because the child failed: say that instead.
template <typename Action>
void DeviceProcess::guarded(Action action) {
  try {
    action();
  } catch (const Error&) {
    const int code = child_.wait();
    if (code == 0) throw;
    throw Error(fmt::format("{} ended with exit code {}; its reason is above", name_, code));
  }
}

std::size_t DeviceProcess::find(const TensorInfo& tensor) const {
  const StreamTensor want{tensor.name, tensor.channels, tensor.height, tensor.width};
  const auto found = std::find(streamed_.begin(), streamed_.end(), want);
  if (found == streamed_.end()) {
    throw Error(fmt::format("{} gives no tensor '{}' of {}x{}x{}; compile it with --keep-tensors",
                            name_, want.name, want.channels, want.height, want.width));
  }
  return static_cast<std::size_t>(found - streamed_.begin());
}

}  // namespace isomer
