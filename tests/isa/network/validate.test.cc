// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <string>

#include "isa/container/error.h"
#include "tests/isa/network/example.h"

namespace isomer {
namespace {

using Catch::Contains;

// The message with which the changed example is refused.
template <typename Change>
std::string refusal(Change change) {
  Network network = example_network();
  REQUIRE_NOTHROW(validate(network));
  change(network);
  try {
    validate(network);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

Convolution& conv(Network& network) { return std::get<Convolution>(network.layers[0].operation); }
MaxPool& pool(Network& network) { return std::get<MaxPool>(network.layers[1].operation); }

TEST_CASE("The bias shift is the distance of the exponents", "[network]") {
  Network network = example_network();
  CHECK(bias_shift(network, network.layers[0]) == 4);
  CHECK(bias_shift(network, network.layers[2]) == 0);
  conv(network).bias_format.exponent = -15;
  CHECK_THROWS_WITH(bias_shift(network, network.layers[0]), Contains("'conv1'") && Contains("-1"));
  conv(network).bias_format.exponent = 63;
  CHECK_THROWS_WITH(bias_shift(network, network.layers[0]), Contains("= 77"));
  CHECK_THROWS_WITH(bias_shift(network, network.layers[1]), Contains("'pool1'"));
}

TEST_CASE("Tensors are checked", "[network]") {
  CHECK_THAT(refusal([](Network& n) { n.tensors[2].channels = 0; }), Contains("'pooled'"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[0].height = 65537; }), Contains("'image'"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[1].format.bits = 17; }), Contains("features"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[1].format.exponent = 64; }), Contains("features"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[1].name = "image"; }), Contains("twice"));
  CHECK_THAT(refusal([](Network& n) { n.tensors.emplace_back().name = "orphan"; }),
             Contains("'orphan'") && Contains("produces"));
  CHECK_THAT(refusal([](Network& n) { n.tensors.clear(); }), Contains("'example'"));
}

TEST_CASE("The graph is checked", "[network]") {
  CHECK_THAT(refusal([](Network& n) { n.layers.clear(); }), Contains("'example'"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].inputs = {9}; }), Contains("number 9"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].inputs = {-1}; }), Contains("number -1"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].inputs = {}; }), Contains("0 inputs"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].inputs = {0, 0}; }), Contains("2 inputs"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].output = 4; }), Contains("number 4"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].inputs = {2}; }), Contains("before it"));
  CHECK_THAT(refusal([](Network& n) { n.layers[1].output = 0; }), Contains("another producer"));
  CHECK_THAT(refusal([](Network& n) { std::swap(n.layers[0], n.layers[1]); }),
             Contains("'pool1'") && Contains("before it"));
  CHECK_THAT(refusal([](Network& n) { n.layers[1].name = "fc"; }), Contains("twice"));
}

TEST_CASE("Convolutions are checked", "[network]") {
  CHECK_THAT(refusal([](Network& n) { conv(n).out_channels = 4; }), Contains("3 channels"));
  CHECK_THAT(refusal([](Network& n) { conv(n).kernel_h = 0; }), Contains("kernel_h = 0"));
  CHECK_THAT(refusal([](Network& n) { conv(n).stride_w = 0; }), Contains("stride_w = 0"));
  CHECK_THAT(refusal([](Network& n) { conv(n).padding.left = -1; }), Contains("padding.left"));
  CHECK_THAT(refusal([](Network& n) { conv(n).padding.top = 2; }),
             Contains("6 x 4") && Contains("7 x 4"));
  CHECK_THAT(refusal([](Network& n) { conv(n).kernel_w = 6; }), Contains("larger"));
  CHECK_THAT(refusal([](Network& n) { conv(n).weights.pop_back(); }),
             Contains("35 weights") && Contains("36"));
  CHECK_THAT(refusal([](Network& n) { conv(n).weights[3] = 257; }), Contains("weights[3] = 257"));
  CHECK_THAT(refusal([](Network& n) { conv(n).weights[3] = -257; }), Contains("weights[3]"));
  CHECK_THAT(refusal([](Network& n) { conv(n).bias.push_back(0); }), Contains("4 bias"));
  CHECK_THAT(refusal([](Network& n) { conv(n).bias_format.bits = 8; }),
             Contains("bias[0] = -32768"));
  CHECK_THAT(refusal([](Network& n) { conv(n).bias_format.exponent = 20; }), Contains("34"));
  CHECK_THAT(refusal([](Network& n) { conv(n).weight_format.bits = 0; }),
             Contains("conv1.weights"));
}

TEST_CASE("The post chain is checked", "[network]") {
  CHECK_THAT(refusal([](Network& n) { conv(n).post.shift = 9; }),
             Contains("exponent -4") && Contains("give -5"));
  CHECK_THAT(refusal([](Network& n) { conv(n).post.lo = -1; }), Contains("-1 to 127"));
  CHECK_THAT(refusal([](Network& n) { conv(n).post.hi = 128; }), Contains("0 to 128"));
  CHECK_THAT(refusal([](Network& n) { conv(n).post.lo = 127, conv(n).post.hi = 126; }),
             Contains("127 to 126"));
}

TEST_CASE("Pooling is checked", "[network]") {
  CHECK_THAT(refusal([](Network& n) { n.tensors[2].format.exponent = -3; }), Contains("'pool1'"));
  CHECK_THAT(refusal([](Network& n) { pool(n).stride_h = 1; }), Contains("5 x 2"));
  CHECK_THAT(refusal([](Network& n) {
               pool(n).padding = {.top = 2};
               n.tensors[2].height = 4;
             }),
             Contains("nothing but padding"));
  CHECK_THAT(refusal([](Network& n) {
               pool(n).padding = {.bottom = 2};
               n.tensors[2].height = 4;
             }),
             Contains("nothing but padding"));
}

}  // namespace
}  // namespace isomer
