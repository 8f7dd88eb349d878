// SPDX-License-Identifier: Apache-2.0

#include "train/model/batch_norm.h"

#include <algorithm>
#include <cmath>

namespace isomer::train {

BatchNorm::BatchNorm(const std::string& layer, int channels, double momentum)
    : gamma(layer + ".gamma", Role::gamma, static_cast<std::size_t>(channels), 1.0F),
      beta(layer + ".beta", Role::beta, static_cast<std::size_t>(channels), 0.0F),
      momentum_(momentum) {
  const auto count = static_cast<std::size_t>(channels);
  running.mean.assign(count, 0.0F);
  running.variance.assign(count, 1.0F);
  for (auto* of_channel : {&mean_, &inverse_deviation_}) of_channel->resize(count);
  for (auto* of_channel : {&scale_, &offset_, &a_, &b_, &c_}) of_channel->resize(count);
}

void BatchNorm::use_batch(std::span<const double> sum, std::span<const double> sum_of_squares,
                          std::int64_t count, double unit) {
  is_batch_ = true;
  const auto n = static_cast<double>(count);
  const double unbiased = count > 1 ? n / (n - 1) : 1;
  const auto follow = [this](float* running_value, double value) {
    *running_value = static_cast<float>((1 - momentum_) * static_cast<double>(*running_value) +
                                        momentum_ * value);
  };
  for (std::size_t c = 0; c < mean_.size(); ++c) {
    const double mean = sum[c] / n;
    const double variance = std::max(sum_of_squares[c] / n - mean * mean, 0.0) * (unit * unit);
    mean_[c] = mean * unit;
    inverse_deviation_[c] = 1 / std::sqrt(variance + kEpsilon);
    follow(&running.mean[c], mean_[c]);
    follow(&running.variance[c], variance * unbiased);
  }
  set_pair();
}

void BatchNorm::use_running() {
  is_batch_ = false;
  for (std::size_t c = 0; c < mean_.size(); ++c) {
    mean_[c] = static_cast<double>(running.mean[c]);
    inverse_deviation_[c] = 1 / std::sqrt(static_cast<double>(running.variance[c]) + kEpsilon);
  }
  set_pair();
}

void BatchNorm::set_pair() {
  for (std::size_t c = 0; c < mean_.size(); ++c) {
    const double scale = static_cast<double>(gamma.value[c]) * inverse_deviation_[c];
    scale_[c] = static_cast<float>(scale);
    offset_[c] = static_cast<float>(static_cast<double>(beta.value[c]) - mean_[c] * scale);
  }
}

// With x^ = (m - mu) / sigma:
//   dL/dm = gamma / sigma (g - (sum g + x^ sum g x^) / n)     batch statistics
//   dL/dm = gamma / sigma g                                   running ones
void BatchNorm::backward(std::span<const double> sum_g, std::span<const double> sum_gm,
                         std::int64_t count, double unit) {
  for (std::size_t c = 0; c < mean_.size(); ++c) {
    const double inverse = inverse_deviation_[c];
    const double sum_gx = inverse * (unit * sum_gm[c] - mean_[c] * sum_g[c]);
    gamma.gradient[c] = static_cast<float>(sum_gx);
    beta.gradient[c] = static_cast<float>(sum_g[c]);
    const double a = static_cast<double>(gamma.value[c]) * inverse;
    const double b = is_batch_ ? -a * inverse * sum_gx / static_cast<double>(count) : 0;
    const double sum_part = is_batch_ ? -a * sum_g[c] / static_cast<double>(count) : 0;
    a_[c] = static_cast<float>(a);
    b_[c] = static_cast<float>(b * unit);
    c_[c] = static_cast<float>(sum_part - b * mean_[c]);
  }
}

}  // namespace isomer::train
