// SPDX-License-Identifier: Apache-2.0
//
// The float forward pass of a convolution.

#include <limits>

#include "train/model/convolution_stage.h"
#include "train/model/shard_sums.h"

namespace isomer::train {

const float* ConvolutionStage::float_weights() const {
  return is_quantised_ ? unit_.effective_weights().data() : weight_.value.data();
}

// Before multiply() and the gradients: lets a fully connected layer take over new weights.
void ConvolutionStage::share_weights(ThreadTeam& team) {
  if (!linear_ || shared_version_ == version_) return;
  shared_version_ = version_;
  team.run(linear_->blocks(),
           [&](int, int block) { linear_->set_weights(block, float_weights()); });
}

FloatConvolution& ConvolutionStage::convolution(int thread) {
  FloatConvolution& own = float_[static_cast<std::size_t>(thread)];
  own.set_weights(float_weights(), version_);
  return own;
}

// One shard, without bias.
void ConvolutionStage::multiply(int thread, const float* x, float* y) {
  if (linear_) return linear_->forward(x, y);
  convolution(thread).forward(x, y);
}

void ConvolutionStage::finish(int shard, const float* map, const FloatPost& post) {
  ActivationTensor& y = output();
  const std::size_t first = y.first_of(shard);
  FloatPost here = post;
  if (has_residual()) here.residual = input(1).values.data() + first;
  here.relu = form_.unit.activation != Activation::linear;
  here.ceiling =
      form_.unit.activation == Activation::relu6 ? 6.0F : std::numeric_limits<float>::infinity();
  float_post(y.shard_pixels(), y.shape.channels, map, here, y.values.data() + first,
             y.flags.data() + first);
}

void ConvolutionStage::forward(ThreadTeam& team, Statistics statistics) {
  is_quantised_ = false;
  uses_batch_norm_ = batch_norm_.has_value();
  ++version_;
  share_weights(team);
  const ActivationTensor& x = input();
  ActivationTensor& y = output();
  y.want_values();
  y.want_flags();
  if (!batch_norm_) {
    team.run(y.shards(), [&](int thread, int shard) {
      float* map = at_least(workspace(thread).map, y.shard_elements());
      multiply(thread, x.values.data() + x.first_of(shard), map);
      finish(shard, map, {.offset = bias_->value.data()});
    });
    return;
  }
  float_map_.resize(y.values.size());
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  float_moments_.assign(static_cast<std::size_t>(y.shards()) * 2 * channels, 0.0);
  team.run(y.shards(), [&](int thread, int shard) {
    float* map = float_map_.data() + y.first_of(shard);
    multiply(thread, x.values.data() + x.first_of(shard), map);
    if (statistics == Statistics::running) return;
    const auto moments = std::span(float_moments_)
                             .subspan(static_cast<std::size_t>(shard) * 2 * channels, 2 * channels);
    add_moments(y.shard_pixels(), y.shape.channels, map, moments.first(channels),
                moments.last(channels));
  });
  if (statistics == Statistics::running) {
    batch_norm_->use_running();
  } else {
    sum_shards(float_moments_, 2 * channels);
    const auto sums = std::span<const double>(float_moments_);
    batch_norm_->use_batch(sums.first(channels), sums.subspan(channels, channels),
                           y.images * static_cast<std::int64_t>(y.pixels()), 1.0);
  }
  const FloatPost post{.scale = batch_norm_->scale().data(),
                       .offset = batch_norm_->offset().data()};
  team.run(y.shards(),
           [&](int, int shard) { finish(shard, float_map_.data() + y.first_of(shard), post); });
}

}  // namespace isomer::train
