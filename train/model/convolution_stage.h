// SPDX-License-Identifier: Apache-2.0
//
// Convolution or fully connected layer (a convolution whose kernel is the whole map) with all that
// the machine fuses into it: bias or batch norm, residual, activation.

#ifndef TRAIN_MODEL_CONVOLUTION_STAGE_H_
#define TRAIN_MODEL_CONVOLUTION_STAGE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/kernels/nhwc/convolution.h"
#include "sim/kernels/nhwc/post.h"
#include "train/layers/float_convolution.h"
#include "train/layers/float_linear.h"
#include "train/model/batch_norm.h"
#include "train/model/stage.h"
#include "train/model/workspace.h"

namespace isomer::train {

struct ConvolutionForm {
  kernels::ConvolutionShape shape;
  int groups = 1;
  UnitForm unit;
  UnitBits bits;
  Precision backward = Precision::fp32;
  double batch_norm_momentum = 0.1;
};

class ConvolutionStage : public Stage {
 public:
  // Inputs: x, and the residual where there is one. One workspace per thread, shared by all stages.
  ConvolutionStage(std::string name, const ConvolutionForm& form,
                   std::vector<ActivationTensor*> inputs, ActivationTensor* output,
                   std::vector<Workspace>& workspaces);

  void forward(ThreadTeam& team, Statistics statistics) override;
  void forward_quantised(ThreadTeam& team, const QuantisedPass& pass) override;
  void backward(ThreadTeam& team) override;
  void search_parameters() override;
  std::vector<Parameter*> parameters() override;
  IseUnit* unit() override { return &unit_; }
  BatchNorm* batch_norm() override { return batch_norm_ ? &*batch_norm_ : nullptr; }
  void absorb_batch_norm() override;
  Operation step_operation() const override;
  Operation export_operation(const std::vector<Format>& inputs, Format* output) const override;
  std::optional<OpenedUnit> opened() const override;

  // The integers of a finished network's layer, for Exponents::given.
  void set_integers(const Convolution& layer, const Format& x, const Format& y) {
    unit_.set_integers(layer, x, y);
  }

 private:
  using Sums = kernels::nhwc::ConstTensor;

  bool has_residual() const { return input_count() > 1; }
  Workspace& workspace(int thread) const { return workspaces_[static_cast<std::size_t>(thread)]; }
  std::span<const float> bias_values() const;

  // The float product with the weights of the last forward pass.
  const float* float_weights() const;
  void share_weights(ThreadTeam& team);
  FloatConvolution& convolution(int thread);
  void multiply(int thread, const float* x, float* y);

  // Forward, float: convolution_float.cc.
  void finish(int shard, const float* map, const FloatPost& post);

  // Forward, integers: convolution_quantised.cc. `receive` gets sums of whole pixels counted from
  // `first_image` on.
  template <typename Receive>
  void accumulate(int thread, int first_image, int images, Receive&& receive);
  template <typename Receive>
  void accumulate_floats(int thread, int first_image, int images, Receive&& receive);
  void prepare(const QuantisedPass& pass);
  void run_chain(ThreadTeam& team, const PostChain& chain);
  void narrow_and_normalise(ThreadTeam& team, const QuantisedPass& pass);
  std::span<const float> sample(ThreadTeam& team, bool is_affine);
  std::optional<Format> residual_format() const;
  ConstTensor residual_from(std::size_t first) const;

  // Backward: convolution_backward.cc.
  void backward_batch_norm(ThreadTeam& team);
  const float* mask_gradient_of(int shard);
  const float* output_gradient_of(int shard, float* map);
  const float* input_floats(int shard, float* values);
  template <typename Product>
  void add_input_gradient(int thread, int shard, Product product);
  void backward_convolution(ThreadTeam& team);
  void backward_linear(ThreadTeam& team);

  Operation operation(const IseUnit& unit) const;

  ConvolutionForm form_;
  std::vector<Workspace>& workspaces_;
  Parameter weight_;
  std::optional<Parameter> bias_;  // one of these two
  std::optional<BatchNorm> batch_norm_;
  IseUnit unit_;

  bool is_quantised_ = false;            // which forward pass was last
  bool uses_batch_norm_ = false;         // whether it went through batch norm
  std::vector<FloatConvolution> float_;  // per thread; or
  std::optional<FloatLinear> linear_;    // for all
  std::uint64_t version_ = 0;            // of the weights that the next float product uses
  std::uint64_t shared_version_ = ~std::uint64_t{0};  // of those that linear_ has
  std::vector<float> float_map_;                      // before batch norm, float forward pass
  IntegerBuffer map_;                                 // m1, quantised forward pass: retained

  std::optional<kernels::nhwc::Convolution> kernel_;
  Format kernel_input_;  // what it was built for
  int kernel_weight_bits_ = 0;

  std::vector<float> sample_;                         // values of the sampled sums
  std::vector<std::int64_t> sums_;                    // of m1, [shard][channel]
  std::vector<kernels::nhwc::SumOfSquares> squares_;  // likewise
  std::vector<double> float_moments_;                 // [shard][2][channel]
  std::vector<float> shard_weight_gradients_;         // [shard][weight], of a convolution
  std::vector<float> batch_x_, batch_map_;            // a fully connected layer's, for its product
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_CONVOLUTION_STAGE_H_
