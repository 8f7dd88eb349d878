// SPDX-License-Identifier: Apache-2.0

#include <bit>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/bias.h"
#include "isa/arithmetic/decoder.h"
#include "isa/arithmetic/elementwise.h"
#include "isa/arithmetic/post.h"
#include "isa/arithmetic/rnt.h"
#include "isa/container/error.h"
#include "isa/hardware/features.h"
#include "tools/isomer/vectors_generator.h"

namespace isomer {
namespace {

// Two's complement of `bits` bits, of any size, one time in four an extreme.
std::int64_t operand(Random& random, int bits) {
  const std::int64_t least = -(std::int64_t{1} << (bits - 1));
  const std::int64_t extremes[] = {least, least + 1, -1, 0, 1, -least - 2, -least - 1};
  return random.between(0, 3) == 0 ? extremes[random.between(0, 6)] : random.any_size(bits);
}

int shift(Random& random) {
  constexpr int kEdges[] = {-64, -9, -1, 0, 1, 23, 24, 31, 32, 33, 47, 48, 49, 63};
  if (random.between(0, 3) == 0) return kEdges[random.between(0, 13)];
  return random.between(0, 7) == 0 ? random.between(-64, 63) : random.between(-2, 24);
}

// A value of a field for which the machine has the units.
int available_value(Random& random, const Machine& machine, Feature feature) {
  const std::uint32_t values = available(machine, feature);
  int n = random.between(1, std::popcount(values));
  int value = -1;
  while (n > 0) n -= static_cast<int>((values >> ++value) & 1);
  return value;
}

// Of a result: those of a format, or any.
struct Bounds {
  std::int64_t lo, hi;
};
Bounds bounds(Random& random) {
  if (random.between(0, 7) == 0) return {operand(random, 17), operand(random, 17)};
  constexpr Bounds kFormats[] = {
      {-128, 127}, {0, 255}, {-32768, 32767}, {0, 65535}, {-65536, 65535}};
  return kFormats[random.between(0, 4)];
}

Rounding rounding(Random& random, const Machine& machine) {
  return static_cast<Rounding>(available_value(random, machine, Feature::rounding));
}

void make_rnt(Random& random, const Machine& machine, Vector& v) {
  const std::int64_t a = operand(random, 48), s = shift(random);
  const auto [lo, hi] = bounds(random);
  const Rounding mode = rounding(random, machine);
  v.operands = {{"a", a}, {"s", s}, {"lo", lo}, {"hi", hi}, {"rounding", static_cast<int>(mode)}};
  v.answer.results = {{"y", rnt(a, static_cast<int>(s), lo, hi, mode)}};
}

void make_bias_align(Random& random, const Machine& machine, Vector& v) {
  const std::int64_t b = operand(random, 16);
  const int s_b = random.between(0, 63);
  v.operands = {{"b", b}, {"s_b", s_b}};
  v.answer.results = {{"y", align_bias(b, s_b, machine.accumulator_bits)}};
}

void make_mac_step(Random& random, const Machine& machine, Vector& v) {
  const std::int64_t acc = operand(random, machine.accumulator_bits);
  const std::int64_t x = operand(random, machine.operand_bits + 1);
  const std::int64_t w = operand(random, machine.decoded_bits());
  v.operands = {{"acc", acc}, {"x", x}, {"w", w}};
  v.answer.results = {{"y", mac(acc, x, w, machine.accumulator_bits)}};
}

void make_decoder(Random& random, const Machine& machine, Vector& v) {
  WeightDecoder decoder;
  decoder.decoder = static_cast<Decoder>(available_value(random, machine, Feature::decoder));
  const int log2_bits = available_value(random, machine, Feature::stored_bits);
  decoder.bits = 1 << log2_bits;
  decoder.decoded_bits = machine.decoded_bits();
  if ((available(machine, Feature::decoder_argument) & 2) != 0)
    decoder.offset = operand(random, 10);
  for (std::int16_t& entry : decoder.table) entry = static_cast<std::int16_t>(operand(random, 16));
  const auto code = static_cast<std::uint32_t>(random.next() & ((1U << decoder.bits) - 1));
  v.operands = {{"decoder", static_cast<int>(decoder.decoder)},
                {"stored_bits", log2_bits},
                {"offset", decoder.offset},
                {"code", code}};
  for (std::size_t n = 0; n < decoder.table.size(); ++n)
    v.operands.emplace_back("entry" + std::to_string(n), decoder.table[n]);
  v.answer.results = {{"y", decode(decoder, code)}};
}

void make_residual_sum(Random& random, const Machine& machine, Vector& v) {
  const std::int64_t m = operand(random, 24), r = operand(random, machine.operand_bits + 1);
  const ResidualStage stage{
      .e1 = random.between(0, 15), .e2 = random.between(0, 15), .s3 = shift(random)};
  const auto [lo, hi] = bounds(random);
  const Rounding mode = rounding(random, machine);
  v.operands = {
      {"m", m},        {"e1", stage.e1}, {"r", r},   {"e2", stage.e2},
      {"s", stage.s3}, {"lo", lo},       {"hi", hi}, {"rounding", static_cast<int>(mode)}};
  v.answer.results = {{"y", add(m, r, stage, lo, hi, mode)}};
}

void make_chain(Random& random, const Machine& machine, Vector& v) {
  const std::int64_t acc = operand(random, machine.accumulator_bits);
  const AffineStage affine{
      .s_b = random.between(0, 31), .s2 = shift(random), .n2 = random.between(1, 16)};
  const ResidualStage residual{
      .e1 = random.between(0, 15), .e2 = random.between(0, 15), .s3 = shift(random)};
  const PostOperands operands{operand(random, 16), operand(random, 16),
                              operand(random, machine.operand_bits)};
  const bool has_affine = available_value(random, machine, Feature::affine) != 0;
  const bool has_residual = available_value(random, machine, Feature::add) != 0;
  const auto [lo, hi] = bounds(random);
  PostStages stages{.s1 = shift(random),
                    .n1 = random.between(1, 24),
                    .lo = lo,
                    .hi = hi,
                    .mode = rounding(random, machine)};
  if (has_affine) stages.affine = affine;
  if (has_residual) stages.residual = residual;
  v.operands = {{"acc", acc},           {"rounding", static_cast<int>(stages.mode)},
                {"s1", stages.s1},      {"n1", stages.n1},
                {"affine", has_affine}, {"w", operands.w_c},
                {"b", operands.b_c},    {"s_b", affine.s_b},
                {"s2", affine.s2},      {"n2", affine.n2},
                {"add", has_residual},  {"r", operands.r},
                {"e1", residual.e1},    {"e2", residual.e2},
                {"s3", residual.s3},    {"lo", stages.lo},
                {"hi", stages.hi}};
  const PostResult result = post_counting(acc, stages, operands);
  v.answer.results = {{"y", result.y}, {"saturated", result.is_saturated}};
}

struct Leaf {
  const char* kind;
  void (*make)(Random& random, const Machine& machine, Vector& vector);
};

constexpr Leaf kLeaves[] = {
    {"rnt", make_rnt},         {"bias_align", make_bias_align}, {"mac_step", make_mac_step},
    {"decoder", make_decoder}, {"chain", make_chain},           {"residual_sum", make_residual_sum},
};

}  // namespace

std::vector<std::string> arithmetic_kinds() {
  std::vector<std::string> kinds;
  for (const Leaf& leaf : kLeaves) kinds.emplace_back(leaf.kind);
  return kinds;
}

void make_arithmetic(Random& random, const Machine& machine, const std::string& kind,
                     Vector& vector) {
  for (const Leaf& leaf : kLeaves)
    if (kind == leaf.kind) return leaf.make(random, machine, vector);
  throw Error("there are no vectors of kind '" + kind + "'");
}

}  // namespace isomer
