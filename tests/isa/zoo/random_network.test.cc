// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/random_network.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/container/error.h"
#include "isa/zoo/zoo.h"
#include "sim/runner/runner.h"
#include "tests/support/network_oracle.h"

namespace isomer {
namespace {

// How a tensor of a random image is spread over its format.
struct Spread {
  std::size_t values;  // different ones
  double clamped;      // share at the largest integer, and the least one below zero
};

Spread spread(const Runner& runner, int tensor) {
  const Format& format = runner.network().tensors[static_cast<std::size_t>(tensor)].format;
  const auto values = runner.tensor(tensor);
  std::int64_t clamped = 0;
  for (const std::int64_t d : values)
    clamped += d == format.max() || (format.is_signed && d == format.min()) ? 1 : 0;
  return {std::set<std::int32_t>(values.begin(), values.end()).size(),
          static_cast<double>(clamped) / static_cast<double>(values.size())};
}

void check_spread(const Network& network) {
  Runner runner(network);
  runner.run(1, random_image(network.input(), 5));
  for (std::size_t t = 1; t < network.tensors.size(); ++t) {
    const TensorInfo& tensor = network.tensors[t];
    const Spread s = spread(runner, static_cast<int>(t));
    CAPTURE(network.name, tensor.name, s.values, s.clamped);
    const auto enough = std::min<std::int64_t>(tensor.elements() / 8, 12);
    CHECK(static_cast<std::int64_t>(s.values) >= enough);
    CHECK(s.clamped < 0.35);
  }
}

TEST_CASE("Tensors of random networks use their range", "[zoo]") {
  for (const Topology& topology : zoo()) {
    const Network network = random_network(topology, 1);            // validates
    if (count_macs(topology) < 200'000'000) check_spread(network);  // others take seconds
  }
}

// Every tensor of one random image, by runner and oracle.
void check_against_oracle(const Network& network, int accumulator_bits) {
  const auto image = random_image(network.input(), 3);
  Runner runner(network);
  runner.run(1, image);
  const auto want = testing::oracle_tensors(network, image, accumulator_bits);
  for (std::size_t t = 0; t < want.size(); ++t) {
    const auto got = runner.tensor(static_cast<int>(t));
    CAPTURE(network.name, network.tensors[t].name);
    REQUIRE(std::vector<std::int32_t>(got.begin(), got.end()) == want[t]);
  }
}

TEST_CASE("L6 random networks of the zoo give what the oracle gives", "[zoo]") {
  for (const char* name : {"lenet5-mnist", "lenet5-cifar10", "lstm", "lenet-variant", "resnet8",
                           "mobilenetv1", "mobilenetv2"})
    check_against_oracle(random_network(find_topology(name), 2), 32);
}

TEST_CASE("L6 so they do with other bits, codings and stages", "[zoo]") {
  const Topology lenet = find_topology("lenet5-cifar10");
  const Topology resnet = find_topology("resnet8");
  const Topology lstm = find_topology("lstm");
  const WeightCoding int4{.stored_bits = 4, .offset = 2};
  const WeightCoding odd1{.decoder = Decoder::odd, .stored_bits = 1};
  const WeightCoding pot4{.decoder = Decoder::pot, .stored_bits = 4};
  const WeightCoding int16{.stored_bits = 16};
  check_against_oracle(random_network(lenet, 3, {.activation_bits = 4, .coding = int4}), 32);
  check_against_oracle(random_network(lenet, 4, {.coding = odd1, .is_input_signed = false}), 32);
  check_against_oracle(random_network(resnet, 5, {.coding = pot4, .has_affine = true}), 32);
  for (const Topology& topology : {lenet, resnet, lstm})
    check_against_oracle(random_network(topology, 6,
                                        {.activation_bits = 16,
                                         .coding = int16,
                                         .rounding = Rounding::half_even,
                                         .has_affine = true}),
                         48);
}

TEST_CASE("Tensors use their range with few bits, too", "[zoo]") {
  const WeightCoding int4{.stored_bits = 4, .offset = 2};
  check_spread(random_network(find_topology("resnet20"), 3, {.coding = int4, .has_affine = true}));
  check_spread(random_network(find_topology("vgg"), 3, {.activation_bits = 6}));
}

TEST_CASE("Random networks follow from their arguments", "[zoo]") {
  const Topology topology = find_topology("lenet5-mnist");
  CHECK(random_network(topology, 1) == random_network(topology, 1));
  CHECK_FALSE(random_network(topology, 1).layers == random_network(topology, 2).layers);
  CHECK_THROWS_WITH(random_network(topology, 1, {.activation_bits = 17}),
                    Catch::Contains("2 to 16"));
  CHECK_THROWS_WITH(random_network(topology, 1, {.coding = {.stored_bits = 3}}),
                    Catch::Contains("3 stored bits"));
  CHECK_THROWS_WITH(random_network(topology, 1, {.coding = {.stored_bits = 2, .offset = 500}}),
                    Catch::Contains("no code"));
}

}  // namespace
}  // namespace isomer
