// SPDX-License-Identifier: Apache-2.0
//
// Random units as layers of networks: what the runner computes is what the formulas at the top of
// ise_unit.h say, evaluated here from exponents alone, none of the unit's shifts.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "isa/arithmetic/activation.h"
#include "isa/arithmetic/quantize.h"
#include "isa/arithmetic/rnt.h"
#include "isa/network/accumulator_bits.h"
#include "isa/network/weight_coding.h"
#include "isa/random/random.h"
#include "sim/runner/runner.h"
#include "train/quantizers/ise_unit.h"

namespace isomer::train {
namespace {

constexpr int kImages = 2;

using Floats = std::vector<float>;
using Wide = std::vector<std::int64_t>;

// A convolution of 3x3 that keeps height and width, x -> y, and one of 1x1 that gives the residual.
class RandomUnit {
 public:
  explicit RandomUnit(std::uint64_t seed)
      : random_(seed),
        in_channels_(random_.between(1, 5)),
        out_channels_(random_.between(1, 6)),
        size_(random_.between(2, 4)),
        x_{random_.between(2, 16), is_odd(), random_.between(-14, 3)},
        bits_(random_bits()),
        form_{.activation = static_cast<Activation>(random_.between(0, 2)),
              .batch_norm = is_odd(),
              .residual = is_odd()},
        unit_("conv", out_channels_, bits_, form_) {
    for (int i = 0; i < kImages * in_channels_ * size_ * size_; ++i) {
      input_.push_back(static_cast<std::int32_t>(
          x_.min() + static_cast<std::int64_t>(random_.next() % (1ULL << x_.bits))));
    }
    if (form_.residual) make_residual();
    quantise_weights();
    if (form_.batch_norm) normalise();
    make_output();
  }

  // The layer in a network that validate() accepts, and what the runner makes of it.
  Network network() const {
    Network network{.name = "unit", .tensors = {}, .layers = {}, .provenance = {}};
    network.tensors.push_back({"x", in_channels_, size_, size_, x_});
    Layer layer{.name = "conv", .inputs = {0}, .output = 1, .operation = convolution()};
    if (form_.residual) {
      network.tensors.push_back({"r", out_channels_, size_, size_, residual_});
      network.layers.push_back({"shortcut", {0}, 1, shortcut_});
      layer.inputs.push_back(1);
      layer.output = 2;
    }
    network.tensors.push_back({"y", out_channels_, size_, size_, unit_.output()});
    network.layers.push_back(layer);
    return network;
  }

  const std::vector<std::int32_t>& input() const { return input_; }
  const Wide& expected() const { return y_; }
  const IseUnit& unit() const { return unit_; }
  bool has_specified_exponent() const { return is_as_specified_; }  // the output
  bool is_within_accumulators() const {
    const std::int64_t limit = (std::int64_t{1} << (bits_.accumulator - 1)) - 1;
    return std::all_of(sums_.begin(), sums_.end(),
                       [&](std::int64_t acc) { return std::abs(acc) <= limit; });
  }

 private:
  bool is_odd() { return random_.between(0, 1) == 1; }
  float real() { return static_cast<float>(random_.any_size(24)) * 0x1p-22F; }

  UnitBits random_bits() {
    return {.weights = random_.between(2, 16),
            .bias = random_.between(2, 15),
            .batch_norm = random_.between(2, 16),
            .narrow = random_.between(2, 24),
            .output = random_.between(2, 16),
            .accumulator = std::vector{16, 20, 24, 32, 48}[random_.next() % 5],
            .unsigned_relu = is_odd(),
            .rule = static_cast<ExponentRule>(random_.between(0, 2))};
  }

  // Exponents as training has them, or as far off as an average can be.
  int perturbed(int exponent) {
    return random_.between(0, 2) == 0 ? exponent + random_.between(-9, 9) : exponent;
  }

