// SPDX-License-Identifier: Apache-2.0
//
// Batch norm of one convolution (Ioffe and Szegedy, 2015): y = gamma (m - mu) / sigma + beta per
// channel, as the pair w_c = gamma / sigma, b_c = beta - mu w_c that the machine applies.

#ifndef TRAIN_MODEL_BATCH_NORM_H_
#define TRAIN_MODEL_BATCH_NORM_H_

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "train/layers/elementwise.h"
#include "train/model/parameter.h"
#include "train/model/stage.h"

namespace isomer::train {

class BatchNorm {
 public:
  static constexpr double kEpsilon = 1e-5;

  // `momentum` is the share of a batch in the running statistics.
  BatchNorm(const std::string& layer, int channels, double momentum);

  // Takes mean and variance from sums of m and m^2 over `count` pixels, m in units of `unit`, and
  // lets the running ones follow (their variance is the unbiased one). One formula in double.
  void use_batch(std::span<const double> sum, std::span<const double> sum_of_squares,
                 std::int64_t count, double unit);
  void use_running();

  std::span<const float> scale() const { return {scale_.data(), channels()}; }    // w_c
  std::span<const float> offset() const { return {offset_.data(), channels()}; }  // b_c

  // Gradients of gamma and beta from sums of g and g m over the pixels, m in units of `unit`, and
  // the coefficients of dL/dm = a g + b m + c.
  void backward(std::span<const double> sum_g, std::span<const double> sum_gm, std::int64_t count,
                double unit);
  ChannelMap gradient_map() const { return {a_.data(), b_.data(), c_.data()}; }

  Parameter gamma;
  Parameter beta;
  BatchNormState running;

 private:
  std::size_t channels() const { return static_cast<std::size_t>(scale_.size()); }
  void set_pair();

  double momentum_;
  bool is_batch_ = false;  // where the statistics of the last forward pass came from
  Eigen::ArrayXd mean_, inverse_deviation_;
  Eigen::ArrayXf scale_, offset_;
  Eigen::ArrayXf a_, b_, c_;
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_BATCH_NORM_H_
