// SPDX-License-Identifier: Apache-2.0
//
// The overflow proof and what else the compiler refuses.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "tests/isa/compiler/judge.h"
#include "tests/support/networks.h"

namespace isomer::testing {
namespace {

using Catch::Matchers::Contains;

// One output channel over three inputs of 0..255. With weights -128, -128, 1 and bias 32767 << 16
// the accumulator's bound is exactly 257 * 255 + 2147418112 = 2^31 - 1.
Network at_the_bound(std::int16_t last_weight) {
  Network network = NetworkBuilder(1, 3, 2, 2).convolution(1, {1, 1, 1, 1, {}}, true).build();
  auto& op = std::get<Convolution>(network.layers[0].operation);
  op.weights = {-128, -128, last_weight};
  op.bias = {32767};
  op.bias_format = {16, true, -7 - 6 + 16};
  op.post.shift = 24;
  network.tensors[1].format.exponent = -7 - 6 + 24;
  return network;
}

TEST_CASE("F7 the proof accepts a layer exactly at the bound", "[compiler][overflow]") {
  for (const char* name : {"tiny", "base"})
    REQUIRE(judge(at_the_bound(1), find_machine(name)) == "");
}

TEST_CASE("F7 the proof refuses one more, naming layer, channel and bound",
          "[compiler][overflow]") {
  REQUIRE_THROWS_WITH(compile(at_the_bound(2), find_machine("base")),
                      Contains("'conv0'") && Contains("channel 0") && Contains("2147483902") &&
                          Contains("2147483647"));
}

TEST_CASE("F7 the proof looks at every channel", "[compiler][overflow]") {
  Network network = NetworkBuilder(1, 3, 2, 2).convolution(2, {1, 1, 1, 1, {}}, true).build();
  auto& op = std::get<Convolution>(network.layers[0].operation);
  op.weights = {1, 1, 1, -128, -128, 2};
  op.bias = {0, 32767};
  op.bias_format = {16, true, -7 - 6 + 16};
  REQUIRE_THROWS_WITH(compile(network, find_machine("base")), Contains("channel 1"));
}

void require_refused(const Network& network, const char* machine, const std::string& layer,
                     const std::string& reason) {
  REQUIRE_THROWS_WITH(compile(network, find_machine(machine)),
                      Contains("'" + layer + "'") && Contains(reason));
}

TEST_CASE("Geometry beyond the fields is refused with the layer's name", "[compiler][refusal]") {
  require_refused(NetworkBuilder(1, 1, 40, 40).convolution(1, {1, 1, 16, 1, {}}).build(), "base",
                  "conv0", "stride 16 exceeds 15");
  require_refused(NetworkBuilder(1, 1, 600, 4).convolution(1, {505, 1, 1, 1, {}}).build(), "base",
                  "conv0", "kernel 505 exceeds 504");
  require_refused(NetworkBuilder(1, 1, 40, 40).max_pool({1, 32, 1, 1, {}}).build(), "base", "pool0",
                  "kernel 32 exceeds 31");
  require_refused(NetworkBuilder(1, 1, 4, 4).convolution(1, {1, 1, 1, 1, {513, 0, 0, 0}}).build(),
                  "base", "conv0", "padding 513 exceeds 512");
}

TEST_CASE("A layer without any tile that fits is refused with its name", "[compiler][refusal]") {
  require_refused(NetworkBuilder(1, 4, 1, 1500).convolution(4, {1, 504, 1, 2, {}}).build(), "tiny",
                  "conv0", "smallest tile");
}

TEST_CASE("Integers wider than the machine's are refused", "[compiler][refusal]") {
  Network wide_weight = NetworkBuilder(1, 1, 4, 4).convolution(1, {1, 1, 1, 1, {}}).build();
  auto& op = std::get<Convolution>(wide_weight.layers[0].operation);
  op.weights = {201};
  op.weight_format.bits = 9;
  op.coding = {Decoder::odd, 8};
  require_refused(wide_weight, "base", "conv0", "weight 201");

  Network wide_tensor = NetworkBuilder(1, 1, 4, 4).convolution(1, {1, 1, 1, 1, {}}).build();
  wide_tensor.tensors[1].format.bits = 9;
  require_refused(wide_tensor, "base", "t0", "9 bits");
}

}  // namespace
}  // namespace isomer::testing
