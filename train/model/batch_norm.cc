// SPDX-License-Identifier: Apache-2.0
//
// Arrays over the channels, element by element in double: no sum whose order could matter.

#include "train/model/batch_norm.h"

namespace isomer::train {
namespace {

using Eigen::ArrayXd;

// What belongs to somebody else, as an array over the channels.
template <typename T>
auto array_of(std::span<const T> values) {
  using Array = Eigen::Array<T, Eigen::Dynamic, 1>;
  return Eigen::Map<const Array>(values.data(), static_cast<Eigen::Index>(values.size()));
}
auto doubles_of(const std::vector<float>& values) {
  return array_of(std::span(values)).cast<double>();
}

// running = (1 - momentum) running + momentum values
void follow(std::vector<float>& running, double momentum, const ArrayXd& values) {
  const ArrayXd next = (1 - momentum) * doubles_of(running) + momentum * values;
  for (std::size_t c = 0; c < running.size(); ++c) {
    running[c] = static_cast<float>(next[static_cast<Eigen::Index>(c)]);
  }
}

}  // namespace

BatchNorm::BatchNorm(const std::string& layer, int channels, double momentum)
    : gamma(layer + ".gamma", Role::gamma, static_cast<std::size_t>(channels), 1.0F),
      beta(layer + ".beta", Role::beta, static_cast<std::size_t>(channels), 0.0F),
      momentum_(momentum),
      scale_(channels) {
  running.mean.assign(static_cast<std::size_t>(channels), 0.0F);
  running.variance.assign(static_cast<std::size_t>(channels), 1.0F);
}

void BatchNorm::use_batch(std::span<const double> sum, std::span<const double> sum_of_squares,
                          std::int64_t count, double unit) {
  is_batch_ = true;
  const auto n = static_cast<double>(count);
  const double unbiased = count > 1 ? n / (n - 1) : 1;
  const ArrayXd mean = array_of(sum) / n;
  const ArrayXd variance = (array_of(sum_of_squares) / n - mean.square()).max(0.0) * (unit * unit);
  mean_ = mean * unit;
  inverse_deviation_ = 1 / (variance + kEpsilon).sqrt();
  follow(running.mean, momentum_, mean_);
  follow(running.variance, momentum_, variance * unbiased);
  set_pair();
}

void BatchNorm::use_running() {
  is_batch_ = false;
  mean_ = doubles_of(running.mean);
  inverse_deviation_ = 1 / (doubles_of(running.variance) + kEpsilon).sqrt();
  set_pair();
}

void BatchNorm::set_pair() {
  const ArrayXd scale = doubles_of(gamma.value) * inverse_deviation_;
  scale_ = scale.cast<float>();
  offset_ = (doubles_of(beta.value) - mean_ * scale).cast<float>();
}

// With x^ = (m - mu) / sigma:
//   dL/dm = gamma / sigma (g - (sum g + x^ sum g x^) / n)     batch statistics
//   dL/dm = gamma / sigma g                                   running ones
void BatchNorm::backward(std::span<const double> sum_g, std::span<const double> sum_gm,
                         std::int64_t count, double unit) {
  const auto g = array_of(sum_g);
  const ArrayXd sum_gx = inverse_deviation_ * (unit * array_of(sum_gm) - mean_ * g);
  for (std::size_t c = 0; c < channels(); ++c) {
    gamma.gradient[c] = static_cast<float>(sum_gx[static_cast<Eigen::Index>(c)]);
    beta.gradient[c] = static_cast<float>(sum_g[c]);
  }
  const ArrayXd a = doubles_of(gamma.value) * inverse_deviation_;
  const double share = is_batch_ ? 1 / static_cast<double>(count) : 0;
  const ArrayXd b = -share * a * inverse_deviation_ * sum_gx;
  a_ = a.cast<float>();
  b_ = (b * unit).cast<float>();
  c_ = (-share * a * g - b * mean_).cast<float>();
}

}  // namespace isomer::train
