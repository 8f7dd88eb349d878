// SPDX-License-Identifier: Apache-2.0
//
// Arrays that are not square, memories of a few words, a machine without features: what compiles
// equals the oracle, and what does not says why.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "isa/random/random.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"
#include "tests/isa/compiler/judge.h"
#include "tests/sim/runner/networks.h"
#include "tests/support/networks.h"

namespace isomer::testing {
namespace {

// The shape of that name with memories of a usual size, or of its own few words.
Machine shape(const std::string& name, bool is_roomy) {
  Machine machine = load_machine(std::string(ISOMER_SHAPES) + "/" + name + "/machine.toml");
  if (!is_roomy) return machine;
  machine.activation_bank_words = 1024;
  machine.weight_words = 2048;
  machine.accumulator_entries = 128;
  machine.parameter_words = 128;
  return machine;
}

// Random graphs of every operation; how many the machine takes.
int judge_graphs(const Machine& machine, int count) {
  int taken = 0;
  for (int seed = 1; seed <= count; ++seed) {
    const bool is_wide = machine.operand_bits == 16 && seed % 2 == 1;
    const Network network = random_graph(static_cast<std::uint64_t>(seed), is_wide);
    for (const bool keep : {true, false}) {
      std::string wrong;
      try {
        wrong = judge(network, machine, keep);
        ++taken;
      } catch (const Error& error) {
        const std::string what = error.what();
        if (what.find("layer '") == std::string::npos || what.find("; ") == std::string::npos)
          wrong = what;
      }
      if (!wrong.empty()) {
        CAPTURE(machine.name, seed, keep, wrong);
        REQUIRE(wrong.empty());
      }
    }
  }
  return taken;
}

TEST_CASE("Random graphs on arrays that are not square equal the oracle", "[compiler][shapes]") {
  // Of 60; the others have weights or tables that the machine cannot hold.
  REQUIRE(judge_graphs(shape("8x32", true), 30) >= 20);
  REQUIRE(judge_graphs(shape("32x8", true), 30) >= 20);
  REQUIRE(judge_graphs(shape("16x4", true), 30) == 60);
}

TEST_CASE("Random graphs in memories of a few words equal the oracle", "[compiler][shapes]") {
  REQUIRE(judge_graphs(shape("8x32", false), 30) >= 15);
  REQUIRE(judge_graphs(shape("16x4", false), 30) >= 30);
}

TEST_CASE("Networks on arrays that are not square equal the oracle", "[compiler][shapes]") {
  for (const char* name : {"8x32", "32x8", "16x4"})
    for (const char* network : {"lenet5-mnist", "resnet8"}) {
      const std::string wrong =
          judge(random_network(find_topology(network), 1), shape(name, true), false);
      CAPTURE(name, network, wrong);
      REQUIRE(wrong.empty());
    }
}

TEST_CASE("A machine without features runs convolutions and pools", "[compiler][shapes]") {
  const Machine nano = find_machine("nano");
  REQUIRE(judge(random_network(find_topology("lenet5-mnist"), 1), nano, true).empty());
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    NetworkBuilder builder(seed, random.between(1, 6), random.between(6, 12),
                           random.between(6, 12));
    for (int layer = 0; layer < 3; ++layer) {
      const int kernel = random.between(1, 3);
      const Window window{kernel, kernel, random.between(1, 2), 1, {1, 1, 1, 1}};
      if (random.between(0, 2) > 0)
        builder.convolution(random.between(1, 9), window);
      else
        builder.max_pool({kernel + 1, 2, 1, 1, {1, 0, 0, 1}});
    }
    Network network = builder.fully_connected(5, true).build();
    for (Layer& layer : network.layers)
      if (auto* op = std::get_if<Convolution>(&layer.operation))
        op->post.rounding = Rounding::half_up;
    const std::string wrong = judge(network, nano, seed % 2 == 0);
    CAPTURE(seed, wrong);
    REQUIRE(wrong.empty());
  }
}

TEST_CASE("What a machine's memories cannot hold is refused", "[compiler][refusal]") {
  using Catch::Contains;
  const auto refusal = [](const char* network, const Machine& machine) -> std::string {
    try {
      compile(random_network(find_topology(network), 1), machine);
    } catch (const Error& error) {
      return error.what();
    }
    return "accepted";
  };
  CHECK_THAT(refusal("resnet8", find_machine("nano")),
             Contains("'stage1.block1.conv2'") && Contains("choose a machine with `add`"));
  Machine half = shape("8x32", false);
  half.activation_bank_words /= 2;
  CHECK_THAT(refusal("resnet8", half), Contains("'average'") && Contains("larger memories"));
  CHECK_THAT(refusal("lenet5-mnist", shape("32x8", false)),
             Contains("'conv1'") && Contains("larger memories"));
  CHECK_THAT(refusal("lstm", shape("16x4", false)),
             Contains("32 parameter words") && Contains("has 16"));
}

TEST_CASE("A residual beside columns that its concat leaves empty is refused",
          "[compiler][refusal]") {
  Network network = NetworkBuilder(3, 8, 4, 4).convolution(8, {1, 1, 1, 1, {}}).build();
  const TensorInfo image = network.tensors[0];
  network.layers[0].operation = Concat{};
  network.layers[0].inputs = {0, 0};
  network.tensors[1] = image;
  network.tensors[1].name = "both";
  network.tensors[1].channels = 16;
  Network rest = NetworkBuilder(4, 16, 4, 4).convolution(16, {1, 1, 1, 1, {}}).build();
  Layer conv = rest.layers[0];
  conv.name = "sum";
  conv.inputs = {1, 1};
  conv.output = 2;
  const int step = rest.tensors[1].format.exponent - image.format.exponent;
  auto& residual = std::get<Convolution>(conv.operation).post.residual.emplace();
  residual.e1 = step;
  residual.s3 = step;
  network.layers.push_back(conv);
  network.tensors.push_back(rest.tensors[1]);
  network.tensors[2].name = "sum";
  REQUIRE_THROWS_WITH(compile(network, shape("8x32", true)),
                      Catch::Contains("'sum'") && Catch::Contains("32 columns"));
}

}  // namespace
}  // namespace isomer::testing
