// SPDX-License-Identifier: Apache-2.0
//
// A device in a process of its own: `isomer run PROGRAM --input - --dump -`, asked image by image.

#ifndef TOOLS_ISOMER_DEVICE_PROCESS_H_
#define TOOLS_ISOMER_DEVICE_PROCESS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "tools/isomer/child.h"
#include "tools/isomer/stream.h"

namespace isomer {

class DeviceProcess {
 public:
  // Starts the process; Error when it fails or the program does not give every tensor wanted.
  DeviceProcess(const std::filesystem::path& executable, const std::filesystem::path& program,
                const std::vector<std::string>& run_options, const TensorInfo& input,
                const std::vector<TensorInfo>& wanted);

  // The image's result, tensors in the order of `wanted`. Error when the process fails; its
  // complaint is on standard error.
  ImageResult run(const Values& image);

 private:
  template <typename Action>
  void guarded(Action action);
  std::size_t find(const TensorInfo& tensor) const;

  std::string name_;
  Child child_;
  std::vector<StreamTensor> streamed_;
  std::vector<std::size_t> position_;  // of each tensor wanted in the stream
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_DEVICE_PROCESS_H_
