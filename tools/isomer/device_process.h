// SPDX-License-Identifier: Apache-2.0
//
// A device in a process of its own: `isomer run PROGRAM --input - --dump -`, asked run by run.

#ifndef TOOLS_ISOMER_DEVICE_PROCESS_H_
#define TOOLS_ISOMER_DEVICE_PROCESS_H_

#include <filesystem>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "tools/isomer/child.h"
#include "tools/isomer/stream.h"

namespace isomer {

// Which runs of a longer sequence a process does; delays depend on their images' numbers.
struct RunNumbers {
  int first = 0;
  int step = 1;
};

class DeviceProcess {
 public:
  // Starts the process; Error when it fails or the program does not give every tensor wanted.
  DeviceProcess(const std::filesystem::path& executable, const std::filesystem::path& program,
                const std::vector<std::string>& run_options, const TensorInfo& input,
                const std::vector<TensorInfo>& wanted, const RunNumbers& numbers = {});

  int batch() const { return batch_; }  // images of one run of the program

  // The results of 1 to batch() images, each with the cycles of the run and the tensors in the
  // order of `wanted`; the last image fills a short batch. Error when there are others, or when the
  // process fails; its complaint is on standard error.
  std::vector<ImageResult> run(const std::vector<Values>& images);

 private:
  template <typename Action>
  void guarded(Action action);
  std::size_t find(const TensorInfo& tensor) const;
  ImageResult read_wanted();

  std::string name_;
  int batch_;
  Child child_;
  std::vector<StreamTensor> streamed_;
  std::vector<std::size_t> position_;  // of each tensor wanted in the stream
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_DEVICE_PROCESS_H_
