// SPDX-License-Identifier: Apache-2.0
//
// From float masters to the integers of one unit of the machine: a convolution (a fully connected
// layer included) with its post chain, within every limit that the machine sets.
//
//   acc = sum d_x d_w + d_b 2^s_b             exponent se_t = se_x + se_w            (F6) to (F8)
//   m1  = RNT(acc, s1, N1)                    with batch norm: se_m1 by search, averaged      (F9)
//   m2  = RNT(m1 w_c + b_c 2^s, s2, 16)       w_c = gamma / sigma, b_c = beta - mu w_c       (F10)
//   y   = clamp(RNT(m2 2^e1 + r 2^e2, s3))    se_y by search, averaged                (F11), (F12)
//
// Without batch norm and residual y = clamp(RNT(acc, s1)). The stage before a residual keeps more
// bits below those of y than above (N2 = 16: up to 4, N1 = 24 without batch norm: 8), so that it
// neither rounds noticeably nor clips.

#ifndef TRAIN_QUANTIZERS_ISE_UNIT_H_
#define TRAIN_QUANTIZERS_ISE_UNIT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "isa/network/network.h"
#include "isa/zoo/topology.h"
#include "train/quantizers/bits.h"
#include "train/quantizers/mixing.h"
#include "train/quantizers/shared_exponent.h"

namespace isomer::train {

// What a unit consists of.
struct UnitForm {
  Activation activation = Activation::linear;
  bool batch_norm = false;
  bool residual = false;
};

// How often limits acted, summed over all steps.
struct UnitCounts {
  std::int64_t saturated_biases = 0;   // b of the convolution, and b_c
  std::int64_t raised_exponents = 0;   // se_m1 or se_y raised because a shift was negative
  std::int64_t limited_residuals = 0;  // exponents moved so that |e1 - e2| <= 15
  std::int64_t limited_channels = 0;   // weights shrunk to keep the accumulator's bound
};

// The exponents that training has chosen: what a checkpoint keeps of a unit.
struct UnitExponents {
  std::optional<int> weights;
  std::optional<int> bias;
  std::optional<int> scale;   // of w_c
  std::optional<int> offset;  // of b_c
  ExponentAverage narrow;     // se_m1
  ExponentAverage output;     // se_y
  UnitCounts counts;
};

class IseUnit {
 public:
  // `name` is the layer's, for messages. Error for bits outside the ranges of UnitBits, and unless
  // a bias has fewer bits than the accumulator.
  IseUnit(std::string name, int out_channels, const UnitBits& bits, const UnitForm& form);

  // Chooses the exponents of weights and bias again; those of batch norm at the next
  // quantise_batch_norm.
  void search_parameters(std::span<const float> weights, std::span<const float> bias);

  // The step's weights and bias for inputs of format `x`; `bias` is empty with batch norm. Weights
  // that `mixing` leaves out are its filler (Error for `ise16` with more than 8 bits). The exponent
  // of a bias is limited to se_t .. se_t + L, L = P - N_b, and every channel to what P bits can be
  // proved to hold: sum |d_w| max|d_x| + |d_b 2^s| <= 2^(P-1) - 1. Of a channel beyond it a bias
  // above half of the limit gives way first: its exponent falls and it saturates, counted; then
  // the weights are shrunk towards zero, counted.
  void quantise_parameters(std::span<const float> weights, std::span<const float> bias,
                           const Format& x, const Mixing& mixing);

  // Units with batch norm. search_narrow returns the exponent for m1 from values of a sample of
  // accumulators and teaches its average; set_narrow takes it, raised where s1 would be negative.
  int search_narrow(std::span<const float> values);
  int frozen_narrow() const { return exponents_.narrow.rounded() + averaged_from(false); }
  void set_narrow(int exponent);
  // w_c and b_c as integers; after set_narrow. The exponent of b_c is limited to what keeps
  // |m1 w_c + b_c 2^s| below 2^31, or below 2^47 where |m1 w_c| alone may pass 2^30.
  void quantise_batch_norm(std::span<const float> scale, std::span<const float> offset);

