// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "isa/container/error.h"
#include "tests/isa/network/every_operation.h"
#include "tests/isa/network/example.h"
#include "train/loss.h"
#include "train/model/model.h"
#include "train/random.h"

namespace isomer::train {
namespace {

constexpr int kBatch = 32;

ModelDescription small_model() {
  return {.name = "small",
          .input = {2, 8, 8},
          .layers = {{"conv1", ConvolutionLayer{.out_channels = 4, .kernel = 3, .padding = 1}},
                     {"relu1", ReluLayer{}},
                     {"pool1", MaxPoolLayer{}},
                     {"conv2", ConvolutionLayer{.out_channels = 3, .kernel = 3}},
                     {"flatten", FlattenLayer{}},
                     {"fc", LinearLayer{5}}}};
}

std::vector<std::uint8_t> fill_input(Model& model) {
  const RandomStream random(3, Purpose::augment);
  for (std::size_t i = 0; i < model.input().integers.size(); ++i) {
    model.input().integers[i] = static_cast<std::int32_t>(random.below(256, i));
  }
  std::vector<std::uint8_t> labels;
  for (std::uint32_t i = 0; i < kBatch; ++i) {
    labels.push_back(static_cast<std::uint8_t>(random.below(5, 1 << 20 | i)));
  }
  return labels;
}

const ModelFormats kFormats = {.input = {8, false, -8}};

TEST_CASE("L8 the float model's gradients are the derivative of its loss", "[train][model]") {
  ThreadTeam team(2);
  Model model(small_model(), kFormats, kBatch, team);
  model.initialise(1);
  const std::vector<std::uint8_t> labels = fill_input(model);
  const auto loss = [&] {
    model.forward();
    return cross_entropy(model.logits().values, labels, model.logits().gradient);
  };
  loss();
  model.backward();
  int checked = 0;
  for (Parameters* p : model.parameters()) {
    const std::vector<float> gradient = p->weight_gradient;
    const std::vector<float> bias_gradient = p->bias_gradient;
    const auto check = [&](float& parameter, double got) {
      const float before = parameter;
      constexpr float kStep = 0x1p-10F;
      parameter = before + kStep;
      const double up = loss();
      parameter = before - kStep;
      const double down = loss();
      parameter = before;
      CHECK(got == Approx((up - down) / (2 * double{kStep})).margin(2e-3).epsilon(0.05));
      ++checked;
    };
    for (std::size_t i = 0; i < p->weights.size(); i += 7) {
      check(p->weights[i], double{gradient[i]});
    }
    for (std::size_t i = 0; i < p->bias.size(); ++i) check(p->bias[i], double{bias_gradient[i]});
  }
  CHECK(checked > 40);
}

// With many bits left over, the quantised model is nearly the float one, and so are its gradients.
TEST_CASE("straight-through gradients approach the float model's", "[train][model]") {
  ThreadTeam team(2);
  Model model(small_model(), kFormats, kBatch, team);
  model.initialise(1);
  const std::vector<std::uint8_t> labels = fill_input(model);
  model.forward();
  cross_entropy(model.logits().values, labels, model.logits().gradient);
  model.backward();
  std::vector<std::vector<float>> wanted;
  for (Parameters* p : model.parameters()) wanted.push_back(p->weight_gradient);

  model.search_parameters();
  model.forward_quantised(Exponents::searched);
  cross_entropy(model.logits().values, labels, model.logits().gradient);
  model.backward();
  std::size_t layer = 0;
  for (Parameters* p : model.parameters()) {
    const std::vector<float>& want = wanted[layer++];
    double product = 0, length = 0, other = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
      product += double{want[i]} * double{p->weight_gradient[i]};
      length += double{want[i]} * double{want[i]};
      other += double{p->weight_gradient[i]} * double{p->weight_gradient[i]};
    }
    CAPTURE(p->name);
    CHECK(product / std::sqrt(length * other) > 0.98);
    CHECK(std::sqrt(other / length) == Approx(1).margin(0.15));
  }
}

TEST_CASE("gradients stop exactly where a clamp acted", "[train][model]") {
  ThreadTeam team(1);
  const ModelDescription one = {
      .name = "one", .input = {1, 1, 1}, .layers = {{"fc", LinearLayer{1}}, {"relu", ReluLayer{}}}};
  Model model(one, kFormats, 16, team);
  Parameters& p = *model.parameters()[0];
  p.weights = {127.0F / 128};
  model.search_parameters();
  for (int i = 0; i < 16; ++i) model.input().integers[static_cast<std::size_t>(i)] = i;
  model.forward_quantised(Exponents::searched);
  // Move the output's range by hand: y = clamp(rnd(127 x / 2^7), 0, 10).
  IseIntegers d = model.quantisers()[0]->integers();
  d.post = {.rounding = Rounding::half_up, .shift = 7, .lo = 0, .hi = 10};
  model.quantisers()[0]->set_integers(d);
  model.forward_quantised(Exponents::given);
  model.logits().gradient.setOnes();
  model.backward();
  // Inputs 0..10 give rnd(0.99 x) <= 10 and pass; 11 gives 10.9, rounded to 11, clamped to 10.
  float sum = 0;
  for (int i = 0; i <= 10; ++i) sum += static_cast<float>(i) / 256;
  CHECK(model.activations()[1].integers[11] == 10);
  CHECK(model.activations()[1].integers[10] == 10);
  CHECK(p.weight_gradient[0] == sum);
  CHECK(p.bias_gradient[0] == 11);
}

TEST_CASE("descriptions that cannot be built name the layer", "[train][model][hostile]") {
  ThreadTeam team(1);
  ModelDescription bad = small_model();
  bad.layers[2].kind = ReluLayer{};
  CHECK_THROWS_WITH(Model(bad, kFormats, kBatch, team), Catch::Contains("layer pool1: ReLU must"));
  bad = small_model();
  bad.input = {2, 4, 4};
  CHECK_THROWS_WITH(Model(bad, kFormats, kBatch, team), Catch::Contains("layer conv2: a window"));
  CHECK_THROWS_WITH(find_model("resnet", {1, 8, 8}, 10), Catch::Contains("lenet5"));
}

TEST_CASE("networks that cannot be trained name the layer", "[train][model][hostile]") {
  ThreadTeam team(1);
  const Network every = every_operation_network();
  CHECK_THROWS_WITH(Model(every, kBatch, team), Catch::Contains("layer conv1: training knows"));
  const Network network = example_network();
  CHECK_NOTHROW(Model(network, kBatch, team));
  Network narrow = network;
  std::get<Convolution>(narrow.layers[0].operation).post.narrow_bits = 7;
  CHECK_THROWS_WITH(Model(narrow, kBatch, team), Catch::Contains("layer conv1: training knows"));
}

}  // namespace
}  // namespace isomer::train
