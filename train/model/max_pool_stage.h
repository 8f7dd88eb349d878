// SPDX-License-Identifier: Apache-2.0
//
// Max-pooling; the gradient goes to the element that was taken, the first of equals.

#ifndef TRAIN_MODEL_MAX_POOL_STAGE_H_
#define TRAIN_MODEL_MAX_POOL_STAGE_H_

#include <string>
#include <vector>

#include "train/model/stage.h"

namespace isomer::train {

class MaxPoolStage : public Stage {
 public:
  MaxPoolStage(std::string name, const kernels::Window& window, int batch);

  void forward(ThreadTeam& team, Activation& x, Activation& y) override;
  void forward_quantised(ThreadTeam& team, Exponents exponents, Activation& x,
                         Activation& y) override;
  void backward(ThreadTeam& team, Activation& x, Activation& y, bool wants_x) override;
  Operation step_operation() const override;
  Operation export_operation(const Format& x, Format* y) const override;

 private:
  std::span<std::int32_t> argmax_of(int shard);

  kernels::Window window_;
  std::vector<std::int32_t> argmax_;
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_MAX_POOL_STAGE_H_
