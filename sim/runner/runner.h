// SPDX-License-Identifier: Apache-2.0
//
// Executes an integer network directly on the kernels: every tensor of every layer, no machine in
// between. What a printed accuracy means is E_t executed here (training.md, "Promise 2").

#ifndef SIM_RUNNER_RUNNER_H_
#define SIM_RUNNER_RUNNER_H_

#include <cstdint>
#include <span>
#include <vector>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/convolution.h"
#include "sim/runner/layer.h"
#include "sim/runner/tensor_store.h"

namespace isomer {

// Single-threaded; use one per thread. Buffers grow to the largest batch and are kept.
class Runner {
 public:
  // Copies what it needs of the network. Error when validate() refuses it.
  explicit Runner(Network network, Keep keep = Keep::everything);
  Runner(const Runner&) = delete;  // its layers point into its network
  Runner& operator=(const Runner&) = delete;

  // input: images x channels x height x width integers, in the range of the input's format (Error
  // names the first that is not).
  void run(int images, std::span<const std::int32_t> input);

  // Tensor number `index` of Network::tensors for the last batch, [image][channel][row][column];
  // valid until the next run. Error when it was not kept.
  std::span<const std::int32_t> tensor(int index) const;
  std::span<const std::int32_t> output() const;

  const Network& network() const { return network_; }

 private:
  // A tensor in the order that callers read, made when they do.
  struct Logical {
    bool is_current = false;
    std::vector<std::int32_t> integers;
  };

  Network network_;
  TensorStore store_;
  std::vector<RunnerLayer> layers_;
  LayerScratch scratch_;
  int group_;  // images at a time
  int images_ = 0;
  mutable std::vector<Logical> logical_;  // of each tensor
};

}  // namespace isomer

#endif  // SIM_RUNNER_RUNNER_H_
