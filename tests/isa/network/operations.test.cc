// SPDX-License-Identifier: Apache-2.0
//
// What validate() says to every way in which an operation can be wrong.

#include <catch2/catch.hpp>
#include <string>

#include "isa/container/error.h"
#include "isa/network/weight_coding.h"
#include "tests/isa/network/every_operation.h"

namespace isomer {
namespace {

using Catch::Contains;

// The message with which the changed network is refused.
template <typename Change>
std::string refusal(Change change) {
  Network network = every_operation_network();
  change(network);
  try {
    validate(network);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

// The operation of layer `number`.
template <typename Op>
Op& op(Network& network, std::size_t number) {
  return std::get<Op>(network.layers[number].operation);
}

// The message after one field of one operation has changed.
template <typename Op, typename Change>
std::string refusal_of(std::size_t layer, Change change) {
  return refusal([&](Network& n) { change(op<Op>(n, layer)); });
}

TEST_CASE("Every operation has a legal form", "[network]") {
  REQUIRE_NOTHROW(validate(every_operation_network()));
}

TEST_CASE("Groups are checked", "[network]") {
  const auto with = [](int groups) {
    return refusal_of<Convolution>(0, [&](Convolution& c) { c.groups = groups; });
  };
  CHECK_THAT(with(0), Contains("groups = 0"));
  CHECK_THAT(with(3), Contains("3 groups do not divide 4 input"));
  CHECK_THAT(with(2), Contains("36 weights") && Contains("72"));
}

TEST_CASE("Weight codings are checked", "[network]") {
  const auto with = [](std::size_t layer, auto change) {
    return refusal_of<Convolution>(layer, [&](Convolution& c) { change(c.coding); });
  };
  CHECK_THAT(with(0, [](WeightCoding& c) { c.stored_bits = 3; }), Contains("3 stored bits"));
  CHECK_THAT(with(0, [](WeightCoding& c) { c.offset = 1; }), Contains("'odd' has no offset"));
  CHECK_THAT(with(0, [](WeightCoding& c) { c.stored_bits = 4; }),
             Contains("weights[0] = -35 has no code of 4 bits of the decoder 'odd'"));
  CHECK_THAT(with(0, [](WeightCoding& c) { c.decoder = Decoder::pot; }), Contains("-35"));
  CHECK_THAT(with(0, [](WeightCoding& c) { c.table[3] = 1; }), Contains("entry 1"));
  CHECK_THAT(with(0, [](WeightCoding& c) { c.decoder = static_cast<Decoder>(4); }),
             Contains("no decoder 4"));
  CHECK_THAT(with(1, [](WeightCoding& c) { c.stored_bits = 8; }), Contains("1, 2 or 4"));
  CHECK_THAT(with(1, [](WeightCoding& c) { c.stored_bits = 1; }), Contains("= -256"));
  CHECK_THAT(with(1, [](WeightCoding& c) { c.table[15] = 512; }), Contains("entry 512"));
  CHECK_THAT(with(10, [](WeightCoding& c) { c.stored_bits = 1; }), Contains("2, 4 or 8"));
  CHECK_THAT(with(10, [](WeightCoding& c) { c.stored_bits = 2; }), Contains("-64"));
  const WeightCoding zero_point{.stored_bits = 4, .offset = -512};
  CHECK_THAT(with(10, [&](WeightCoding& c) { c = zero_point; }), Contains("-64"));
  CHECK_THAT(with(10, [](WeightCoding& c) { c = {.offset = 512}; }), Contains("offset 512"));
}

TEST_CASE("F16 every code is found again from its weight", "[network]") {
  WeightCoding table{.decoder = Decoder::table, .stored_bits = 4};
  for (std::int16_t i = 0; i < 16; ++i)
    table.table[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(i * i - 60);
  std::vector<WeightCoding> codings = {table};
  for (const int bits : {1, 2, 4, 8, 16}) {
    codings.push_back({.decoder = Decoder::integer, .stored_bits = bits, .offset = bits - 9});
    codings.push_back({.decoder = Decoder::odd, .stored_bits = bits});
    if (bits > 1 && bits < 16) codings.push_back({.decoder = Decoder::pot, .stored_bits = bits});
  }
  for (const WeightCoding& coding : codings) {
    int found = 0;
    for (std::uint32_t code = 0; code < 1U << coding.stored_bits; ++code) {
      const int weight = decode_weight(code, coding);
      const auto again = weight_code(weight, coding);
      CAPTURE(static_cast<int>(coding.decoder), coding.stored_bits, code, weight);
      if (!again || decode_weight(*again, coding) != weight || *again > code)
        REQUIRE(again.value_or(~0U) <= code);
      ++found;
    }
    CHECK(found == 1 << coding.stored_bits);
  }
  CHECK_FALSE(weight_code(62, table));
  CHECK_FALSE(weight_code(2, {.decoder = Decoder::odd}));
  CHECK_FALSE(weight_code(128, {}));
  CHECK_FALSE(weight_code(3, {.decoder = Decoder::pot}));
  CHECK_FALSE(weight_code(512, {.decoder = Decoder::pot}));
}

TEST_CASE("The stages of the post chain are checked", "[network]") {
  const auto affine = [](auto change) {
    return refusal_of<Convolution>(0, [&](Convolution& c) { change(*c.post.affine); });
  };
  const auto residual = [](auto change) {
    return refusal_of<Convolution>(1, [&](Convolution& c) { change(*c.post.residual); });
  };
  CHECK_THAT(affine([](Affine& a) { a.scale.pop_back(); }), Contains("3 affine.scale"));
  CHECK_THAT(affine([](Affine& a) { a.offset.clear(); }), Contains("0 affine.offset"));
  CHECK_THAT(affine([](Affine& a) { a.stage.s_b = 32; }), Contains("affine.s_b = 32"));
  CHECK_THAT(affine([](Affine& a) { a.stage.s2 = 64; }), Contains("affine.s2 = 64"));
  CHECK_THAT(affine([](Affine& a) { a.stage.n2 = 17; }), Contains("affine.n2 = 17"));
  CHECK_THAT(affine([](Affine& a) { a.scale_exponent += 1; }),
             Contains("exponent -5") && Contains("-4"));
  CHECK_THAT(residual([](ResidualStage& s) { s.e1 = 1; }), Contains("one of them must be zero"));
  CHECK_THAT(residual([](ResidualStage& s) { s.e2 = 2; }), Contains("exponents -8 and -5"));
  CHECK_THAT(residual([](ResidualStage& s) { s.e2 = 16; }), Contains("e2 = 16"));
  CHECK_THAT(residual([](ResidualStage& s) { s.s3 = 3; }), Contains("give -5"));
  CHECK_THAT(refusal([](Network& n) { n.layers[1].inputs = {1}; }), Contains("1 inputs"));
  CHECK_THAT(refusal([](Network& n) {
               n.layers[1].inputs = {1, 4};
               std::swap(n.layers[1], n.layers[3]);
             }),
             Contains("4 x 3 x 3"));
  CHECK_THAT(refusal([](Network& n) { n.layers[0].inputs = {0, 0}; }), Contains("2 inputs"));
  CHECK_THAT(refusal_of<Convolution>(0, [](Convolution& c) { c.post.narrow_bits = 25; }),
             Contains("post.narrow_bits = 25"));
}

TEST_CASE("F7 an accumulator that no machine holds is refused", "[network]") {
  CHECK_THAT(refusal([](Network& n) {
               op<Convolution>(n, 0).bias_format = {16, true, 19};
               op<Convolution>(n, 0).bias[2] = -32768;
             }),
             Contains("output channel 2") && Contains("48 bits"));
}

TEST_CASE("Average pools are checked", "[network]") {
  CHECK_THAT(refusal_of<AveragePool>(2, [](AveragePool& p) { p.stride_w = 1; }), Contains("3 x 5"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[3].channels = 5; }), Contains("5"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[3].format.exponent = 60; }),
             Contains("shift = 67"));
}

TEST_CASE("Operations on stored tensors are checked", "[network]") {
  CHECK_THAT(refusal_of<Add>(4, [](Add& a) { a.stage.e1 = 1; }), Contains("exponents -5 and -5"));
  CHECK_THAT(refusal_of<Add>(4, [](Add& a) { a.stage.s3 = 2; }), Contains("give -3"));
  CHECK_THAT(refusal_of<Add>(4, [](Add& a) { a.hi = 128; }), Contains("-100 to 128"));
  CHECK_THAT(refusal([](Network& n) { n.layers[4].inputs = {3}; }), Contains("1 inputs"));
  CHECK_THAT(refusal([](Network& n) { n.layers[4].inputs = {3, 2}; }), Contains("4 x 6 x 6"));
  CHECK_THAT(refusal_of<Multiply>(5, [](Multiply& m) { m.shift = 5; }), Contains("give -5"));
  CHECK_THAT(refusal_of<Multiply>(5, [](Multiply& m) { m.lo = -1; }), Contains("-1 to 255"));
  CHECK_THAT(refusal([](Network& n) { n.layers[5].inputs = {3, 4, 4}; }), Contains("3 inputs"));
  CHECK_THAT(refusal_of<Rescale>(6, [](Rescale& r) { r.hi = 64; }), Contains("1 to 64"));
  CHECK_THAT(refusal_of<Rescale>(6, [](Rescale& r) { r.rounding = static_cast<Rounding>(4); }),
             Contains("rounding = 4"));
  CHECK_THAT(refusal([](Network& n) { n.layers[7].inputs = {7}; }), Contains("4 channels"));
  CHECK_THAT(refusal([](Network& n) { n.layers[7].inputs = {7, 1}; }), Contains("6 x 6"));
  CHECK_THAT(refusal([](Network& n) { n.layers[8].inputs = {8, 8}; }), Contains("2 inputs"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[8].format.bits = 9; }), Contains("rescale it"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[9].format.bits = 7; }), Contains("outside -64"));
  CHECK_THAT(refusal_of<Crop>(9, [](Crop& c) { c.top = 3; }), Contains("top = 3"));
  CHECK_THAT(refusal_of<Crop>(9, [](Crop& c) { c.left = -1; }), Contains("left = -1"));
  CHECK_THAT(refusal([](Network& n) { n.tensors[10].format.bits = 7; }), Contains("differ"));
}

}  // namespace
}  // namespace isomer
