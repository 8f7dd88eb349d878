// SPDX-License-Identifier: Apache-2.0
//
// Max-pooling; the gradient goes to the element that was taken, the first of equals.

#ifndef TRAIN_MODEL_MAX_POOL_STAGE_H_
#define TRAIN_MODEL_MAX_POOL_STAGE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/kernels/shape.h"
#include "train/model/stage.h"

namespace isomer::train {

class MaxPoolStage : public Stage {
 public:
  MaxPoolStage(std::string name, const kernels::Window& window, ActivationTensor* x,
               ActivationTensor* y);

  void forward(ThreadTeam& team, Statistics statistics) override;
  void forward_quantised(ThreadTeam& team, const QuantisedPass& pass) override;
  void backward(ThreadTeam& team) override;
  Operation step_operation() const override;
  Operation export_operation(const std::vector<Format>& inputs, Format* output) const override;

 private:
  std::span<std::uint16_t> taken_of(int shard);

  kernels::Window window_;
  std::vector<std::uint16_t> taken_;  // position within the window, per element of the output
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_MAX_POOL_STAGE_H_
