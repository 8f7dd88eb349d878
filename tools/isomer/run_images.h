// SPDX-License-Identifier: Apache-2.0
//
// Images through one loaded program, one after the other.

#ifndef TOOLS_ISOMER_RUN_IMAGES_H_
#define TOOLS_ISOMER_RUN_IMAGES_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "isa/network/network.h"
#include "isa/program/program.h"
#include "sim/device.h"
#include "tools/isomer/stream.h"

namespace isomer {

// Runs the loaded device once: its run(), or in lockstep. Throws Error or returns its outcome.
using RunOnce = std::function<Outcome()>;

class ImageRunner {
 public:
  // The program is loaded in the device; both outlive this.
  ImageRunner(const Program& program, Device& device, RunOnce run);

  bool has_input() const { return program_.input >= 0; }
  StreamTensor input() const;                 // only with has_input()
  TensorInfo input_info() const;              // likewise
  std::vector<StreamTensor> tensors() const;  // of one image: the program's table, in its order
  int batch() const { return program_.batch; }

  // At most batch() images at once (one empty one when there is no input); each result has the
  // cycles of the run. Error, naming an image by its number, when a value does not fit the input's
  // format or when the device does not end with status done.
  std::vector<ImageResult> run(const std::vector<Values>& images);

  const Outcome& last() const { return last_; }

 private:
  void write_input(const TensorEntry& input, const Values& image);
  ImageResult result_of(int image) const;
  void check_outcome() const;

  const Program& program_;
  Device& device_;
  RunOnce run_;
  Outcome last_;
  std::int64_t images_ = 0;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_RUN_IMAGES_H_
