// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/ise_unit.h"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

#include "isa/arithmetic/exponent.h"
#include "isa/container/error.h"

namespace isomer::train {
namespace {

constexpr Format kPixels = {8, false, -8};
constexpr UnitForm kRelu = {.activation = Activation::relu};
constexpr UnitForm kBatchNorm = {.activation = Activation::relu, .batch_norm = true};
constexpr UnitForm kResidual = {
    .activation = Activation::relu, .batch_norm = true, .residual = true};

using Integers = std::vector<std::int16_t>;
using Floats = std::vector<float>;

// A unit of one weight, 127 2^-7, behind pixels: se_t = -15.
IseUnit unit_of(const UnitForm& form, const UnitBits& bits = {}) {
  IseUnit unit("conv", 1, bits, form);
  const Floats weights = {0.99F};
  const Floats bias = form.batch_norm ? Floats{} : Floats{0.0F};
  unit.search_parameters(weights, bias);
  unit.quantise_parameters(weights, bias, kPixels, {});
  REQUIRE(unit.accumulator_exponent() == -15);
  return unit;
}

TEST_CASE("weights and bias become integers at the searched exponents", "[train][quantizers]") {
  IseUnit unit("conv", 2, {}, kRelu);
  const Floats weights = {0.5F, -0.25F, 0.125F, 0.99F};
  const Floats bias = {0.75F, -0.5F};
  unit.search_parameters(weights, bias);
  unit.quantise_parameters(weights, bias, kPixels, {});
  CHECK(unit.weight_format() == Format{8, true, -7});
  CHECK(unit.weights() == Integers{64, -32, 16, 127});
  CHECK(unit.effective_weights() == Floats{0.5F, -0.25F, 0.125F, 127 * 0x1p-7F});
  CHECK(unit.accumulator_exponent() == -15);
  CHECK(unit.bias_format() == Format{8, true, -7});
  CHECK(unit.bias() == Integers{96, -64});
  CHECK(unit.bias_shift() == 8);
  CHECK(unit.is_representable());
  unit.set_output(-6, std::nullopt);
  CHECK(unit.chain() == PostChain{.shift = 9, .narrow_bits = 24, .lo = 0, .hi = 255});
  CHECK(unit.output() == Format{8, false, -6});
  CHECK(unit.exponents().counts.saturated_biases == 0);
  CHECK(unit.exponents().counts.raised_exponents == 0);
}

TEST_CASE("the range of outputs is the activation's", "[train][quantizers]") {
  const auto chain = [](Activation activation, bool is_unsigned, int exponent) {
    IseUnit unit = unit_of({.activation = activation}, {.unsigned_relu = is_unsigned});
    unit.set_output(exponent, std::nullopt);
    CHECK(unit.output().is_signed == (activation == Activation::linear || !is_unsigned));
    return std::pair(unit.chain().lo, unit.chain().hi);
  };
  CHECK(chain(Activation::linear, true, -6) == std::pair(-128, 127));
  CHECK(chain(Activation::relu, true, -6) == std::pair(0, 255));
  CHECK(chain(Activation::relu, false, -6) == std::pair(0, 127));
  CHECK(chain(Activation::relu6, true, -5) == std::pair(0, 192));
  CHECK(chain(Activation::relu6, true, -6) == std::pair(0, 255));
  CHECK(chain(Activation::relu6, false, -4) == std::pair(0, 96));
}

TEST_CASE("no output is out of the reach of batch norm", "[train][quantizers]") {
  for (const int bits : {15, 16}) {
    for (const bool has_batch_norm : {true, false}) {
      CAPTURE(bits, has_batch_norm);
      const bool is_reached = bits == 15 || !has_batch_norm;  // 65535, by a stage of 16 signed bits
      IseUnit unit =
          unit_of({.activation = Activation::relu, .batch_norm = has_batch_norm}, {.output = bits});
      if (has_batch_norm) {
        unit.set_narrow(0);
        unit.quantise_batch_norm(Floats{1}, Floats{0});
      }
      const float largest = std::ldexp(1.0F, bits) - 2;
      CHECK(unit.search_output(Floats{largest, 1, 2}) == (is_reached ? 0 : 1));
      unit.set_output(8, std::nullopt);
      CHECK(unit.output().is_signed == !is_reached);
      CHECK(unit.chain().hi == unit.output().max());
    }
  }
}

TEST_CASE("the searches see what the activation leaves, and teach averages",
          "[train][quantizers]") {
  IseUnit unit = unit_of(kRelu);
  // Negative values are zero after ReLU: only 255 2^-11 matters.
  CHECK(unit.search_output(Floats{-30.0F, 255 * 0x1p-11F, 0}) == -11);
  CHECK(unit.frozen_output() == -11);
  // An all-zero tensor teaches nothing and keeps the exponent.
  CHECK(unit.search_output(Floats{-5, 0, -7}) == -11);
  CHECK(unit.exponents().output.value() == -11.0);

  IseUnit is_signed = unit_of(kRelu, {.unsigned_relu = false});
  CHECK(is_signed.search_output(Floats{-30.0F, 127 * 0x1p-11F}) == -11);
  IseUnit relu6 = unit_of({.activation = Activation::relu6});
  CHECK(relu6.search_output(Floats{1000.0F, 6.0F, 6.0F}) == -5);  // 192
  IseUnit linear = unit_of({});
  CHECK(linear.search_output(Floats{-127.0F, 3.0F}) == 0);
  CHECK(unit_of({}).search_output(Floats{0.0F}) == -15);  // nothing known: that of the sum
  CHECK_THROWS_WITH(unit.search_output(Floats{1, std::numeric_limits<float>::quiet_NaN()}),
                    Catch::Contains("'conv.output'") && Catch::Contains("index 1"));
}

TEST_CASE("a fixed rule chooses all exponents", "[train][quantizers]") {
  const Floats values = {100.0F, 1.0F, 1.0F};
  for (const auto& [rule, exponent] :
       {std::pair(ExponentRule::ceil, 0), std::pair(ExponentRule::floor, -1)}) {
    IseUnit unit("conv", 1, {.rule = rule}, kBatchNorm);
    unit.search_parameters(values, {});
    CHECK(unit.exponents().weights == exponent);
    unit.quantise_parameters(values, {}, {8, false, 0}, {});
    CHECK(unit.search_narrow(values) == exponent);
    CHECK(unit.search_output(Floats{200.0F}) == exponent);
  }
}

TEST_CASE("a negative shift raises the exponent and is counted", "[train][quantizers]") {
  IseUnit unit = unit_of({});
  unit.set_output(-18, std::nullopt);
  CHECK(unit.output().exponent == -15);
  CHECK(unit.chain().shift == 0);
  CHECK(unit.exponents().counts.raised_exponents == 1);

  IseUnit normalised = unit_of(kBatchNorm);
  normalised.set_narrow(-20);
  CHECK(normalised.narrow_format() == Format{8, true, -15});
  CHECK(normalised.chain().shift == 0);
  CHECK(normalised.exponents().counts.raised_exponents == 1);
  normalised.quantise_batch_norm(Floats{127 * 0x1p-5F}, Floats{0.0F});
  CHECK(normalised.affine_exponent() == -20);
  normalised.set_output(-21, std::nullopt);
  CHECK(normalised.output().exponent == -20);
  CHECK(normalised.chain().affine->stage.s2 == 0);
  CHECK(normalised.exponents().counts.raised_exponents == 2);
}

TEST_CASE("exponents that no format can store are refused by name", "[train][quantizers]") {
  IseUnit unit = unit_of(kBatchNorm);
  CHECK_THROWS_WITH(unit.set_narrow(64), Catch::Contains("'conv.narrow'"));
  CHECK_THROWS_WITH(unit_of({}).set_output(64, std::nullopt), Catch::Contains("'conv.output'"));
  const Floats weights = {0x1p62F};
  const Format x{8, false, 10};
  CHECK_THROWS_WITH(unit.search_parameters(Floats{0x1p80F}, {}), Catch::Contains("'conv.weights'"));
  unit.search_parameters(weights, {});
  CHECK_THROWS_WITH(unit.quantise_parameters(weights, {}, x, {}), Catch::Contains("'conv.bias'"));
}

TEST_CASE("batch norm is a pair of integers per channel", "[train][quantizers]") {
  IseUnit unit = unit_of(kBatchNorm);
  CHECK(unit.bias() == Integers{0});
  unit.set_narrow(-6);
  CHECK(unit.chain().shift == 9);
  unit.quantise_batch_norm(Floats{127 * 0x1p-7F}, Floats{-100 * 0x1p-5F});
  const Affine& affine = *unit.chain().affine;
  CHECK(affine.scale == Integers{127});
  CHECK(affine.scale_exponent == -7);
  CHECK(unit.affine_exponent() == -13);
  CHECK(affine.offset == Integers{-100});
  CHECK(affine.stage.s_b == 8);  // -5 + 13
  unit.set_output(-5, std::nullopt);
  CHECK(affine.stage == AffineStage{.s_b = 8, .s2 = 8, .n2 = 16});
  CHECK(unit.narrow_chain() == PostChain{.shift = 9, .narrow_bits = 8, .lo = -128, .hi = 127});
  PostChain last = unit.chain();
  last.shift = 0;
  last.narrow_bits = 24;
  CHECK(unit.last_chain() == last);

  // The exponents stay until the parameters are searched again.
  unit.quantise_batch_norm(Floats{0.01F}, Floats{0.01F});
  CHECK(unit.exponents().scale == -7);
  CHECK(unit.exponents().offset == -5);
  unit.search_parameters(Floats{0.99F}, {});
  unit.quantise_batch_norm(Floats{127 * 0x1p-9F}, Floats{127 * 0x1p-8F});
  CHECK(unit.exponents().scale == -9);
  CHECK(unit.exponents().offset == -8);
}

TEST_CASE("the sum of batch norm is kept within 32 bits where it can be", "[train][quantizers]") {
  SECTION("8-bit pairs: half of the range is the product's") {
    IseUnit unit = unit_of(kBatchNorm, {.narrow = 24});
    unit.set_narrow(-15);
    unit.quantise_batch_norm(Floats{-1.0F, 127 * 0x1p-7F}, Floats{1e9F, 0});
    CHECK(unit.chain().affine->scale == Integers{-128, 127});
    CHECK(unit.chain().affine->offset == Integers{127, 0});
    CHECK(unit.chain().affine->stage.s_b == 22);  // 2^30 + 2^7 2^23 would reach 2^31
    CHECK(unit.exponents().counts.saturated_biases == 1);
  }
  SECTION("16-bit pairs at 24 bits need 48") {
    IseUnit unit = unit_of(kBatchNorm, {.batch_norm = 16, .narrow = 24});
    unit.set_narrow(-15);
    unit.quantise_batch_norm(Floats{-1.0F, 32767 * 0x1p-15F}, Floats{1e9F, 0});
    CHECK(unit.chain().affine->scale == Integers{-32768, 32767});
    CHECK(unit.chain().affine->stage.s_b == 31);
  }
}

TEST_CASE("the stage before a residual has bits to spare", "[train][quantizers]") {
  SECTION("batch norm, 8 bits: four bits below those of y") {
    IseUnit unit = unit_of(kResidual);
    unit.set_narrow(-6);
    unit.quantise_batch_norm(Floats{127 * 0x1p-7F}, Floats{0.0F});  // se_sum = -13
    unit.set_output(-5, Format{8, false, -6});
    CHECK(unit.chain().affine->stage.s2 == 4);  // se_m2 = -9
    CHECK(unit.chain().residual == ResidualStage{.e1 = 0, .e2 = 3, .s3 = 4});
    unit.set_output(-12, Format{8, false, -6});  // no finer than the sum
    CHECK(unit.chain().affine->stage.s2 == 0);
    CHECK(unit.chain().residual == ResidualStage{.e1 = 0, .e2 = 7, .s3 = 1});
    unit.set_output(-12, Format{8, false, -14});  // coarser than r
    CHECK(unit.chain().residual == ResidualStage{.e1 = 1, .e2 = 0, .s3 = 2});
    CHECK(unit.exponents().counts.limited_residuals == 0);
    CHECK(unit.exponents().counts.raised_exponents == 0);
  }
  SECTION("16 bits: none to spare") {
    IseUnit unit = unit_of(kResidual, {.output = 16});
    unit.set_narrow(-6);
    unit.quantise_batch_norm(Floats{127 * 0x1p-7F}, Floats{0.0F});
    unit.set_output(-5, Format{8, false, -6});
    CHECK(unit.chain().affine->stage.s2 == 8);
  }
  SECTION("without batch norm: eight bits of 24") {
    IseUnit unit = unit_of({.activation = Activation::relu, .residual = true});
    unit.set_output(-4, Format{8, false, -6});
    CHECK(unit.chain().shift == 3);  // se_m1 = -12
    CHECK(unit.narrow_format() == Format{24, true, -12});
    CHECK(unit.chain().residual == ResidualStage{.e1 = 0, .e2 = 6, .s3 = 8});
  }
  SECTION("exponents more than 15 apart are brought together, counted") {
    IseUnit unit = unit_of({.activation = Activation::relu, .residual = true});
    unit.set_output(-4, Format{8, false, 10});
    CHECK(unit.narrow_format().exponent == -5);
    CHECK(unit.chain().residual == ResidualStage{.e1 = 0, .e2 = 15, .s3 = 1});
    CHECK(unit.exponents().counts.limited_residuals == 1);
    unit.set_output(-4, Format{8, false, -30});
    CHECK(unit.narrow_format().exponent == -15);
    CHECK(unit.chain().residual == ResidualStage{.e1 = 15, .e2 = 0, .s3 = 26});
    CHECK(unit.exponents().counts.limited_residuals == 2);
  }
}

TEST_CASE("an average of shifts moves with the weights' exponent", "[train][quantizers]") {
  for (const Averaged averaged : {Averaged::exponent, Averaged::shift}) {
    IseUnit unit("layer", 1, {.averaged = averaged}, {});
    unit.search_parameters(Floats{0.9F}, Floats{0.0F});
    unit.quantise_parameters(Floats{0.9F}, Floats{0.0F}, kPixels, {});
    const int before = unit.search_output(Floats{1.0F});
    CHECK(unit.frozen_output() == before);
    unit.search_parameters(Floats{3.6F}, Floats{0.0F});  // two exponents coarser
    unit.quantise_parameters(Floats{3.6F}, Floats{0.0F}, kPixels, {});
    CHECK(unit.frozen_output() == before + (averaged == Averaged::shift ? 2 : 0));
  }
}

TEST_CASE("absorbed batch norm leaves a bias", "[train][quantizers]") {
  IseUnit unit = unit_of(kBatchNorm);
  unit.set_narrow(unit.search_narrow(Floats{1.0F}));
  unit.quantise_batch_norm(Floats{1.0F}, Floats{0.5F});
  unit.set_output(unit.search_output(Floats{1.0F}), std::nullopt);
  const int frozen = unit.frozen_output();
  unit.absorb_batch_norm();
  CHECK_FALSE(unit.form().batch_norm);
  CHECK(unit.frozen_output() == frozen);
  CHECK(unit.exponents().narrow.is_empty());
  const Floats weights = {0.01F};
  const Floats bias = {0.25F};
  unit.quantise_parameters(weights, bias, kPixels, {});  // searches what is not known
  CHECK(unit.exponents().weights == search_exponent(weights, 8, true, Rounding::half_up, "w"));
  CHECK(unit.exponents().bias == search_exponent(bias, 8, true, Rounding::half_up, "b"));
  unit.set_output(unit.frozen_output(), std::nullopt);
  CHECK_FALSE(unit.chain().affine);
  CHECK(unit.chain().narrow_bits == 24);
}

TEST_CASE("a unit can take over a finished layer", "[train][quantizers]") {
  Convolution layer{.out_channels = 2,
                    .weights = {3, -4},
                    .weight_format = {8, true, -5},
                    .bias = {7, 8},
                    .bias_format = {8, true, -9},
                    .post = {.shift = 2, .narrow_bits = 10, .lo = 0, .hi = 200}};
  layer.post.affine =
      Affine{.scale = {1, 2}, .offset = {3, 4}, .scale_exponent = -3, .stage = {.s2 = 1}};
  IseUnit unit("conv", 2, {}, kBatchNorm);
  unit.set_integers(layer, {8, false, -8}, {8, false, -14});
  CHECK(unit.weights() == layer.weights);
  CHECK(unit.bias() == layer.bias);
  CHECK(unit.bias_shift() == 4);
  CHECK(unit.accumulator_exponent() == -13);
  CHECK(unit.narrow_format() == Format{10, true, -11});
  CHECK(unit.affine_exponent() == -14);
  CHECK(unit.chain() == layer.post);
  CHECK(unit.output() == Format{8, false, -14});
  CHECK(unit.effective_weights() == Floats{3 * 0x1p-5F, -4 * 0x1p-5F});
}

TEST_CASE("bits outside what machines have are refused by layer and role", "[train][quantizers]") {
  const auto refuses = [](const UnitBits& bits, const char* role) {
    CHECK_THROWS_WITH(IseUnit("conv5", 1, bits, {}),
                      Catch::Contains("layer conv5") && Catch::Contains(role));
  };
  refuses({.weights = 1}, "weights");
  refuses({.weights = 17}, "weights");
  refuses({.bias = 17}, "bias");
  refuses({.batch_norm = 1}, "batch norm");
  refuses({.narrow = 25}, "before batch norm");
  refuses({.output = 1}, "output");
  refuses({.accumulator = 15}, "accumulator");
  refuses({.accumulator = 40}, "accumulator");
  refuses({.bias = 16, .accumulator = 16}, "bias in such an accumulator");
  CHECK_NOTHROW(IseUnit("conv5", 1, {.bias = 15, .accumulator = 16}, {}));
  CHECK_NOTHROW(IseUnit("conv5", 1, {.accumulator = 48}, {}));
}

}  // namespace
}  // namespace isomer::train
