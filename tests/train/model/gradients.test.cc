// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "isa/container/error.h"
#include "isa/zoo/topology_builder.h"
#include "tests/isa/network/every_operation.h"
#include "tests/train/model/topologies.h"
#include "train/model/model.h"

namespace isomer::train {
namespace {

using namespace testing;

constexpr int kBatch = 32;

TEST_CASE("L8 the float model's gradients are the derivative of its loss", "[train][model]") {
  ThreadTeam team(2);
  for (const Topology& topology : topologies()) {
    for (const Statistics statistics : {Statistics::batch, Statistics::running}) {
      Model model(topology, options_of(topology, {}, kBatch), team);
      model.initialise(1);
      fill_input(model, 3);
      const auto loss = [&] {
        model.forward(statistics);
        return linear_loss(model, 5);
      };
      loss();
      model.backward();
      int checked = 0;
      int wrong = 0;
      for (Parameter* p : model.parameters()) {
        const std::vector<float> gradient = p->gradient;
        for (std::size_t i = 0; i < p->value.size(); i += 1 + p->value.size() / 8) {
          const float before = p->value[i];
          constexpr float kStep = 0x1p-9F;
          p->value[i] = before + kStep;
          const double up = loss();
          p->value[i] = before - kStep;
          const double down = loss();
          p->value[i] = before;
          const double want = (up - down) / (2 * double{kStep});
          const double error = std::abs(double{gradient[i]} - want);
          ++checked;
          // A step may carry some inputs of a ReLU or of a maximum past its edge.
          wrong += error > 0.06 * std::abs(want) + 0.05 ? 1 : 0;
        }
      }
      CAPTURE(topology.name, checked, wrong);
      CHECK(checked > 30);
      CHECK(wrong * 12 <= checked);
    }
  }
}

// With many bits left over, the quantised model is nearly the float one, and so are its gradients.
TEST_CASE("straight-through gradients approach the float model's", "[train][model]") {
  ThreadTeam team(2);
  for (const Topology& topology : topologies()) {
    const UnitBits bits{.bias = 16, .batch_norm = 12, .narrow = 12};
    Model model(topology, options_of(topology, bits, kBatch), team);
    model.initialise(1);
    fill_input(model, 3);
    model.forward(Statistics::batch);
    linear_loss(model, 5);
    model.backward();
    std::vector<std::vector<float>> wanted;
    for (Parameter* p : model.parameters()) wanted.push_back(p->gradient);

    model.search_parameters();
    model.forward_quantised({});
    linear_loss(model, 5);
    model.backward();
    std::size_t number = 0;
    for (Parameter* p : model.parameters()) {
      const std::vector<float>& want = wanted[number++];
      double product = 0, length = 0, other = 0;
      for (std::size_t i = 0; i < want.size(); ++i) {
        product += double{want[i]} * double{p->gradient[i]};
        length += double{want[i]} * double{want[i]};
        other += double{p->gradient[i]} * double{p->gradient[i]};
      }
      // What the next batch norm undoes has a gradient of nearly zero.
      if (length < 1e-6) continue;
      CAPTURE(topology.name, p->name);
      CHECK(product > 0.9 * std::sqrt(length * other));
    }
  }
}

TEST_CASE("gradients stop exactly where a clamp acted", "[train][model]") {
  ThreadTeam team(1);
  TopologyBuilder b("one", "", {1, 1, 1}, false);
  b.convolution("fc", kImage, 1, {.size = 1, .padding = 0}, Activation::relu);
  const UnitBits bits{.output = 4};
  Model model(b.topology(), options_of(b.topology(), bits, 16), team);
  Parameter& weight = *model.parameters()[0];
  Parameter& bias = *model.parameters()[1];
  weight.value = {127.0F / 128};
  model.search_parameters();
  for (int i = 0; i < 16; ++i) {
    static_cast<std::uint8_t*>(model.input().integers.from(0).data)[i] =
        static_cast<std::uint8_t>(i);
  }
  // y = clamp(rnd(127 x / 2^7), 0, 15) at the input's exponent: nothing clamps; one finer: x > 7
  // does.
  for (const int exponent : {-7, -8}) {
    model.units()[0]->exponents().output.restore(exponent);
    model.forward_quantised({.exponents = Exponents::frozen});
    model.logits().want_gradient();
    std::fill(model.logits().gradient.begin(), model.logits().gradient.end(), 1.0F);
    model.backward();
    const int last = exponent == -7 ? 15 : 7;
    float sum = 0;
    for (int i = 0; i <= last; ++i) sum += static_cast<float>(i) / 128;
    CAPTURE(exponent);
    CHECK(weight.gradient[0] == sum);
    CHECK(bias.gradient[0] == static_cast<float>(last + 1));
  }
}

TEST_CASE("nodes that cannot be trained are refused by name", "[train][model][hostile]") {
  ThreadTeam team(1);
  const Network every = every_operation_network();
  CHECK_THROWS_WITH(Model(every, kBatch, team), Catch::Contains("training knows"));
  Topology bad = plain_topology();
  bad.nodes[1].kind = Node::Kind::concat;
  CHECK_THROWS_WITH(Model(bad, options_of(bad, {}, kBatch), team),
                    Catch::Contains("layer pool1: training knows"));
}

}  // namespace
}  // namespace isomer::train