  Wide accumulators(const std::vector<std::int16_t>& weights, const std::vector<std::int16_t>& bias,
                    int bias_shift, int kernel) const {
    Wide sums;
    const auto input_at = [&](int n, int c, int y, int x) -> std::int64_t {
      if (y < 0 || x < 0 || y >= size_ || x >= size_) return 0;
      return input_[static_cast<std::size_t>(((n * in_channels_ + c) * size_ + y) * size_ + x)];
    };
    for (int n = 0; n < kImages; ++n)
      for (int o = 0; o < out_channels_; ++o)
        for (int y = 0; y < size_; ++y)
          for (int x = 0; x < size_; ++x) {
            std::int64_t acc =
                std::int64_t{bias[static_cast<std::size_t>(o)]} * (std::int64_t{1} << bias_shift);
            for (int c = 0; c < in_channels_; ++c)
              for (int ky = 0; ky < kernel; ++ky)
                for (int kx = 0; kx < kernel; ++kx)
                  acc += input_at(n, c, y + ky - kernel / 2, x + kx - kernel / 2) *
                         weights[static_cast<std::size_t>(
                             ((o * in_channels_ + c) * kernel + ky) * kernel + kx)];
            sums.push_back(acc);
          }
    return sums;
  }

  std::size_t channel_of(std::size_t i) const {
    return i / static_cast<std::size_t>(size_ * size_) % static_cast<std::size_t>(out_channels_);
  }

  void make_residual() {
    const Format weights{8, true, random_.between(-14, 0)};
    const int shift = random_.between(0, 12);
    residual_ = {random_.between(2, 16), is_odd(), x_.exponent + weights.exponent + shift};
    shortcut_ = {.out_channels = out_channels_,
                 .weights = {},
                 .weight_format = weights,
                 .bias = std::vector<std::int16_t>(static_cast<std::size_t>(out_channels_)),
                 .bias_format = {8, true, x_.exponent + weights.exponent},
                 .post = {.shift = shift,
                          .lo = static_cast<std::int32_t>(residual_.min()),
                          .hi = static_cast<std::int32_t>(residual_.max())}};
    for (int i = 0; i < out_channels_ * in_channels_; ++i) {
      shortcut_.weights.push_back(static_cast<std::int16_t>(random_.integer(8)));
    }
    for (const std::int64_t acc : accumulators(shortcut_.weights, shortcut_.bias, 0, 1)) {
      r_.push_back(post(acc, post_stages(shortcut_.post)));
    }
  }

  void quantise_weights() {
    Floats weights(static_cast<std::size_t>(out_channels_ * in_channels_ * 9));
    for (float& w : weights) w = real();
    Floats bias(form_.batch_norm ? 0 : static_cast<std::size_t>(out_channels_));
    for (float& b : bias) b = real();
    const bool is_mixed = bits_.weights <= 8 && is_odd();
    unit_.search_parameters(weights, bias);
    unit_.quantise_parameters(weights, bias, x_,
                              {.quantised = is_mixed ? 0.5 : 1, .filler = Filler::ise16});
    se_t_ = x_.exponent + unit_.weight_format().exponent;
    sums_ = accumulators(unit_.weights(), unit_.bias(), unit_.bias_format().exponent - se_t_, 3);
  }

  Floats values(const Wide& integers, int exponent) const {
    Floats values;
    for (const std::int64_t d : integers) {
      values.push_back(static_cast<float>(std::ldexp(static_cast<double>(d), exponent)));
    }
    return values;
  }

  // From acc through m1 to the affine sum.
  void normalise() {
    unit_.set_narrow(perturbed(unit_.search_narrow(values(sums_, se_t_))));
    const Format& m1 = unit_.narrow_format();
    Floats scale;
    Floats offset;
    for (int o = 0; o < out_channels_; ++o) {
      scale.push_back(real());
      offset.push_back(std::ldexp(real(), random_.between(-12, 12)));
    }
    unit_.quantise_batch_norm(scale, offset);
    const auto parameter = [&](float r, int exponent) {
      return quantize(static_cast<double>(r), {bits_.batch_norm, true, exponent},
                      Rounding::half_up);
    };
    const Affine& affine = *unit_.chain().affine;
    const int se_sum = m1.exponent + affine.scale_exponent;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      const std::size_t c = channel_of(i);
      const std::int64_t narrow =
          rnt(sums_[i], m1.exponent - se_t_, m1.min(), m1.max(), Rounding::half_up);
      const std::int64_t w = parameter(scale[c], affine.scale_exponent);
      const std::int64_t b = parameter(offset[c], se_sum + affine.stage.s_b);
      affine_sums_.push_back(narrow * w + b * (std::int64_t{1} << affine.stage.s_b));
    }
  }

