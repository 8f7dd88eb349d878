// SPDX-License-Identifier: Apache-2.0
//
// What a convolution stage consists of, and its layer in N_t and E_t.

#include "train/model/convolution_stage.h"

#include <utility>

#include "isa/network/weight_coding.h"

namespace isomer::train {
namespace {

std::size_t weight_count(const ConvolutionForm& form) {
  return static_cast<std::size_t>(form.shape.out_channels) * form.shape.reduction() /
         static_cast<std::size_t>(form.groups);
}

// A convolution of 1x1 that gives each channel its own pair: batch norm as a layer.
Convolution channel_pairs(const Affine& affine, const IseUnit& unit, const PostChain& last) {
  const int channels = static_cast<int>(affine.scale.size());
  const int bits = unit.bits().batch_norm;
  const int sum_exponent = unit.affine_exponent();
  PostChain post = last;
  post.shift = affine.stage.s2;
  post.narrow_bits = affine.stage.n2;
  post.affine.reset();
  return {.out_channels = channels,
          .groups = channels,
          .weights = affine.scale,
          .weight_format = {bits, true, affine.scale_exponent},
          .coding = integer_coding(bits),
          .bias = affine.offset,
          .bias_format = {bits, true, sum_exponent + affine.stage.s_b},
          .post = post};
}

}  // namespace

ConvolutionStage::ConvolutionStage(std::string name, const ConvolutionForm& form,
                                   std::vector<ActivationTensor*> inputs, ActivationTensor* output,
                                   std::vector<Workspace>& workspaces)
    : Stage(name, std::move(inputs), output),
      form_(form),
      workspaces_(workspaces),
      weight_(name + ".weight", Role::weight, weight_count(form), 0.0F),
      unit_(name, form.shape.out_channels, form.bits, form.unit) {
  if (form.unit.batch_norm) {
    batch_norm_.emplace(name, form.shape.out_channels, form.batch_norm_momentum);
  } else {
    bias_.emplace(name + ".bias", Role::bias, static_cast<std::size_t>(form.shape.out_channels),
                  0.0F);
  }
  if (form.groups == 1 && is_linear(form.shape)) {
    linear_.emplace(form.shape);
    return;
  }
  for (std::size_t thread = 0; thread < workspaces.size(); ++thread) {
    float_.emplace_back(form.shape, form.groups, form.backward);
  }
}

std::vector<Parameter*> ConvolutionStage::parameters() {
  if (batch_norm_) return {&weight_, &batch_norm_->gamma, &batch_norm_->beta};
  return {&weight_, &*bias_};
}

std::span<const float> ConvolutionStage::bias_values() const {
  return bias_ ? std::span<const float>(bias_->value) : std::span<const float>();
}

void ConvolutionStage::search_parameters() {
  unit_.search_parameters(weight_.value, bias_values());
}

// w' = w_c w, b' = b_c with running statistics.
void ConvolutionStage::absorb_batch_norm() {
  if (!batch_norm_) return;
  batch_norm_->use_running();
  const std::span<const float> scale = batch_norm_->scale();
  const std::size_t reduction = weight_.value.size() / scale.size();
  for (std::size_t i = 0; i < weight_.value.size(); ++i) {
    weight_.value[i] *= scale[i / reduction];
  }
  bias_.emplace(name() + ".bias", Role::bias, scale.size(), 0.0F);
  bias_->value.assign(batch_norm_->offset().begin(), batch_norm_->offset().end());
  weight_.momentum.assign(weight_.momentum.size(), 0.0F);
  weight_.second_moment.assign(weight_.second_moment.size(), 0.0F);
  batch_norm_.reset();
  unit_.absorb_batch_norm();
}

Operation ConvolutionStage::operation(const IseUnit& unit) const {
  const kernels::Window& w = form_.shape.window;
  return Convolution{.out_channels = form_.shape.out_channels,
                     .groups = form_.groups,
                     .kernel_h = w.kernel_h,
                     .kernel_w = w.kernel_w,
                     .stride_h = w.stride_h,
                     .stride_w = w.stride_w,
                     .padding = w.padding,
                     .weights = unit.weights(),
                     .weight_format = unit.weight_format(),
                     .coding = integer_coding(unit.weight_format().bits),
                     .bias = unit.bias(),
                     .bias_format = unit.bias_format(),
                     .post = unit.chain()};
}

Operation ConvolutionStage::step_operation() const { return operation(unit_); }

Operation ConvolutionStage::export_operation(const std::vector<Format>& inputs,
                                             Format* output) const {
  IseUnit unit = unit_;
  unit.quantise_parameters(weight_.value, bias_values(), inputs[0], Mixing{});
  if (batch_norm_) {
    BatchNorm batch_norm = *batch_norm_;
    batch_norm.use_running();
    unit.set_narrow(unit.frozen_narrow());
    unit.quantise_batch_norm(batch_norm.scale(), batch_norm.offset());
  }
  unit.set_output(unit.frozen_output(),
                  inputs.size() > 1 ? std::optional(inputs[1]) : std::nullopt);
  *output = unit.output();
  return operation(unit);
}

std::optional<OpenedUnit> ConvolutionStage::opened() const {
  if (!uses_batch_norm_) return std::nullopt;
  auto convolution = std::get<Convolution>(operation(unit_));
  convolution.post = unit_.narrow_chain();
  return OpenedUnit{.convolution = std::move(convolution),
                    .batch_norm = channel_pairs(*unit_.chain().affine, unit_, unit_.last_chain()),
                    .map = &map_};
}

}  // namespace isomer::train
