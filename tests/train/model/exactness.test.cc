// SPDX-License-Identifier: Apache-2.0
//
// L7: what a step of the graph retains for its backward pass equals N_t executed elsewhere.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "sim/runner/runner.h"
#include "tests/support/network_oracle.h"
#include "tests/train/model/topologies.h"
#include "train/model/model.h"

namespace isomer::train {
namespace {

using namespace testing;

constexpr int kBatch = 16;

struct Comparison {
  std::int64_t values = 0;
  std::int64_t differing = 0;
};

// All retained tensors beside the network executed directly, and two images beside the oracle.
Comparison compare(const Model& model, const Network& network, bool opened, int accumulator_bits) {
  Comparison result;
  Runner runner(network);
  for (int image = 0; image < kBatch; ++image) {
    const auto retained = model.retained(image, opened);
    REQUIRE(retained.size() == network.tensors.size());
    runner.run(1, retained[0]);
    std::vector<std::vector<std::int32_t>> oracle;
    if (image % 9 == 0) {
      oracle = isomer::testing::oracle_tensors(network, retained[0], accumulator_bits);
    }
    for (std::size_t t = 0; t < retained.size(); ++t) {
      const auto got = runner.tensor(static_cast<int>(t));
      for (std::size_t i = 0; i < got.size(); ++i) {
        ++result.values;
        result.differing += got[i] != retained[t][i] ? 1 : 0;
        if (!oracle.empty()) result.differing += oracle[t][i] != retained[t][i] ? 1 : 0;
      }
    }
  }
  return result;
}

struct Case {
  std::string name;
  UnitBits bits;
  int input_bits = 8;
};

std::vector<Case> cases() {
  return {
      {"ISE8", {}},
      {"W4A4", {.weights = 4, .output = 4}},
      {"2 bits", {.weights = 2, .bias = 3, .batch_norm = 3, .narrow = 4, .output = 2}, 4},
      {"N1 24", {.narrow = 24}},
      {"N1 16, signed ReLU", {.narrow = 16, .unsigned_relu = false}},
      {"12 bits",
       {.weights = 12, .bias = 12, .batch_norm = 12, .narrow = 12, .output = 12, .accumulator = 48},
       12},
      {"16 bits",
       {.weights = 16,
        .bias = 16,
        .batch_norm = 16,
        .narrow = 16,
        .output = 16,
        .accumulator = 48,
        .unsigned_relu = false},
       16},
      {"accumulators of 16 bits", {.accumulator = 16}}};
}

TEST_CASE("L7 every retained tensor of a step is that of N_t", "[train][exactness]") {
  ThreadTeam team(2);
  for (const Topology& topology : topologies()) {
    for (const Case& c : cases()) {
      Model model(topology, options_of(topology, c.bits, kBatch, c.input_bits), team);
      model.initialise(7);
      for (int step = 0; step < 4; ++step) {
        fill_input(model, static_cast<std::uint64_t>(step));
        if (step == 0) model.search_parameters();
        const QuantisedPass pass{
            .exponents = step < 2 ? Exponents::searched : Exponents::frozen,
            .statistics = step % 2 == 0 ? Statistics::batch : Statistics::running};
        model.forward_quantised(pass);
        REQUIRE(model.is_representable());
        for (const bool opened : {false, true}) {
          if (opened && c.bits.narrow > 16) continue;
          CAPTURE(topology.name, c.name, step, opened);
          Network n_t = model.step_network(opened);
          validate(n_t);
          const Comparison same = compare(model, n_t, opened, c.bits.accumulator);
          std::int64_t wanted = 0;
          for (const TensorInfo& tensor : n_t.tensors) wanted += kBatch * tensor.elements();
          REQUIRE(same.values == wanted);
          REQUIRE(same.differing == 0);
        }
        // The graph learns as it goes.
        linear_loss(model, 5);
        model.backward();
        for (Parameter* p : model.parameters()) {
          for (std::size_t i = 0; i < p->value.size(); ++i) p->value[i] -= 0.002F * p->gradient[i];
        }
      }
    }
  }
}

TEST_CASE("the comparison sees one weight that is off by one", "[train][exactness]") {
  ThreadTeam team(1);
  const Topology topology = residual_topology();
  Model model(topology, options_of(topology, {}, kBatch), team);
  model.initialise(7);
  fill_input(model, 1);
  model.search_parameters();
  model.forward_quantised({});
  Network n_t = model.step_network();
  auto& weights = std::get<Convolution>(n_t.layers[1].operation).weights;
  weights[5] = static_cast<std::int16_t>(weights[5] > 0 ? weights[5] - 9 : weights[5] + 9);
  CHECK(compare(model, n_t, false, 32).differing > 0);
}

TEST_CASE("L7 holds while parameters are mixed with 16-bit ones", "[train][exactness]") {
  ThreadTeam team(2);
  for (const Topology& topology : topologies()) {
    Model model(topology, options_of(topology, {}, kBatch), team);
    model.initialise(7);
    fill_input(model, 1);
    model.search_parameters();
    for (const Filler filler : {Filler::ise16, Filler::real}) {
      const Mixing mixing{.quantised = 0.3, .filler = filler, .seed = 1};
      model.forward_quantised({.mixing = mixing});
      CAPTURE(topology.name);
      REQUIRE(model.is_representable() == (filler == Filler::ise16));
      if (filler == Filler::real) continue;
      const Network n_t = model.step_network(true);
      validate(n_t);
      REQUIRE(compare(model, n_t, true, 32).differing == 0);
    }
  }
}

TEST_CASE("with all frozen E_t is the step's network", "[train][exactness]") {
  ThreadTeam team(2);
  for (const Topology& topology : topologies()) {
    Model model(topology, options_of(topology, {}, kBatch), team);
    model.initialise(7);
    fill_input(model, 1);
    model.search_parameters();
    for (int step = 0; step < 3; ++step) model.forward_quantised({});
    model.forward_quantised({.exponents = Exponents::frozen, .statistics = Statistics::running});
    CAPTURE(topology.name);
    CHECK(model.export_network() == model.step_network());
    model.absorb_batch_norm();
    CHECK_FALSE(model.has_batch_norm());
    model.search_parameters();
    model.forward_quantised({});
    model.forward_quantised({.exponents = Exponents::frozen});
    CHECK(model.export_network() == model.step_network());
    REQUIRE(compare(model, model.step_network(), false, 32).differing == 0);
  }
}

}  // namespace
}  // namespace isomer::train