  void make_output() {
    const Wide& before = form_.batch_norm ? affine_sums_ : sums_;
    const int se = form_.batch_norm ? unit_.affine_exponent() : se_t_;
    Floats reals = values(before, se);
    const Floats residuals = values(r_, residual_.exponent);
    for (std::size_t i = 0; i < r_.size(); ++i) reals[i] += residuals[i];
    const int exponent = perturbed(unit_.search_output(reals));
    unit_.set_output(exponent, form_.residual ? std::optional(residual_) : std::nullopt);

    const Format& y = unit_.output();
    OutputRange range = linear_range(y);
    if (form_.activation == Activation::relu) range = relu_range(y);
    if (form_.activation == Activation::relu6) range = relu6_range(y);
    if (!form_.residual) {
      is_as_specified_ = y.exponent == std::max(exponent, se);
      for (const std::int64_t sum : before) y_.push_back(last(sum, y.exponent - se, range));
      return;
    }
    is_as_specified_ = y.exponent == exponent;
    const int guard = form_.batch_norm ? std::min(4, (16 - y.bits) / 2) : 8;
    const int se_m = std::clamp(std::max(se, exponent - guard), residual_.exponent - 15,
                                residual_.exponent + 15);
    const int bits = form_.batch_norm ? 16 : 24;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const std::int64_t m = rnt_signed(before[i], se_m - se, bits, Rounding::half_up);
      const int common = std::min(se_m, residual_.exponent);
      const std::int64_t sum = (m << (se_m - common)) + (r_[i] << (residual_.exponent - common));
      y_.push_back(rnt(sum, exponent - common, range.lo, range.hi, Rounding::half_up));
    }
  }

  // The last stage of a chain without residual: 16 bits behind batch norm, 24 without.
  std::int64_t last(std::int64_t sum, int shift, const OutputRange& range) const {
    const int bits = form_.batch_norm ? 16 : 24;
    return clamp(rnt_signed(sum, shift, bits, Rounding::half_up), range.lo, range.hi);
  }

  Convolution convolution() const {
    return {.out_channels = out_channels_,
            .kernel_h = 3,
            .kernel_w = 3,
            .padding = {1, 1, 1, 1},
            .weights = unit_.weights(),
            .weight_format = unit_.weight_format(),
            .coding = integer_coding(unit_.weight_format().bits),
            .bias = unit_.bias(),
            .bias_format = unit_.bias_format(),
            .post = unit_.chain()};
  }

  Random random_;
  int in_channels_;
  int out_channels_;
  int size_;
  Format x_;
  UnitBits bits_;
  UnitForm form_;
  IseUnit unit_;
  std::vector<std::int32_t> input_;
  Convolution shortcut_;
  Format residual_;
  Wide r_;
  int se_t_ = 0;
  Wide sums_;
  Wide affine_sums_;
  Wide y_;
  bool is_as_specified_ = false;
};

TEST_CASE("random units are layers that compute what they say", "[train][quantizers][random]") {
  UnitCounts counts;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    CAPTURE(seed);
    const RandomUnit random(seed);
    const Network network = random.network();
    Runner runner(network);  // validates
    runner.run(kImages, random.input());
    const std::span<const std::int32_t> y = runner.output();
    if (!random.has_specified_exponent()) FAIL();
    if (!std::equal(y.begin(), y.end(), random.expected().begin(), random.expected().end())) FAIL();
    if (!random.is_within_accumulators()) FAIL();
    if (accumulator_bits_needed(network, network.layers.back()) >
        random.unit().bits().accumulator) {
      FAIL();
    }
    const UnitCounts& c = random.unit().exponents().counts;
    counts.saturated_biases += c.saturated_biases;
    counts.raised_exponents += c.raised_exponents;
    counts.limited_residuals += c.limited_residuals;
    counts.limited_channels += c.limited_channels;
  }
  // Every limit has acted.
  CHECK(counts.saturated_biases > 10);
  CHECK(counts.raised_exponents > 10);
  CHECK(counts.limited_residuals > 10);
  CHECK(counts.limited_channels > 10);
}

}  // namespace
}  // namespace isomer::train
