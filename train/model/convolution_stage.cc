// SPDX-License-Identifier: Apache-2.0

#include "train/model/convolution_stage.h"

#include <algorithm>
#include <utility>

#include "isa/arithmetic/quantize.h"
#include "sim/kernels/post.h"
#include "train/layers/linear.h"
#include "train/layers/tree_sum.h"

namespace isomer::train {
namespace {

// Accumulators that the search of an output exponent reads: all of a small tensor, else 1 of 16.
constexpr std::size_t kSmallTensor = 1 << 14;
constexpr std::size_t kSampleStride = 16;

bool covers_map(const kernels::ConvolutionShape& s) {
  const Padding& p = s.window.padding;
  return s.window.kernel_h == s.window.height && s.window.kernel_w == s.window.width &&
         p.top + p.left + p.bottom + p.right == 0;
}

void mask_gradient(std::span<float> gradient, std::span<const std::uint8_t> passes) {
  for (std::size_t i = 0; i < passes.size(); ++i) gradient[i] = passes[i] != 0 ? gradient[i] : 0.0F;
}

}  // namespace

void Parameters::resize(std::size_t weight_count, std::size_t bias_count) {
  for (std::vector<float>* v : {&weights, &weight_gradient, &weight_momentum}) {
    v->assign(weight_count, 0.0F);
  }
  for (std::vector<float>* v : {&bias, &bias_gradient, &bias_momentum}) {
    v->assign(bias_count, 0.0F);
  }
}

ConvolutionStage::ConvolutionStage(std::string name, const kernels::ConvolutionShape& shape,
                                   IseBits bits, bool relu, int batch, int threads)
    : Stage(std::move(name)),
      shape_(shape),
      is_linear_(covers_map(shape)),
      quantiser_(this->name(), bits, relu),
      scratch_(static_cast<std::size_t>(threads)) {
  const auto channels = static_cast<std::size_t>(shape.out_channels);
  const std::size_t weights = channels * shape.reduction();
  parameters_.name = this->name();
  parameters_.resize(weights, channels);
  effective_.resize(weights);
  pin_products();
  if (is_linear_) return;
  const auto shards = static_cast<std::size_t>(batch / kernels::kShard);
  shard_weight_gradients_.resize(shards * weights);
  shard_bias_gradients_.resize(shards * channels);
  for (int thread = 0; thread < threads; ++thread) float_.emplace_back(shape);
}

void ConvolutionStage::forward(ThreadTeam& team, Activation& x, Activation& y) {
  ++version_;
  team.run(x.shards(), [&](int thread, int shard) {
    float* out = y.values_of(shard).data();
    const float* in = x.values_of(shard).data();
    if (is_linear_) {
      linear_forward(shape_, in, parameters_.weights.data(), parameters_.bias.data(), out);
    } else {
      FloatConvolution& convolution = float_[static_cast<std::size_t>(thread)];
      convolution.set_parameters(parameters_.weights.data(), parameters_.bias.data(), version_);
      convolution.forward(in, out);
    }
    const auto passes = y.passes_of(shard);
    if (!quantiser_.relu()) return std::fill(passes.begin(), passes.end(), std::uint8_t{1});
    for (std::size_t i = 0; i < passes.size(); ++i) {
      passes[i] = out[i] > 0.0F;
      out[i] = std::max(out[i], 0.0F);
    }
  });
}

void ConvolutionStage::search_parameters() {
  quantiser_.search_parameters(parameters_.weights, parameters_.bias);
}

// The integers of the step up to the accumulators, and the weights of its backward pass.
void ConvolutionStage::prepare_integers(const Activation& x) {
  quantiser_.quantise_parameters(parameters_.weights, parameters_.bias, x.format);
  const IseIntegers& d = quantiser_.integers();
  const auto scale = static_cast<float>(power_of_two(d.weight_format.exponent));
  for (std::size_t i = 0; i < effective_.size(); ++i) {
    effective_[i] = static_cast<float>(d.weights[i]) * scale;
  }
  ++version_;
}

void ConvolutionStage::post_shard(int shard, Activation& y) const {
  const auto integers = y.integers_of(shard);
  kernels::post(quantiser_.integers().post, integers, integers, y.passes_of(shard));
}

void ConvolutionStage::forward_quantised(ThreadTeam& team, Exponents exponents, Activation& x,
                                         Activation& y) {
  if (exponents != Exponents::given) prepare_integers(x);
  const IseIntegers& d = quantiser_.integers();
  if (!kernel_ || kernel_input_.bits != x.format.bits ||
      kernel_input_.is_signed != x.format.is_signed) {
    kernel_.emplace(shape_, x.format);
    kernel_input_ = x.format;
  }
  kernel_->set_parameters({d.weights, d.bias, d.bias_shift()});
  const auto accumulate = [&](int thread, int shard) {
    kernel_->run(kernels::kShard, x.integers_of(shard), y.integers_of(shard),
                 scratch_[static_cast<std::size_t>(thread)]);
  };
  if (exponents == Exponents::searched) {
    team.run(x.shards(), accumulate);
    quantiser_.set_output(quantiser_.search_output(sample(y)));
    team.run(x.shards(), [&](int, int shard) { post_shard(shard, y); });
  } else {
    if (exponents == Exponents::frozen) quantiser_.set_output(quantiser_.frozen_output());
    team.run(x.shards(), [&](int thread, int shard) {
      accumulate(thread, shard);
      post_shard(shard, y);
    });
  }
  y.format = d.output;
}

// Always the same accumulators, in shard order, whose position in a row varies.
std::vector<std::int32_t>& ConvolutionStage::sample(const Activation& y) {
  const std::size_t count = y.integers.size();
  if (count <= kSmallTensor) {
    sample_ = y.integers;
    return sample_;
  }
  sample_.resize(count / kSampleStride);
  for (std::size_t i = 0; i < sample_.size(); ++i) {
    sample_[i] = y.integers[kSampleStride * i + i % kSampleStride];
  }
  return sample_;
}

void ConvolutionStage::backward(ThreadTeam& team, Activation& x, Activation& y, bool wants_x) {
  if (is_linear_) {
    backward_linear(team, x, y, wants_x);
  } else {
    backward_convolution(team, x, y, wants_x);
  }
}

void ConvolutionStage::backward_convolution(ThreadTeam& team, Activation& x, Activation& y,
                                            bool wants_x) {
  Parameters& p = parameters_;
  const float* weights = x.is_quantised ? effective_.data() : p.weights.data();
  team.run(x.shards(), [&](int thread, int shard) {
    FloatConvolution& convolution = float_[static_cast<std::size_t>(thread)];
    convolution.set_parameters(weights, p.bias.data(), version_);
    mask_gradient(y.gradient_of(shard), y.passes_of(shard));
    if (x.is_quantised) x.dequantise(shard);
    const float* dy = y.gradient_of(shard).data();
    const auto s = static_cast<std::size_t>(shard);
    convolution.backward_parameters(x.values_of(shard).data(), dy,
                                    shard_weight_gradients_.data() + s * p.weights.size(),
                                    shard_bias_gradients_.data() + s * p.bias.size());
    if (wants_x) convolution.backward_input(dy, x.gradient_of(shard).data());
  });
  tree_sum(shard_weight_gradients_, p.weight_gradient, x.shards());
  tree_sum(shard_bias_gradients_, p.bias_gradient, x.shards());
}

void ConvolutionStage::backward_linear(ThreadTeam& team, Activation& x, Activation& y,
                                       bool wants_x) {
  Parameters& p = parameters_;
  const float* weights = x.is_quantised ? effective_.data() : p.weights.data();
  team.run(x.shards(), [&](int, int shard) {
    mask_gradient(y.gradient_of(shard), y.passes_of(shard));
    if (x.is_quantised) x.dequantise(shard);
    if (wants_x) {
      linear_backward_input(shape_, y.gradient_of(shard).data(), weights,
                            x.gradient_of(shard).data());
    }
  });
  team.run(linear_row_blocks(shape_), [&](int, int block) {
    linear_backward_parameters(block, x.values, y.gradient, p.weight_gradient, p.bias_gradient);
  });
}

Operation ConvolutionStage::step_operation() const { return operation(quantiser_.integers()); }

Operation ConvolutionStage::export_operation(const Format& x, Format* y) const {
  IseConvolution copy = quantiser_;
  copy.quantise_parameters(parameters_.weights, parameters_.bias, x);
  copy.set_output(copy.frozen_output());
  *y = copy.integers().output;
  return operation(copy.integers());
}

Operation ConvolutionStage::operation(const IseIntegers& d) const {
  const kernels::Window& w = shape_.window;
  return Convolution{.out_channels = shape_.out_channels,
                     .kernel_h = w.kernel_h,
                     .kernel_w = w.kernel_w,
                     .stride_h = w.stride_h,
                     .stride_w = w.stride_w,
                     .padding = w.padding,
                     .weights = d.weights,
                     .weight_format = d.weight_format,
                     .bias = d.bias,
                     .bias_format = d.bias_format,
                     .post = d.post};
}

}  // namespace isomer::train
