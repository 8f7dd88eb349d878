// SPDX-License-Identifier: Apache-2.0
//
// One layer of an integer network, prepared for execution on the kernels.

#ifndef SIM_RUNNER_LAYER_H_
#define SIM_RUNNER_LAYER_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/aligned.h"
#include "sim/runner/convolution_layer.h"
#include "sim/runner/tensor_store.h"

namespace isomer {

// Buffers that all layers of one thread share.
struct LayerScratch {
  kernels::nhwc::Convolution::Scratch convolution;
  kernels::nhwc::AlignedVector<std::byte> part;  // an input of a concatenation, rescaled
};

class RunnerLayer {
 public:
  // The network, which is valid, and its layer outlive this.
  RunnerLayer(const Network& network, const Layer& layer);

  // Images [first, first + images) of the store, from the layer's inputs to its output.
  void run(int first, int images, TensorStore& store, LayerScratch& scratch) const;

 private:
  struct Execution;

  const Network& network_;
  const Layer& layer_;
  std::optional<ConvolutionLayer> convolution_;
  std::vector<kernels::nhwc::PostPlan> posts_;  // of a sum, a rescale, each part of a concatenation
};

}  // namespace isomer

#endif  // SIM_RUNNER_LAYER_H_