  // The same for y; values are those before its clamp. `residual` is the format of r: where its
  // exponent is more than 15 from that of the stage before it, the latter is moved, counted.
  int search_output(std::span<const float> values);
  int frozen_output() const { return exponents_.output.rounded() + averaged_from(true); }
  void set_output(int exponent, const std::optional<Format>& residual);

  // The integers as they stand.
  const std::vector<std::int16_t>& weights() const { return weights_; }
  const Format& weight_format() const { return weight_format_; }
  const std::vector<std::int16_t>& bias() const { return bias_; }  // zeros with batch norm
  const Format& bias_format() const { return bias_format_; }
  int bias_shift() const { return bias_format_.exponent - accumulator_exponent_; }
  int accumulator_exponent() const { return accumulator_exponent_; }  // se_t
  const Format& narrow_format() const { return narrow_format_; }      // of m1
  const Format& output() const { return output_; }

  // d_w 2^se_w, or the float itself where a filler of floats stands: what gradients are taken at.
  const std::vector<float>& effective_weights() const { return effective_weights_; }
  // False while float fillers are among the weights: no integer network is equal to the step.
  bool is_representable() const { return is_representable_; }

  // The chain from acc to y; its two halves, acc to m1 and m1 to y, of a unit with batch norm.
  const PostChain& chain() const { return chain_; }
  PostChain narrow_chain() const;
  PostChain last_chain() const;
  // Likewise up to the affine sum, for values_before_last(): no residual, no clamp.
  int affine_exponent() const { return narrow_format_.exponent + scale_exponent_; }

  // 1 for the weights that the last step quantised while others were fillers; empty: all were.
  // By magnitude they are a state, which a checkpoint gives back (one byte per weight, or none).
  const std::vector<std::uint8_t>& members() const { return mask_; }
  void restore_members(std::vector<std::uint8_t> mask) { mask_ = std::move(mask); }

  // Takes over a layer of a finished network as it is.
  void set_integers(const Convolution& layer, const Format& x, const Format& y);

  UnitExponents& exponents() { return exponents_; }
  const UnitExponents& exponents() const { return exponents_; }
  const UnitForm& form() const { return form_; }
  const UnitBits& bits() const { return bits_; }
  int out_channels() const { return out_channels_; }

  // From now on a unit without batch norm (its parameters have been folded); the exponents of
  // weights and bias start anew, that of the output stays.
  void absorb_batch_norm();

 private:
  void draw_members(std::span<const float> weights, const Mixing& mixing);
  void round_mixed(std::span<const float> weights);
  void round_bias(std::span<const float> bias, const Format& x);
  bool bias_breaks_bound(std::int64_t max_x) const;
  std::int64_t aligned_bias(std::size_t channel) const;
  void limit_channels(std::span<const float> weights, std::int64_t max_x);
  void shrink_channel(std::span<const float> weights, std::size_t channel, std::int64_t limit);
  std::int64_t accumulator_limit() const {
    return (std::int64_t{1} << (bits_.accumulator - 1)) - 1;
  }
  void count_saturated(std::span<const float> values, const Format& format);
  int averaged_from(bool is_output) const;
  int raise_to(int lowest, int exponent);
  int place_before_residual(int sum_exponent, int exponent, int residual_exponent);
  bool is_output_signed() const;
  void set_range();

  std::string name_;
  int out_channels_;
  UnitBits bits_;
  UnitForm form_;
  UnitExponents exponents_;

  std::vector<std::int16_t> weights_;
  Format weight_format_;
  std::vector<std::int16_t> bias_;
  Format bias_format_;
  int accumulator_exponent_ = 0;
  Format narrow_format_;
  int scale_exponent_ = 0;
  bool searches_batch_norm_ = false;
  Format output_;
  PostChain chain_;
  std::vector<float> effective_weights_;
  bool is_representable_ = true;

  std::vector<std::int64_t> sum_abs_weights_;  // per channel
  std::optional<Mixing> mixing_;               // of the last step; nothing where it was complete
  std::vector<std::uint8_t> mask_;             // its members
  std::vector<std::int16_t> member_weights_;   // of N_w bits, among others of 16
  std::vector<float> sample_;                  // values behind the activation
};

}  // namespace isomer::train

#endif  // TRAIN_QUANTIZERS_ISE_UNIT_H_
