// SPDX-License-Identifier: Apache-2.0
//
// Numbers of many bits: sums that leave 32 and 64 bits, means that are finer than what they are of.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "isa/arithmetic/quantize.h"
#include "isa/zoo/topology_builder.h"
#include "tests/train/model/topologies.h"
#include "train/model/model.h"
#include "train/quantizers/shared_exponent.h"

namespace isomer::train {
namespace {

using namespace testing;

constexpr int kBatch = 16;
constexpr UnitBits kSixteen{.weights = 16,
                            .bias = 16,
                            .batch_norm = 16,
                            .narrow = 16,
                            .output = 16,
                            .accumulator = 48,
                            .unsigned_relu = false};

Topology pooled(int size) {
  TopologyBuilder b("pooled", "", {3, size, size}, false);
  b.convolution("stem", kImage, 4, {.size = 1, .padding = 0}, Activation::relu);
  b.global_average("average");
  return b.topology();
}

// The largest |quantised - float| of the logits, over the largest |float|.
double distance(Model& model, const QuantisedPass& pass) {
  model.forward(Statistics::batch);
  const std::vector<float> wanted = model.logits().values;
  model.search_parameters();
  model.forward_quantised(pass);
  double error = 0;
  double largest = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    error = std::max(error, std::abs(double{model.logits().values[i]} - double{wanted[i]}));
    largest = std::max(largest, std::abs(double{wanted[i]}));
  }
  REQUIRE(largest > 0);
  return error / largest;
}

TEST_CASE("means of windows of 7x7 and 3x3 fill their formats", "[train][model]") {
  ThreadTeam team(2);
  for (const int size : {3, 7}) {
    for (const int bits : {12, 16}) {
      UnitBits wide = kSixteen;
      wide.output = bits;
      const Topology topology = pooled(size);
      Model model(topology, options_of(topology, wide, kBatch, 16), team);
      model.initialise(2);
      fill_input(model, 4);
      CAPTURE(size, bits);
      CHECK(distance(model, {}) < std::ldexp(8.0, -bits));
    }
  }
}

TEST_CASE("average pools obey the rule and the averaging of units", "[train][model]") {
  ThreadTeam team(1);
  for (const ExponentRule rule : {ExponentRule::search, ExponentRule::ceil, ExponentRule::floor}) {
    for (const Averaged averaged : {Averaged::exponent, Averaged::shift}) {
      const UnitBits bits{.output = 3, .rule = rule, .averaged = averaged};
      const Topology topology = pooled(5);
      Model model(topology, options_of(topology, bits, kBatch), team);
      model.initialise(2);
      fill_input(model, 4);
      model.forward_quantised({});
      const ActivationTensor& x = *model.activations()[1];
      const auto* d = static_cast<const std::uint8_t*>(x.integers.from(0).data);
      std::vector<float> means;
      for (int image = 0; image < kBatch; ++image) {
        for (int c = 0; c < 4; ++c) {
          double sum = 0;
          for (int p = 0; p < 25; ++p) sum += d[(image * 25 + p) * 4 + c];
          means.push_back(
              static_cast<float>(sum / 25 * power_of_two(x.integers.format().exponent)));
        }
      }
      const int wanted = choose_exponent(means, 3, false, rule, "means").value();
      const int from = averaged == Averaged::shift ? x.integers.format().exponent : 0;
      CAPTURE(static_cast<int>(rule), from);
      CHECK(model.logits().integers.format().exponent == wanted);
      CHECK(model.pool_averages()[0]->value() == static_cast<double>(wanted - from));
      model.forward_quantised({.exponents = Exponents::frozen});
      CHECK(model.logits().integers.format().exponent == wanted);
      CHECK(model.export_network().tensors.back().format.exponent == wanted);
    }
  }
}

TEST_CASE("float fillers do not saturate accumulators of 48 bits", "[train][model]") {
  ThreadTeam team(2);
  const Topology topology = plain_topology();
  Model model(topology, options_of(topology, kSixteen, kBatch, 16), team);
  model.initialise(7);
  fill_input(model, 1);
  CHECK(distance(model, {.mixing = {.quantised = 0.7, .filler = Filler::real, .seed = 1}}) < 0.01);
}

TEST_CASE("batch statistics of extreme maps of 24 bits are exact", "[train][model]") {
  constexpr int kSize = 96;  // 16 * 96 * 96 squares of up to 2^46
  ThreadTeam team(2);
  TopologyBuilder b("extreme", "", {1, kSize, kSize}, true);
  b.batch_norm(b.convolution("fc", kImage, 1, {.size = 1, .padding = 0}, Activation::linear));
  UnitBits bits = kSixteen;
  bits.narrow = 24;
  Model model(b.topology(), options_of(b.topology(), bits, 2 * kBatch, 16), team);
  model.parameters()[0]->value = {0.999F};
  auto* x = static_cast<std::int32_t*>(model.input().integers.from(0).data);
  for (std::size_t i = 0; i < model.input().integers.size(); ++i)
    x[i] = i % 2 == 0 ? 32767 : -32768;
  model.search_parameters();
  UnitExponents& exponents = model.units()[0]->exponents();
  const int narrow = model.input().integers.format().exponent + exponents.weights.value();
  exponents.narrow.restore(narrow);
  exponents.output.restore(0);
  model.batch_norms()[0]->running.variance[0] = 0;
  model.forward_quantised({.exponents = Exponents::frozen});
  const double largest = std::ldexp(1, 23 + narrow);  // nearly that, and its negative
  const double variance = 0.1 * largest * largest;
  CHECK(double{model.batch_norms()[0]->running.variance[0]} == Approx(variance).epsilon(1e-5));
}

// b = clamp(0.78) + a, a = -0.39: the clamp of the stage before the residual acts, that of y not.
TEST_CASE("a residual's gradient passes where only the convolution's stage clamped",
          "[train][model]") {
  ThreadTeam team(1);
  TopologyBuilder b("two", "", {1, 1, 1}, false);
  const int a = b.convolution("a", kImage, 1, {.size = 1, .padding = 0}, Activation::linear);
  b.convolution("b", kImage, 1, {.size = 1, .padding = 0}, Activation::linear, {a});
  Model model(b.topology(), options_of(b.topology(), kSixteen, kBatch, 16), team);
  const std::vector<Parameter*> parameters = model.parameters();
  parameters[0]->value = {-0.5F};
  parameters[2]->value = {0.999F};
  model.search_parameters();
  auto* x = static_cast<std::int32_t*>(model.input().integers.from(0).data);
  std::fill_n(x, kBatch, 25600);  // 0.78
  for (IseUnit* unit : model.units()) unit->exponents().output.restore(-16);
  model.forward_quantised({.exponents = Exponents::frozen});
  REQUIRE(double{model.logits().values[0]} == Approx(0.5 - 0.390625).epsilon(1e-3));
  model.logits().want_gradient();
  std::fill(model.logits().gradient.begin(), model.logits().gradient.end(), 1.0F);
  model.backward();
  CHECK(parameters[0]->gradient[0] == Approx(16 * 0.78125));
  CHECK(parameters[1]->gradient[0] == 16.0F);
  CHECK(parameters[2]->gradient[0] == 0.0F);
  CHECK(parameters[3]->gradient[0] == 0.0F);
}

}  // namespace
}  // namespace isomer::train
