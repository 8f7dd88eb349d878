// SPDX-License-Identifier: Apache-2.0
//
// One convolution of an integer network, on whichever kernel is exact for it and fastest.

#ifndef SIM_RUNNER_CONVOLUTION_LAYER_H_
#define SIM_RUNNER_CONVOLUTION_LAYER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "isa/network/network.h"
#include "sim/kernels/convolution.h"

namespace isomer {

// Buffers that all layers of one thread share.
struct LayerScratch {
  kernels::ConvolutionScratch convolution;
  std::vector<std::int32_t> padded;
  std::vector<std::int64_t> wide;  // accumulators beyond 32 bits
};

class ConvolutionLayer {
 public:
  // `layer` is a convolution of the network, which is valid and outlives this.
  ConvolutionLayer(const Network& network, const Layer& layer);

  // A batch from accumulators to results; `residual` is the second input, empty without one.
  void run(int images, std::span<const std::int32_t> input, std::span<const std::int32_t> residual,
           std::span<std::int32_t> output, LayerScratch& scratch) const;

 private:
  // `product`: matrix products, one kernel per group. The others go row by row.
  enum class Method { product, rows, wide_rows };

  void run_products(int images, std::span<const std::int32_t> input,
                    std::span<std::int32_t> accumulators, LayerScratch& scratch) const;

  const Convolution& layer_;
  kernels::ConvolutionShape shape_;  // of all groups together
  int bias_shift_;
  Method method_;
  std::vector<kernels::ConvolutionKernel> groups_;
};

}  // namespace isomer

#endif  // SIM_RUNNER_CONVOLUTION_LAYER_H_
