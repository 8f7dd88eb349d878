// SPDX-License-Identifier: Apache-2.0
//
// Convolution or fully connected layer (a convolution whose kernel is the whole map), bias, and
// ReLU where one follows.

#ifndef TRAIN_MODEL_CONVOLUTION_STAGE_H_
#define TRAIN_MODEL_CONVOLUTION_STAGE_H_

#include <optional>
#include <string>
#include <vector>

#include "sim/kernels/convolution.h"
#include "train/layers/float_convolution.h"
#include "train/model/stage.h"

namespace isomer::train {

class ConvolutionStage : public Stage {
 public:
  ConvolutionStage(std::string name, const kernels::ConvolutionShape& shape, IseBits bits,
                   bool relu, int batch, int threads);

  void forward(ThreadTeam& team, Activation& x, Activation& y) override;
  void forward_quantised(ThreadTeam& team, Exponents exponents, Activation& x,
                         Activation& y) override;
  void backward(ThreadTeam& team, Activation& x, Activation& y, bool wants_x) override;
  void search_parameters() override;
  Parameters* parameters() override { return &parameters_; }
  IseConvolution* quantiser() override { return &quantiser_; }
  Operation step_operation() const override;
  Operation export_operation(const Format& x, Format* y) const override;

 private:
  void prepare_integers(const Activation& x);
  void post_shard(int shard, Activation& y) const;
  std::vector<std::int32_t>& sample(const Activation& y);
  Operation operation(const IseIntegers& integers) const;

  void backward_convolution(ThreadTeam& team, Activation& x, Activation& y, bool wants_x);
  void backward_linear(ThreadTeam& team, Activation& x, Activation& y, bool wants_x);

  kernels::ConvolutionShape shape_;
  bool is_linear_;
  Parameters parameters_;
  IseConvolution quantiser_;

  std::vector<FloatConvolution> float_;  // per thread; none for a fully connected layer
  std::uint64_t version_ = 0;            // of the weights that the next float product uses
  std::vector<float> effective_;         // d_w * 2^se_w: the weights of a quantised backward pass
  std::vector<float> shard_weight_gradients_;  // [shard][weight]
  std::vector<float> shard_bias_gradients_;    // [shard][channel]

  std::optional<kernels::ConvolutionKernel> kernel_;
  Format kernel_input_;                               // the format it was built for
  std::vector<kernels::ConvolutionScratch> scratch_;  // per thread
  std::vector<std::int32_t> sample_;
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_CONVOLUTION_STAGE_H_
