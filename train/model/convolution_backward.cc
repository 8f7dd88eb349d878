// SPDX-License-Identifier: Apache-2.0
//
// The gradients of a convolution, after either forward pass (training.md, "Gradients").

#include <algorithm>

#include "isa/arithmetic/quantize.h"
#include "train/layers/tree_sum.h"
#include "train/model/convolution_stage.h"
#include "train/model/shard_sums.h"

namespace isomer::train {

using kernels::nhwc::kPassesLast;
using kernels::nhwc::kPassesNarrow;

namespace {

// Where the masked gradient also goes: the residual's, from its element number `first` on.
struct ResidualGradient {
  Into into = Into::nothing;
  float* values = nullptr;

  ResidualGradient(ActivationTensor* residual, std::size_t first) {
    if (residual == nullptr || !residual->wants_gradient) return;
    into = residual->has_gradient ? Into::add : Into::store;
    values = residual->gradient.data() + first;
  }
};

}  // namespace

void ConvolutionStage::backward(ThreadTeam& team) {
  ActivationTensor& y = output();
  for (std::size_t i = 0; i < input_count(); ++i) {
    if (input(i).wants_gradient) input(i).want_gradient();
  }
  const std::size_t channels = static_cast<std::size_t>(y.shape.channels);
  float_moments_.assign(static_cast<std::size_t>(y.shards()) * 2 * channels, 0.0);
  if (uses_batch_norm_) backward_batch_norm(team);
  if (linear_) {
    backward_linear(team);
  } else {
    backward_convolution(team);
  }
  for (std::size_t i = 0; i < input_count(); ++i) input(i).has_gradient = true;
  if (!uses_batch_norm_) {
    sum_shards(float_moments_, 2 * channels);
    for (std::size_t c = 0; c < channels; ++c) {
      bias_->gradient[c] = static_cast<float>(float_moments_[c]);
    }
  }
}

// Without batch norm: the output's gradient where the clamps let it pass, in place; on its way to
// the residual the last one alone counts, to the convolution both.
const float* ConvolutionStage::mask_gradient_of(int shard) {
  ActivationTensor& y = output();
  const std::size_t first = y.first_of(shard);
  float* g = y.gradient.data() + first;
  const std::uint8_t* flags = y.flags.data() + first;
  if (has_residual()) {
    const ResidualGradient residual(&input(1), first);
    mask_gradient(y.shard_elements(), g, {flags, kPassesLast}, g, residual.into, residual.values);
  }
  mask_gradient(y.shard_elements(), g, {flags, kPassesLast | kPassesNarrow}, g, Into::nothing,
                nullptr);
  return g;
}

// The sums that batch norm's gradient needs of the whole batch; the masked gradient goes on to the
// residual, but is kept nowhere else.
void ConvolutionStage::backward_batch_norm(ThreadTeam& team) {
  const ActivationTensor& y = output();
  const int channels = y.shape.channels;
  const auto count = static_cast<std::size_t>(channels);
  team.run(y.shards(), [&](int, int shard) {
    const auto sums =
        std::span(float_moments_).subspan(static_cast<std::size_t>(shard) * 2 * count, 2 * count);
    const std::size_t first = y.first_of(shard);
    const float* dy = y.gradient.data() + first;
    const Mask mask = {y.flags.data() + first, kPassesLast};
    const ResidualGradient residual(has_residual() ? &input(1) : nullptr, first);
    if (is_quantised_) {
      gradient_moments(y.shard_pixels(), channels, dy, mask, std::as_const(map_).from(first),
                       sums.first(count), sums.last(count), residual.into, residual.values);
    } else {
      gradient_moments(y.shard_pixels(), channels, dy, mask, float_map_.data() + first,
                       sums.first(count), sums.last(count), residual.into, residual.values);
    }
  });
  sum_shards(float_moments_, 2 * count);
  const auto sums = std::span<const double>(float_moments_);
  batch_norm_->backward(sums.first(count), sums.subspan(count, count),
                        y.images * static_cast<std::int64_t>(y.pixels()),
                        is_quantised_ ? power_of_two(map_.format().exponent) : 1.0);
}

// The gradient of the float product's output: written to `map`, or where the output's gradient
// lies.
const float* ConvolutionStage::output_gradient_of(int shard, float* dm) {
  const ActivationTensor& y = output();
  const int channels = y.shape.channels;
  const auto count = static_cast<std::size_t>(channels);
  if (!uses_batch_norm_) {
    const float* g = mask_gradient_of(shard);
    add_sums(y.shard_pixels(), channels, g,
             std::span(float_moments_).subspan(static_cast<std::size_t>(shard) * 2 * count, count));
    return g;
  }
  const std::size_t first = y.first_of(shard);
  const float* dy = y.gradient.data() + first;
  const std::uint8_t* flags = y.flags.data() + first;
  const ChannelMap map = batch_norm_->gradient_map();
  if (is_quantised_) {
    map_gradient(y.shard_pixels(), channels, dy, std::as_const(map_).from(first), map,
                 {.flags = flags, .narrow = kPassesNarrow, .last = kPassesLast}, dm);
  } else {
    map_gradient(y.shard_pixels(), channels, dy, float_map_.data() + first, map,
                 {.flags = flags, .narrow = 0, .last = kPassesLast}, dm);
  }
  return dm;
}

// A shard of the input as floats: written to `values`, or where they lie.
const float* ConvolutionStage::input_floats(int shard, float* values) {
  const ActivationTensor& x = input();
  if (!is_quantised_) return x.values.data() + x.first_of(shard);
  dequantise(x.shard_elements(), x.integers.from(x.first_of(shard)),
             static_cast<float>(power_of_two(x.integers.format().exponent)), values);
  return values;
}

// Lets product(dx) write the input's gradient, or adds it where another consumer has written it.
// A null dx: nobody wants it.
template <typename Product>
void ConvolutionStage::add_input_gradient(int thread, int shard, Product product) {
  ActivationTensor& x = input();
  if (!x.wants_gradient) return product(nullptr);
  float* dx = x.gradient.data() + x.first_of(shard);
  const bool is_residual_too = has_residual() && &input(1) == &x;  // which has been written
  if (!x.has_gradient && !is_residual_too) return product(dx);
  float* part = at_least(workspace(thread).gradient, x.shard_elements());
  product(part);
  train::accumulate(x.shard_elements(), part, dx);
}

void ConvolutionStage::backward_convolution(ThreadTeam& team) {
  const ActivationTensor& x = input();
  const ActivationTensor& y = output();
  const std::size_t weights = weight_.value.size();
  shard_weight_gradients_.resize(static_cast<std::size_t>(y.shards()) * weights);
  team.run(y.shards(), [&](int thread, int shard) {
    Workspace& buffers = workspace(thread);
    const float* dm = output_gradient_of(shard, at_least(buffers.map, y.shard_elements()));
    const float* values = input_floats(shard, at_least(buffers.x, x.shard_elements()));
    float* dw = shard_weight_gradients_.data() + static_cast<std::size_t>(shard) * weights;
    add_input_gradient(thread, shard,
                       [&](float* dx) { convolution(thread).backward(values, dm, dx, dw); });
  });
  constexpr std::size_t kRange = 4096;
  team.run(static_cast<int>((weights + kRange - 1) / kRange), [&](int, int range) {
    const std::size_t first = static_cast<std::size_t>(range) * kRange;
    tree_sum(shard_weight_gradients_, weight_.gradient, y.shards(), first,
             std::min(weights, first + kRange));
  });
}

void ConvolutionStage::backward_linear(ThreadTeam& team) {
  const ActivationTensor& x = input();
  const ActivationTensor& y = output();
  share_weights(team);
  if (uses_batch_norm_) batch_map_.resize(y.gradient.size());
  if (is_quantised_) batch_x_.resize(x.integers.size());
  team.run(y.shards(), [&](int thread, int shard) {
    const float* dm = output_gradient_of(
        shard, uses_batch_norm_ ? batch_map_.data() + y.first_of(shard) : nullptr);
    if (is_quantised_) input_floats(shard, batch_x_.data() + x.first_of(shard));
    add_input_gradient(thread, shard, [&](float* dx) {
      if (dx != nullptr) linear_->backward_input(dm, dx);
    });
  });
  const std::vector<float>& dm = uses_batch_norm_ ? batch_map_ : y.gradient;
  const std::vector<float>& values = is_quantised_ ? batch_x_ : x.values;
  team.run(linear_->blocks(), [&](int, int block) {
    linear_->backward_weights(block, y.images, values.data(), dm.data(), weight_.gradient.data());
  });
}

}  // namespace isomer::train
