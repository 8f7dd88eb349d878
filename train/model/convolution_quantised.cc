// SPDX-License-Identifier: Apache-2.0
//
// The integer forward pass of a convolution: N_t, on the kernels that are proved equal to the
// machine.

#include <algorithm>
#include <cmath>

#include "isa/arithmetic/quantize.h"
#include "train/model/convolution_stage.h"
#include "train/model/shard_sums.h"

namespace isomer::train {

namespace {

constexpr std::size_t kFewElements = 1024;

template <typename T>
std::vector<double> as_doubles(std::span<const T> values) {
  std::vector<double> doubles(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) doubles[i] = static_cast<double>(values[i]);
  return doubles;
}

}  // namespace

using kernels::nhwc::Flags;
using kernels::nhwc::PostOperands;

template <typename Receive>
void ConvolutionStage::accumulate(int thread, int first_image, int images, Receive&& receive) {
  if (!unit_.is_representable()) return accumulate_floats(thread, first_image, images, receive);
  const auto& x = input();
  const auto first = static_cast<std::size_t>(first_image) * x.elements();
  kernel_->run(images, std::as_const(x.integers).from(first).data, workspace(thread).convolution,
               receive);
}

// Weights that are floats: their product, rounded to the accumulators' exponent. All that follows
// is as with integers.
template <typename Receive>
void ConvolutionStage::accumulate_floats(int thread, int first_image, int images,
                                         Receive&& receive) {
  const ActivationTensor& x = input();
  const ActivationTensor& y = output();
  Workspace& buffers = workspace(thread);
  const auto count = static_cast<std::size_t>(images);
  float* values = at_least(buffers.x, x.shard_elements());
  std::fill_n(values, x.shard_elements(), 0.0F);
  dequantise(count * x.elements(),
             x.integers.from(static_cast<std::size_t>(first_image) * x.elements()),
             static_cast<float>(power_of_two(x.integers.format().exponent)), values);
  float* map = at_least(buffers.map, y.shard_elements());
  multiply(thread, values, map);
  std::int64_t* sums = at_least(buffers.sums, y.shard_elements());
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  const double scale = power_of_two(-unit_.accumulator_exponent());
  constexpr double kLimit = 0x1p47 - 1;  // of the widest accumulators
  for (std::size_t i = 0; i < count * y.elements(); ++i) {
    const auto bias =
        static_cast<double>(unit_.bias()[i % channels]) * power_of_two(unit_.bias_shift());
    const double sum = std::floor(static_cast<double>(map[i]) * scale + 0.5) + bias;
    sums[i] = static_cast<std::int64_t>(std::clamp(sum, -kLimit, kLimit));
  }
  receive(std::size_t{0}, count * y.pixels(), ConstTensor{Storage::s64, sums});
}

// The integers of the step up to the accumulators.
void ConvolutionStage::prepare(const QuantisedPass& pass) {
  const Format& x = input().integers.format();
  if (pass.exponents != Exponents::given) {
    unit_.quantise_parameters(weight_.value, bias_values(), x, pass.mixing);
    ++version_;
  }
  const int weight_bits = unit_.weight_format().bits;
  if (!kernel_ || kernel_input_.bits != x.bits || kernel_input_.is_signed != x.is_signed ||
      kernel_weight_bits_ != weight_bits) {
    kernel_.emplace(form_.shape, form_.groups, x, weight_bits, form_.bits.accumulator);
    kernel_input_ = x;
    kernel_weight_bits_ = weight_bits;
  }
  if (unit_.is_representable()) {
    kernel_->set_parameters({unit_.weights(), unit_.bias(), unit_.bias_shift()});
  }
}

std::optional<Format> ConvolutionStage::residual_format() const {
  return has_residual() ? std::optional(input(1).integers.format()) : std::nullopt;
}

ConstTensor ConvolutionStage::residual_from(std::size_t first) const {
  return has_residual() ? std::as_const(input(1).integers).from(first) : ConstTensor{};
}

void ConvolutionStage::forward_quantised(ThreadTeam& team, const QuantisedPass& pass) {
  is_quantised_ = true;
  uses_batch_norm_ = batch_norm_ && pass.exponents != Exponents::given;
  output().want_flags();
  prepare(pass);
  if (!unit_.is_representable()) share_weights(team);
  if (uses_batch_norm_) return narrow_and_normalise(team, pass);
  if (pass.exponents == Exponents::searched) {
    unit_.set_output(unit_.search_output(sample(team, false)), residual_format());
  } else if (pass.exponents == Exponents::frozen) {
    unit_.set_output(unit_.frozen_output(), residual_format());
  }
  run_chain(team, unit_.chain());
}

// From x to y in one pass.
void ConvolutionStage::run_chain(ThreadTeam& team, const PostChain& chain) {
  ActivationTensor& y = output();
  y.integers.set_format(unit_.output());
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  team.run(y.shards(), [&](int thread, int shard) {
    const std::size_t shard_first = y.first_of(shard);
    accumulate(thread, shard * kernels::kShard, kernels::kShard,
               [&](std::size_t pixel, std::size_t pixels, Sums sums) {
                 const std::size_t first = shard_first + pixel * channels;
                 const PostOperands operands{.pixels = pixels,
                                             .channels = y.shape.channels,
                                             .sums = sums,
                                             .residual = residual_from(first),
                                             .output = y.integers.from(first),
                                             .flags = y.flags.data() + first};
                 kernels::nhwc::post(chain, operands, Flags::write);
               });
  });
}

// From x to m1 with its moments; then, the pair known, from m1 to y.
void ConvolutionStage::narrow_and_normalise(ThreadTeam& team, const QuantisedPass& pass) {
  ActivationTensor& y = output();
  const bool searches = pass.exponents == Exponents::searched;
  unit_.set_narrow(searches ? unit_.search_narrow(sample(team, false)) : unit_.frozen_narrow());
  if (map_.size() == 0) map_ = IntegerBuffer(unit_.narrow_format(), y.integers.size());
  map_.set_format(unit_.narrow_format());

  const PostChain narrow = unit_.narrow_chain();
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  sums_.assign(static_cast<std::size_t>(y.shards()) * channels, 0);
  squares_.assign(sums_.size(), 0);
  team.run(y.shards(), [&](int thread, int shard) {
    const std::size_t moments = static_cast<std::size_t>(shard) * channels;
    accumulate(thread, shard * kernels::kShard, kernels::kShard,
               [&](std::size_t pixel, std::size_t pixels, Sums sums) {
                 const std::size_t first = y.first_of(shard) + pixel * channels;
                 const PostOperands operands{.pixels = pixels,
                                             .channels = y.shape.channels,
                                             .sums = sums,
                                             .residual = {},
                                             .output = map_.from(first),
                                             .flags = y.flags.data() + first};
                 kernels::nhwc::post(narrow, operands, Flags::write);
               });
    if (pass.statistics == Statistics::batch) {
      kernels::nhwc::add_moments(y.shard_pixels(), y.shape.channels, map_.from(y.first_of(shard)),
                                 std::span(sums_).subspan(moments, channels),
                                 std::span(squares_).subspan(moments, channels));
    }
  });
  if (pass.statistics == Statistics::batch) {
    sum_shards(sums_, channels);
    sum_shards(squares_, channels);
    batch_norm_->use_batch(
        as_doubles(std::span<const std::int64_t>(sums_).first(channels)),
        as_doubles(std::span<const kernels::nhwc::SumOfSquares>(squares_).first(channels)),
        y.images * static_cast<std::int64_t>(y.pixels()),
        power_of_two(unit_.narrow_format().exponent));
  } else {
    batch_norm_->use_running();
  }
  unit_.quantise_batch_norm(batch_norm_->scale(), batch_norm_->offset());
  unit_.set_output(searches ? unit_.search_output(sample(team, true)) : unit_.frozen_output(),
                   residual_format());
  y.integers.set_format(unit_.output());

  const PostChain last = unit_.last_chain();
  team.run(y.shards(), [&](int, int shard) {
    const std::size_t first = y.first_of(shard);
    const PostOperands operands{.pixels = y.shard_pixels(),
                                .channels = y.shape.channels,
                                .sums = map_.from(first),
                                .residual = residual_from(first),
                                .output = y.integers.from(first),
                                .flags = y.flags.data() + first};
    kernels::nhwc::post(last, operands, Flags::merge);
  });
}

// The values of a sample of accumulators, or of affine sums, with the residual where y is what
// comes next: the first image of every shard, 1/16 of the batch, or all where an image has few.
std::span<const float> ConvolutionStage::sample(ThreadTeam& team, bool is_affine) {
  const ActivationTensor& y = output();
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  const int images = y.elements() < kFewElements ? kernels::kShard : 1;
  const std::size_t count = static_cast<std::size_t>(images) * y.elements();
  const bool adds_residual = has_residual() && (is_affine || !batch_norm_);
  PostChain chain;  // the identity
  if (is_affine) {
    chain = unit_.last_chain();
    chain.residual.reset();
  }
  const int exponent = is_affine ? unit_.affine_exponent() : unit_.accumulator_exponent();
  sample_.resize(static_cast<std::size_t>(y.shards()) * count);
  team.run(y.shards(), [&](int thread, int shard) {
    const auto values = std::span(sample_).subspan(static_cast<std::size_t>(shard) * count, count);
    const auto take = [&](std::size_t pixel, std::size_t pixels, Sums sums) {
      const PostOperands operands{.pixels = pixels,
                                  .channels = y.shape.channels,
                                  .sums = sums,
                                  .residual = {},
                                  .output = {},
                                  .flags = nullptr};
      kernels::nhwc::values_before_last(chain, operands, exponent,
                                        values.subspan(pixel * channels, pixels * channels));
    };
    if (is_affine) {
      take(0, count / channels, std::as_const(map_).from(y.first_of(shard)));
    } else {
      accumulate(thread, shard * kernels::kShard, images, take);
    }
    if (adds_residual) {
      float* residual = at_least(workspace(thread).map, y.shard_elements());
      dequantise(count, residual_from(y.first_of(shard)),
                 static_cast<float>(power_of_two(input(1).integers.format().exponent)), residual);
      train::accumulate(count, residual, values.data());
    }
  });
  return sample_;
}

}  // namespace isomer::train
