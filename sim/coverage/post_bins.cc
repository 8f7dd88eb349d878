// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/post_bins.h"

#include <bit>
#include <string>
#include <vector>

#include "isa/arithmetic/post.h"
#include "isa/hardware/bank_lock.h"
#include "sim/coverage/axes.h"
#include "sim/coverage/extremes.h"
#include "sim/coverage/sampling.h"

namespace isomer::coverage {
namespace {

constexpr int kPairBits = 16;       // of w and b
constexpr int kFewestExtremes = 4;  // bits of m1 from which its extremes are all different

std::int64_t greatest_affine_sum() {
  constexpr std::int64_t kPair = std::int64_t{1} << (kPairBits - 1);
  return (std::int64_t{1} << (kMaxNarrowBits - 1)) * kPair + (kPair << kMaxAffineBiasShift);
}

RoundingPlace narrow_place(const Machine& machine) {
  const std::int64_t limit = std::int64_t{1} << (machine.accumulator_bits - 1);
  return {.name = "post s1", .least = -limit, .greatest = limit - 1, .widest = kMaxNarrowBits};
}

RoundingPlace affine_place(const Machine& machine) {
  const std::int64_t limit = greatest_affine_sum();
  return {.name = "post s2",
          .least = -limit,
          .greatest = limit,
          .widest = kMaxAffineBits,
          .absent = machine.has_affine != 0 ? "" : "the machine has no affine stage"};
}

RoundingPlace residual_place(const Machine& machine) {
  const std::int64_t m2 = std::int64_t{1} << (kMaxNarrowBits - 1);
  const std::int64_t r = (std::int64_t{1} << machine.operand_bits) - 1;
  return {.name = "post s3",
          .least = -(m2 + (r + 1) / 2) * (std::int64_t{1} << kMaxResidualShift),
          .greatest = (m2 - 1 + r) * (std::int64_t{1} << kMaxResidualShift),
          .has_bounds = true,
          .absent = machine.has_add != 0 ? "" : "the machine has no residual stage"};
}

}  // namespace

PostBins::PostBins(CoveragePlan& plan, const Machine& machine)
    : s1_(plan, machine, narrow_place(machine)),
      s2_(plan, machine, affine_place(machine)),
      s3_(plan, machine, residual_place(machine)) {
  const CoverageAxis stages{"stages", {"s1", "s1 affine", "s1 add", "s1 affine add", "raw"}};
  const auto no_stages = [&machine](std::size_t at) -> std::string {
    if ((at == 1 || at == 3) && machine.has_affine == 0) return "the machine has no affine stage";
    if ((at == 2 || at == 3) && machine.has_add == 0) return "the machine has no residual stage";
    return "";
  };
  chain_ = plan.add("post chain", "which stages are present, in which rounding mode",
                    {stages, rounding_axis()}, [&](const std::vector<std::size_t>& at) {
                      const std::string reason = no_stages(at[0]);
                      return reason.empty() ? no_rounding(machine, at[1]) : reason;
                    });
  width_ = plan.add("post accumulator", "the bits that an accumulator needs when post reads it",
                    {number_axis("bits", 1, machine.accumulator_bits), sign_axis()});
  const auto with_affine = [&](const std::vector<std::size_t>&) { return no_stages(1); };
  n1_ = plan.add("post n1", "the width after the truncation point",
                 {number_axis("n1", 1, kMaxNarrowBits)});
  n2_ = plan.add("post n2", "the width after the affine stage",
                 {number_axis("n2", 1, kMaxAffineBits)}, with_affine);
  s_b_ = plan.add("post s_b", "the left shift of the affine addend",
                  {number_axis("s_b", 0, kMaxAffineBiasShift)}, with_affine);
  affine_ = plan.add("post affine operands", "both factors of the affine stage on their extremes",
                     {extremes_axis("m1"), extremes_axis("w")}, with_affine);
  residual_ = plan.add("post residual", "the residual operand on its extremes",
                       {flag_axis("r_signed"), extremes_axis("r")},
                       [&](const std::vector<std::size_t>& at) {
                         const std::string reason = no_stages(2);
                         return reason.empty() ? no_extreme(at[0] != 0, at[1]) : reason;
                       });
  exponents_ = plan.add("post exponents", "the difference of the exponents of a sum",
                        {number_axis("e1 - e2", -kMaxResidualShift, kMaxResidualShift)},
                        [&](const std::vector<std::size_t>&) { return no_stages(2); });
  clamp_ = plan.add("post clamp", "what the last clamp does",
                    {stages, {"lo", {"0", "not 0"}}, {"clamp", {"none", "low", "high", "lo > hi"}}},
                    [&](const std::vector<std::size_t>& at) -> std::string {
                      if (at[0] == 4) return "raw has no clamp";
                      return no_stages(at[0]);
                    });
}

void PostBins::record(CoverageCounts& counts, const Post& post, const State& before) const {
  record_fields(counts, post);
  const auto columns = static_cast<std::int64_t>(before.columns());
  const std::int64_t elements = std::int64_t{post.groups} * post.out_h * post.out_w * columns;
  for_each_sample(elements, kSamples, [&](std::int64_t n) {
    record_element(counts, post, before, n / columns, static_cast<std::size_t>(n % columns));
  });
}

void PostBins::record_fields(CoverageCounts& counts, const Post& post) const {
  const int stages = post.raw != 0 ? 4 : post.affine + 2 * post.add;
  ++counts[chain_(stages, post.rounding)];
  if (post.raw != 0) return;
  ++counts[n1_(post.n1 - 1)];
  if (post.affine != 0) {
    ++counts[n2_(post.n2 - 1)];
    ++counts[s_b_(post.s_b)];
  }
  if (post.add != 0) ++counts[exponents_(post.e1 - post.e2 + kMaxResidualShift)];
}

void PostBins::record_element(CoverageCounts& counts, const Post& post, const State& before,
                              std::int64_t n, std::size_t column) const {
  const Machine& machine = before.machine;
  const auto mode = static_cast<Rounding>(post.rounding);
  const std::int64_t acc = before.accumulator(before.accumulator_word(post.acc_base, n), column);
  const auto high_water = static_cast<std::uint64_t>(acc ^ acc >> (machine.accumulator_bits - 1));
  ++counts[width_(std::bit_width(high_water), acc < 0)];
  if (post.raw != 0) return;

  const std::int64_t limit1 = std::int64_t{1} << (post.n1 - 1);
  s1_.count(counts, acc, post.s1, -limit1, limit1 - 1, mode);
  std::int64_t m = narrow(acc, post.s1, post.n1, mode);

  const std::int64_t pixels = std::int64_t{post.out_h} * post.out_w;
  if (post.affine != 0) {
    const std::int64_t pair = (post.affine_base & ~1) + 2 * (n / pixels);
    const std::int64_t w = before.parameter(pair, column);
    const std::int64_t sum = affine_sum(m, w, before.parameter(pair + 1, column), post.s_b);
    const int m_extreme = post.n1 < kFewestExtremes ? -1 : extreme_of_bits(m, post.n1, true);
    const int w_extreme = extreme_of_bits(w, kPairBits, true);
    if (m_extreme >= 0 && w_extreme >= 0) ++counts[affine_(m_extreme, w_extreme)];
    const std::int64_t limit2 = std::int64_t{1} << (post.n2 - 1);
    s2_.count(counts, sum, post.s2, -limit2, limit2 - 1, mode);
    m = rnt_signed(sum, post.s2, post.n2, mode);
  }
  if (post.add != 0) {
    const std::int64_t channel = n / pixels * machine.columns + static_cast<std::int64_t>(column);
    const std::size_t word =
        before.activation_word(post.r_base + channel / machine.rows * post.r_plane +
                               n % pixels / post.out_w * post.r_pitch + n % post.out_w);
    std::int64_t r = 0;
    if (BankLock(machine, post.r_base, post.r_last).holds(word))
      r = before.activation(word, static_cast<std::size_t>(channel % machine.rows),
                            post.r_signed != 0);
    const int r_extreme = extreme_of_bits(r, machine.operand_bits, post.r_signed != 0);
    if (r_extreme >= 0) ++counts[residual_(post.r_signed, r_extreme)];
    const std::int64_t sum = m * (std::int64_t{1} << post.e1) + r * (std::int64_t{1} << post.e2);
    s3_.count(counts, sum, post.s3, post.lo, post.hi, mode);
    m = round_shift(sum, post.s3, mode);
  }
  const int clamping = post.lo > post.hi ? 3 : m > post.hi ? 2 : m < post.lo ? 1 : 0;
  ++counts[clamp_(post.affine + 2 * post.add, post.lo != 0, clamping)];
}

}  // namespace isomer::coverage
