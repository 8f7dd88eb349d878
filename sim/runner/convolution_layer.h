// SPDX-License-Identifier: Apache-2.0
//
// One convolution of an integer network: accumulators, and the post chain on them while they are
// in the nearest cache.

#ifndef SIM_RUNNER_CONVOLUTION_LAYER_H_
#define SIM_RUNNER_CONVOLUTION_LAYER_H_

#include "isa/network/network.h"
#include "sim/kernels/nhwc/convolution.h"
#include "sim/kernels/nhwc/post.h"

namespace isomer {

class ConvolutionLayer {
 public:
  // `layer` is a convolution of the network, which is valid.
  ConvolutionLayer(const Network& network, const Layer& layer);

  // All tensors channels last, in the storage of their formats; `residual` is the second input,
  // if the chain has one.
  void run(int images, const void* input, kernels::nhwc::ConstTensor residual,
           kernels::nhwc::Tensor output, kernels::nhwc::Convolution::Scratch& scratch) const;

 private:
  int channels_;
  kernels::nhwc::Convolution convolution_;
  kernels::nhwc::PostPlan post_;
};

}  // namespace isomer

#endif  // SIM_RUNNER_CONVOLUTION_LAYER_H_
