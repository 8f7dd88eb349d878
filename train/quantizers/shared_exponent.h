// SPDX-License-Identifier: Apache-2.0
//
// The shared exponent of a tensor: one choice, and its course through training.

#ifndef TRAIN_QUANTIZERS_SHARED_EXPONENT_H_
#define TRAIN_QUANTIZERS_SHARED_EXPONENT_H_

#include <optional>
#include <span>
#include <string_view>

#include "isa/arithmetic/format.h"
#include "train/quantizers/bits.h"

namespace isomer::train {

// The exponent by a rule. Nothing for a tensor with no value that the format can represent. Error,
// naming the tensor: NaN, infinity, an exponent outside [-64, 63].
std::optional<int> choose_exponent(std::span<const float> values, int bits, bool is_signed,
                                   ExponentRule rule, std::string_view tensor);

// The exponent of signed parameters by a rule; an old one stays unless the new one's squared error
// is more than 5 % smaller (search only). Nothing while the tensor is all zero and no exponent was
// ever found.
std::optional<int> update_exponent(std::optional<int> old, std::span<const float> values, int bits,
                                   ExponentRule rule, std::string_view tensor);

// An exponential moving average of a map's exponent, or, with Averaged::shift, of how much larger
// it is than that of the sum which is rounded (training.md, "Exponents"):
//   EMA_0 = e_0,  EMA_n = m e_n + (1 - m) EMA_{n-1}
class ExponentAverage {
 public:
  static constexpr double kMomentum = 0.1;  // m

  void add(int exponent);
  bool is_empty() const { return !average_; }
  int rounded() const;  // floor(EMA + 1/2), for frozen exponents; 0 while empty

  // The state, for checkpoints.
  std::optional<double> value() const { return average_; }
  void restore(std::optional<double> value) { average_ = value; }

 private:
  std::optional<double> average_;
};

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_SHARED_EXPONENT_H_
