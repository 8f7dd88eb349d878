// SPDX-License-Identifier: Apache-2.0
//
// Every operation of a network, compiled for machines of all kinds, equals the oracle's loops.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/topology_builder.h"
#include "isa/zoo/zoo.h"
#include "tests/isa/compiler/judge.h"
#include "tests/isa/network/every_operation.h"

namespace isomer::testing {
namespace {

void require_right(const Network& network, const Machine& machine) {
  for (const bool keep : {true, false}) {
    const std::string wrong = judge(network, machine, keep);
    if (!wrong.empty()) {
      CAPTURE(network.name, machine.name, keep, wrong);
      REQUIRE(wrong.empty());
    }
  }
}

void require_right(const Network& network) {
  for (const char* name : {"tiny", "base", "wide"}) require_right(network, find_machine(name));
}

// Two branches of `a` and `b` channels side by side, each with its own format, and what reads both.
Topology branches(int a, int b, const Shape& input) {
  TopologyBuilder t("branches", "", input, true);
  t.convolution("left", kImage, a, {}, Activation::linear);
  t.convolution("right", kImage, b, {1, 1, 0}, Activation::linear);
  t.add({.name = "both", .kind = Node::Kind::concat, .inputs = {0, 1}});
  t.max_pool("pool", 3, 2, 1);
  t.convolution("depthwise", t.last(), a + b, {.groups = a + b}, Activation::relu);
  t.fully_connected("fc", 9, Activation::linear);
  return t.topology();
}

Topology grouped(int channels, int outputs, int groups, int size, int stride) {
  TopologyBuilder t("grouped", "", {channels, 9, 10}, false);
  t.convolution("conv", kImage, outputs, {size, stride, size / 2, groups}, Activation::relu6);
  t.global_average("average");
  return t.topology();
}

TEST_CASE("A network of every operation equals the oracle", "[compiler][operations]") {
  require_right(every_operation_network(), find_machine("tiny"));
  require_right(every_operation_network(), find_machine("base"));
}

TEST_CASE("Residuals, averages and tables equal the oracle", "[compiler][operations]") {
  for (const char* name : {"lenet5-mnist", "lstm", "resnet8"})
    require_right(random_network(find_topology(name), 3));
}

TEST_CASE("Groups of every width equal the oracle", "[compiler][operations]") {
  const int cases[][5] = {{6, 6, 6, 3, 1},    {20, 20, 20, 3, 2}, {20, 20, 20, 5, 1},
                          {5, 10, 5, 3, 1},   {32, 48, 2, 3, 1},  {40, 24, 8, 1, 2},
                          {34, 34, 34, 1, 1}, {48, 48, 48, 3, 1}, {36, 18, 3, 3, 1}};
  std::uint64_t seed = 1;
  for (const auto& [channels, outputs, groups, size, stride] : cases)
    require_right(random_network(grouped(channels, outputs, groups, size, stride), seed++));
}

TEST_CASE("Depthwise without its mappings is block diagonal", "[compiler][operations]") {
  Machine machine = find_machine("base");
  machine.has_depthwise = 0;
  require_right(random_network(grouped(20, 20, 20, 3, 1), 5), machine);
}

TEST_CASE("Parts of a concat start on words, in place or rescaled", "[compiler][operations]") {
  for (const auto& [a, b] : {std::pair{5, 7}, std::pair{16, 20}, std::pair{3, 32}})
    require_right(random_network(branches(a, b, {3, 8, 12}), 4));
}

TEST_CASE("Weights of every coding equal the oracle", "[compiler][operations]") {
  TopologyBuilder t("codings", "", {16, 6, 8}, true);
  t.convolution("conv", kImage, 32, {}, Activation::relu);
  t.convolution("odd lanes", t.last(), 5, {1, 1, 0}, Activation::linear);
  WeightTable table{};
  for (int n = 0; n < 16; ++n)
    table[static_cast<std::size_t>(n)] = static_cast<std::int16_t>(3 * n - 24);
  const WeightCoding codings[] = {{Decoder::integer, 1},     {Decoder::integer, 2},
                                  {Decoder::integer, 4, -3}, {Decoder::odd, 1},
                                  {Decoder::odd, 4},         {Decoder::table, 4, 0, table},
                                  {Decoder::pot, 4}};
  for (const WeightCoding& coding : codings)
    require_right(random_network(t.topology(), 6, {.coding = coding, .has_affine = true}));
}

TEST_CASE("An array of shifters takes powers of two", "[compiler][operations]") {
  Machine machine = find_machine("tiny");
  machine.multipliers = 0;
  const RandomNetworkOptions pot{.coding = {Decoder::pot, 4}};
  require_right(random_network(find_topology("lenet5-mnist"), 2, pot), machine);
  REQUIRE_THROWS_WITH(compile(random_network(find_topology("lenet5-mnist"), 2), machine),
                      Catch::Contains("'conv1'") && Catch::Contains("powers of two"));
}

TEST_CASE("What a machine lacks is refused with layer and remedy", "[compiler][refusal]") {
  const Network network = random_network(find_topology("resnet8"), 1);
  Machine machine = find_machine("base");
  machine.has_add = 0;
  REQUIRE_THROWS_WITH(compile(network, machine), Catch::Contains("adder of residuals"));
  machine.has_add = 1;
  machine.has_average = 0;
  REQUIRE_THROWS_WITH(compile(network, machine), Catch::Contains("average pool"));
}

TEST_CASE("A batch computes every image", "[compiler][batch]") {
  for (const char* machine : {"tiny", "base"})
    for (const char* name : {"lenet5-mnist", "lstm"})
      for (const bool keep : {true, false}) {
        const Network network = random_network(find_topology(name), 8);
        const std::string wrong = judge_batch(network, find_machine(machine), 3, keep);
        CAPTURE(machine, name, keep, wrong);
        REQUIRE(wrong.empty());
      }
}

void require_right_batch(const Network& network, const Machine& machine) {
  for (const bool keep : {true, false}) {
    const std::string wrong = judge_batch(network, machine, 3, keep);
    CAPTURE(network.name, machine.name, keep, wrong);
    REQUIRE(wrong.empty());
  }
}

// A convolution of 8 x 4 x 4 numbers, to put the last layer of a network behind.
TopologyBuilder beginning(const char* name) {
  TopologyBuilder t(name, "", {8, 4, 4}, true);
  t.convolution("conv", kImage, 16, {}, Activation::relu);
  return t;
}

TEST_CASE("A batch has every image's result whatever the last layer is", "[compiler][batch]") {
  std::vector<TopologyBuilder> endings;
  endings.push_back(beginning("pool"));
  endings.back().max_pool("last", 2, 2);
  endings.push_back(beginning("crop"));
  endings.back().add(
      {.name = "last", .kind = Node::Kind::crop, .inputs = {0}, .top = 1, .rows = 2});
  endings.push_back(beginning("concat"));
  endings.back().convolution("other", kImage, 16, {1, 1, 0}, Activation::linear);
  endings.back().add({.name = "last", .kind = Node::Kind::concat, .inputs = {0, 1}});
  endings.push_back(beginning("read twice"));  // the last tensor's neighbour is another result
  endings.back().add({.name = "both", .kind = Node::Kind::concat, .inputs = {0, kImage}});
  endings.back().add(
      {.name = "rows", .kind = Node::Kind::crop, .inputs = {1}, .top = 0, .rows = 1});
  endings.back().add({.name = "last", .kind = Node::Kind::concat, .inputs = {2, 2}});
  endings.push_back(beginning("padded"));  // a kernel as large as its input, and zeros around it
  endings.back().max_pool("pool", 4, 1);
  endings.back().convolution("last", 1, 20, {1, 3, 1}, Activation::linear);
  endings.push_back(beginning("padded rows"));
  endings.back().convolution("last", 0, 20, {4, 5, 1}, Activation::linear);
  for (const TopologyBuilder& t : endings)
    for (const char* machine : {"tiny", "base"})
      require_right_batch(random_network(t.topology(), 8), find_machine(machine));
}

// The memory that is left for an image decides its tiles, and they the parameters it loads.
TEST_CASE("Images of a batch that are cut differently do not mix", "[compiler][batch]") {
  Machine machine = find_machine("tiny");
  machine.parameter_words = 8;
  machine.activation_bank_words = 64;
  const auto network = [](int height, int first, int second,
                          const TopologyBuilder::Kernel& kernel) {
    TopologyBuilder t("images", "", {7, height, 16}, true);
    t.convolution("a", kImage, first, {}, Activation::relu);
    t.convolution("b", t.last(), second, kernel, Activation::relu);
    t.fully_connected("fc", 10, Activation::linear);
    return random_network(t.topology(), 31, {.has_affine = true});
  };
  require_right_batch(network(8, 30, 31, {1, 1, 0}), machine);
  require_right_batch(network(12, 46, 35, {3, 1, 0}), machine);
}

TEST_CASE("Weights of a batch are loaded once for its fully connected layers",
          "[compiler][batch]") {
  const Network network = random_network(find_topology("lenet5-mnist"), 8);
  const Machine base = find_machine("base");
  const auto macs_of = [](const Program& program, int layer) {
    int count = 0;
    for (const SourceLine& line : program.source) count += line.layer == layer && line.tensor >= 0;
    return count;
  };
  const int last = static_cast<int>(network.layers.size()) - 1;
  REQUIRE(macs_of(compile(network, base, {.keep_tensors = true, .batch = 4}), last) ==
          macs_of(compile(network, base), last));
}

}  // namespace
}  // namespace isomer::testing
