// SPDX-License-Identifier: Apache-2.0
//
// From float masters to the integers of one convolution (a fully connected layer included):
// weights, bias and shift, within every limit that the machine sets. isa/ARITHMETIC.md (F7), (F8),
// (F19)-(F21).

#ifndef TRAIN_QUANTIZERS_ISE_CONVOLUTION_H_
#define TRAIN_QUANTIZERS_ISE_CONVOLUTION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "train/quantizers/shared_exponent.h"

namespace isomer::train {

inline constexpr int kAccumulatorBits = 32;

struct IseBits {
  int weights = 8;
  int bias = 8;
  int output = 8;
};

// How often limits acted, summed over all steps.
struct IseCounts {
  std::int64_t saturated_biases = 0;
  std::int64_t raised_exponents = 0;
};

// The exponents that training has chosen for one layer: what a checkpoint keeps of it.
struct IseExponents {
  std::optional<int> weights;
  std::optional<int> bias;
  ExponentAverage output;
  IseCounts counts;
};

// A layer's integers for one step: what becomes a Convolution of N_t.
struct IseIntegers {
  std::vector<std::int16_t> weights;
  Format weight_format;
  std::vector<std::int16_t> bias;
  Format bias_format;
  int accumulator_exponent = 0;  // se_t = se_x + se_w
  PostChain post;
  Format output;

  int bias_shift() const { return bias_format.exponent - accumulator_exponent; }
};

class IseConvolution {
 public:
  // `name` is for messages; `relu` makes outputs unsigned with lo = 0.
  IseConvolution(std::string name, IseBits bits, bool relu);

  // Searches the exponents of weights and bias again.
  void search_parameters(std::span<const float> weights, std::span<const float> bias);

  // Weights and bias of the step for inputs of format `x`. Where a bias leaves [se_t, se_t + L] or
  // breaks the proof that accumulators cannot overflow, its exponent is lowered and it saturates,
  // counted. Error, naming layer, channel and bound, when the weights alone break the proof.
  void quantise_parameters(std::span<const float> weights, std::span<const float> bias,
                           const Format& x);

  // The exponent of the outputs by search over accumulators of this step; the average follows.
  // Returns it for set_output.
  int search_output(std::span<const std::int32_t> accumulators);

  // Outputs with the shared exponent `exponent`, raised (and counted) to that of the accumulators
  // where the shift would be negative.
  void set_output(int exponent);
  int frozen_output() const { return exponents_.output.rounded(); }

  const IseIntegers& integers() const { return integers_; }
  void set_integers(IseIntegers integers) { integers_ = std::move(integers); }
  IseExponents& exponents() { return exponents_; }
  const IseExponents& exponents() const { return exponents_; }
  bool relu() const { return relu_; }
  const IseBits& bits() const { return bits_; }

 private:
  void quantise_bias(std::span<const float> bias, int exponent);
  bool accumulators_fit(const Format& x, int* channel) const;

  std::string name_;
  IseBits bits_;
  bool relu_;
  IseExponents exponents_;
  IseIntegers integers_;
  std::vector<std::int64_t> sum_abs_weights_;  // per output channel
  std::vector<float> sample_;                  // values of the searched accumulators
};

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_ISE_CONVOLUTION_H_
