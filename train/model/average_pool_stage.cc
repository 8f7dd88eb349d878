// SPDX-License-Identifier: Apache-2.0

#include "train/model/average_pool_stage.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "isa/arithmetic/pool.h"
#include "isa/arithmetic/quantize.h"
#include "sim/kernels/nhwc/pool.h"
#include "sim/kernels/nhwc/post.h"

namespace isomer::train {
namespace {

// Calls visit(y pixel, x pixel) for every element of every window of one image; padding is left
// out.
template <typename Visit>
void for_each_tap(const kernels::Window& w, Visit&& visit) {
  for (int row = 0; row < w.out_height(); ++row) {
    for (int column = 0; column < w.out_width(); ++column) {
      for (int ky = 0; ky < w.kernel_h; ++ky) {
        for (int kx = 0; kx < w.kernel_w; ++kx) {
          const int y = row * w.stride_h + ky - w.padding.top;
          const int x = column * w.stride_w + kx - w.padding.left;
          if (y < 0 || y >= w.height || x < 0 || x >= w.width) continue;
          visit(static_cast<std::size_t>(row * w.out_width() + column),
                static_cast<std::size_t>(y * w.width + x));
        }
      }
    }
  }
}

AveragePool layer_of(const kernels::Window& w) {
  return {.kernel_h = w.kernel_h,
          .kernel_w = w.kernel_w,
          .stride_h = w.stride_h,
          .stride_w = w.stride_w,
          .padding = w.padding};
}

}  // namespace

AveragePoolStage::AveragePoolStage(std::string name, const kernels::Window& window,
                                   const UnitBits& bits, ActivationTensor* x, ActivationTensor* y)
    : Stage(std::move(name), {x}, y), window_(window), bits_(bits) {}

void AveragePoolStage::forward(ThreadTeam& team, Statistics) {
  ActivationTensor& y = output();
  y.want_values();
  y.flags.clear();
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  const float factor = 1.0F / static_cast<float>(window_.kernel_h * window_.kernel_w);
  team.run(y.shards(), [&](int, int shard) {
    const float* x = input().values.data() + input().first_of(shard);
    float* to = y.values.data() + y.first_of(shard);
    std::fill_n(to, y.shard_elements(), 0.0F);
    for (int image = 0; image < kernels::kShard; ++image) {
      for_each_tap(window_, [&](std::size_t y_pixel, std::size_t x_pixel) {
        for (std::size_t c = 0; c < channels; ++c) {
          to[y_pixel * channels + c] += x[x_pixel * channels + c];
        }
      });
      for (std::size_t i = 0; i < y.elements(); ++i) to[i] *= factor;
      x += input().elements();
      to += y.elements();
    }
  });
}

Format AveragePoolStage::format_for(const Format& x, int exponent) const {
  // Beyond the sum's own exponent there is nothing to round.
  const int finest = x.exponent - average_factor(window_.kernel_h * window_.kernel_w).shift;
  return {bits_.output, x.is_signed, std::max(exponent, finest)};
}

int AveragePoolStage::search(std::span<const float> means) {
  const Format& x = input().integers.format();
  const std::optional<int> found =
      choose_exponent(means, bits_.output, x.is_signed, bits_.rule, name() + ".output");
  if (found) average_.add(*found - averaged_from(x));
  return found.value_or(average_.is_empty() ? x.exponent : frozen(x));
}

int AveragePoolStage::averaged_from(const Format& x) const {
  return bits_.averaged == Averaged::shift ? x.exponent : 0;
}

// Sums are integers of less than 53 bits, so that each mean is rounded only as it becomes a float.
std::span<const float> AveragePoolStage::exact_means(ThreadTeam& team) {
  const ActivationTensor& x = input();
  const ActivationTensor& y = output();
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  const double taps = window_.kernel_h * window_.kernel_w;
  const double unit = power_of_two(x.integers.format().exponent);
  means_.resize(y.integers.size());
  team.run(y.shards(), [&](int, int shard) {
    std::vector<float> integers(x.elements());
    std::vector<double> sums(y.elements());
    float* means = means_.data() + y.first_of(shard);
    for (std::size_t image = 0; image < kernels::kShard; ++image, means += y.elements()) {
      dequantise(x.elements(), x.integers.from(x.first_of(shard) + image * x.elements()), 1,
                 integers.data());
      std::fill(sums.begin(), sums.end(), 0.0);
      for_each_tap(window_, [&](std::size_t y_pixel, std::size_t x_pixel) {
        for (std::size_t c = 0; c < channels; ++c) {
          sums[y_pixel * channels + c] += double{integers[x_pixel * channels + c]};
        }
      });
      for (std::size_t i = 0; i < sums.size(); ++i) {
        means[i] = static_cast<float>(sums[i] * unit / taps);
      }
    }
  });
  return means_;
}

void AveragePoolStage::forward_quantised(ThreadTeam& team, const QuantisedPass& pass) {
  ActivationTensor& y = output();
  y.want_flags();
  const Format& x = input().integers.format();
  if (pass.exponents == Exponents::searched) {
    format_ = format_for(x, search(exact_means(team)));
  } else if (pass.exponents == Exponents::frozen) {
    format_ = format_for(x, frozen(x));
  }
  y.integers.set_format(format_);
  const auto lo = static_cast<std::int32_t>(format_.min());
  const auto hi = static_cast<std::int32_t>(format_.max());
  team.run(y.shards(), [&](int, int shard) {
    std::vector<std::int32_t> rounded(y.shard_elements());
    constexpr std::int32_t kNoLimit = 1 << 30;
    kernels::nhwc::average_pool(layer_of(window_), window_, format_.exponent - x.exponent,
                                -kNoLimit, kNoLimit, kernels::kShard,
                                std::as_const(input().integers).from(input().first_of(shard)),
                                {Storage::s32, rounded.data()});
    // The clamp alone, with its flags.
    const PostChain clamp{.lo = lo, .hi = hi};
    kernels::nhwc::post(clamp,
                        {.pixels = y.shard_pixels(),
                         .channels = y.shape.channels,
                         .sums = {Storage::s32, rounded.data()},
                         .residual = {},
                         .output = y.integers.from(y.first_of(shard)),
                         .flags = y.flags.data() + y.first_of(shard)},
                        kernels::nhwc::Flags::write);
  });
}

void AveragePoolStage::backward(ThreadTeam& team) {
  ActivationTensor& x = input();
  ActivationTensor& y = output();
  if (!x.wants_gradient) return;
  x.want_gradient();
  const auto channels = static_cast<std::size_t>(y.shape.channels);
  const float factor = 1.0F / static_cast<float>(window_.kernel_h * window_.kernel_w);
  team.run(y.shards(), [&](int, int shard) {
    const std::size_t first = y.first_of(shard);
    float* dy = y.gradient.data() + first;
    if (!y.flags.empty()) {
      mask_gradient(
          y.shard_elements(), dy,
          {y.flags.data() + first, kernels::nhwc::kPassesLast | kernels::nhwc::kPassesNarrow}, dy,
          Into::nothing, nullptr);
    }
    float* dx = x.gradient.data() + x.first_of(shard);
    if (!x.has_gradient) std::fill_n(dx, x.shard_elements(), 0.0F);
    for (int image = 0; image < kernels::kShard; ++image) {
      for_each_tap(window_, [&](std::size_t y_pixel, std::size_t x_pixel) {
        for (std::size_t c = 0; c < channels; ++c) {
          dx[x_pixel * channels + c] += dy[y_pixel * channels + c] * factor;
        }
      });
      dx += x.elements();
      dy += y.elements();
    }
  });
  x.has_gradient = true;
}

Operation AveragePoolStage::step_operation() const { return layer_of(window_); }

Operation AveragePoolStage::export_operation(const std::vector<Format>& inputs,
                                             Format* output) const {
  *output = format_for(inputs[0], frozen(inputs[0]));
  return layer_of(window_);
}

}  // namespace isomer::train
