// SPDX-License-Identifier: Apache-2.0
//
// Average-pooling: the sum over the window, rounded once into a format of its own, since averages
// are smaller than what they are taken of.

#ifndef TRAIN_MODEL_AVERAGE_POOL_STAGE_H_
#define TRAIN_MODEL_AVERAGE_POOL_STAGE_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "sim/kernels/shape.h"
#include "train/layers/elementwise.h"
#include "train/model/stage.h"

namespace isomer::train {

class AveragePoolStage : public Stage {
 public:
  // Outputs of bits.output bits, signed as the inputs are; their exponent by bits.rule, its average
  // as bits.averaged says (the sum that is rounded has the inputs' exponent).
  AveragePoolStage(std::string name, const kernels::Window& window, const UnitBits& bits,
                   ActivationTensor* x, ActivationTensor* y);

  void forward(ThreadTeam& team, Statistics statistics) override;
  void forward_quantised(ThreadTeam& team, const QuantisedPass& pass) override;
  void backward(ThreadTeam& team) override;
  ExponentAverage* output_average() override { return &average_; }
  Operation step_operation() const override;
  Operation export_operation(const std::vector<Format>& inputs, Format* output) const override;

  // The format of a finished network's layer, for Exponents::given.
  void set_output(const Format& y) { format_ = y; }

 private:
  std::span<const float> exact_means(ThreadTeam& team);
  int search(std::span<const float> means);
  int averaged_from(const Format& x) const;
  int frozen(const Format& x) const { return average_.rounded() + averaged_from(x); }
  Format format_for(const Format& x, int exponent) const;

  kernels::Window window_;
  UnitBits bits_;
  ExponentAverage average_;  // of the output's exponent
  Format format_;            // of the outputs of the last quantised pass
  std::vector<float> means_;
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_AVERAGE_POOL_STAGE_H_
