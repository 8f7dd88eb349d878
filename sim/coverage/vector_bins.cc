// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/vector_bins.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "isa/arithmetic/format.h"
#include "isa/arithmetic/post.h"
#include "isa/hardware/bank_lock.h"
#include "sim/coverage/axes.h"
#include "sim/coverage/extremes.h"
#include "sim/coverage/sampling.h"
#include "sim/machine/stored_tensors.h"

namespace isomer::coverage {
namespace {

constexpr std::int64_t kGreatestMultiplier = 0x7fff;
constexpr std::int64_t kGreatestWindow = 255 * 255;
constexpr std::array kIndexes = {0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff};

// What enters the RNT that the operations share.
RoundingPlace vector_place(const Machine& machine) {
  const std::int64_t size = std::int64_t{1} << machine.operand_bits;
  RoundingPlace place{.name = "vector"};
  const auto admit = [&place](std::int64_t least, std::int64_t greatest) {
    place.least = std::min(place.least, least);
    place.greatest = std::max(place.greatest, greatest);
  };
  if (machine.has_average != 0) {
    const std::int64_t factor = kGreatestWindow * kGreatestMultiplier;
    admit(-size / 2 * factor, (size - 1) * factor);
    place.widest = 16;
    place.has_unsigned = true;
  }
  if (machine.has_add != 0) {
    const std::int64_t sum = std::int64_t{2} << kMaxResidualShift;
    admit(-size / 2 * sum, (size - 1) * sum);
    admit(-size / 2 * (size - 1), (size - 1) * (size - 1));
    place.has_bounds = true;
  }
  if (machine.has_average == 0 && machine.has_add == 0)
    place.absent = "the machine has neither avg_pool nor add, multiply and rescale";
  return place;
}

// What operation `op` (in the order of VectorBins) lacks.
std::string no_operation(const Machine& machine, std::size_t operation) {
  if (operation == 0) return machine.has_average != 0 ? "" : "the machine has no avg_pool";
  return machine.has_add != 0 ? "" : "the machine has no add, multiply and rescale";
}

// The words under the window of output (g, oy, ox); nothing where there are none.
template <typename Op, typename Combine>
std::optional<std::int64_t> window(const State& before, const Op& op, const BankLock& lock, int g,
                                   int oy, int ox, std::size_t element, const Combine& combine) {
  std::optional<std::int64_t> result;
  for (int ky = 0; ky < op.kernel_h; ++ky) {
    const int iy = oy * op.stride_h + ky + op.iy0;
    if (iy < 0 || iy >= op.in_h) continue;
    for (int kx = 0; kx < op.kernel_w; ++kx) {
      const int ix = ox * op.stride_w + kx + op.ix0;
      if (ix < 0 || ix >= op.in_w) continue;
      const std::int64_t x =
          read_locked(before, lock, x_of(op).address(g, iy, ix), element, op.x_signed != 0);
      result = result ? combine(*result, x) : x;
    }
  }
  return result;
}

// Calls visit(group, row, column, element) for sampled elements of the result; `cost` is how many
// elements each of them reads.
template <typename Op, typename Visit>
void for_each_element(const State& before, const Op& op, std::int64_t cost, const Visit& visit) {
  const auto rows = static_cast<std::int64_t>(before.rows());
  const std::int64_t pixels = std::int64_t{op.out_h} * op.out_w;
  const std::int64_t samples = std::max<std::int64_t>(1, kSamples / cost);
  for_each_sample(op.groups * pixels * rows, samples, [&](std::int64_t n) {
    const std::int64_t word = n / rows;
    visit(static_cast<int>(word / pixels), static_cast<int>(word % pixels / op.out_w),
          static_cast<int>(word % op.out_w), static_cast<std::size_t>(n % rows));
  });
}

template <typename Op>
std::int64_t window_cost(const Op& op) {
  return std::max<std::int64_t>(1, std::int64_t{op.kernel_h} * op.kernel_w / 4);
}

CoverageAxis operation_axis() { return {"operation", {"avg_pool", "add", "multiply", "rescale"}}; }

}  // namespace

VectorBins::VectorBins(CoveragePlan& plan, const Machine& machine)
    : accumulator_bits_(machine.accumulator_bits), rounding_(plan, machine, vector_place(machine)) {
  using At = const std::vector<std::size_t>&;
  const auto with_operation = [&](At at) { return no_operation(machine, at[0]); };
  const auto with_add = [&](At) { return no_operation(machine, kAdd); };
  remainders_ =
      plan.add("vector remainder", "the fractions that each operation rounds",
               {operation_axis(), rounding_axis(), sign_axis(), remainder_axis()}, [&](At at) {
                 const std::string reason = no_operation(machine, at[0]);
                 return reason.empty() ? no_rounding(machine, at[1]) : reason;
               });
  shifts_ = plan.add("vector shift", "the shift of each operation",
                     {operation_axis(), shift_axis(accumulator_bits_)}, with_operation);
  clamps_ =
      plan.add("vector clamp", "what the clamp of each operation does",
               {operation_axis(), {"clamp", {"none", "high", "low", "by rounding", "lo > hi"}}},
               [&](At at) -> std::string {
                 if (at[0] == kAveragePool && at[1] == 4) return "a width is no empty range";
                 return no_operation(machine, at[0]);
               });
  operands_ = plan.add("vector operands", "both operands on their extremes",
                       {{"operation", {"add", "multiply"}},
                        flag_axis("x_signed"),
                        flag_axis("r_signed"),
                        extremes_axis("x"),
                        extremes_axis("r")},
                       [&](At at) {
                         for (const std::string& reason :
                              {no_operation(machine, kAdd), no_extreme(at[1] != 0, at[3]),
                               no_extreme(at[2] != 0, at[4])})
                           if (!reason.empty()) return reason;
                         return std::string();
                       });
  rescaled_ = plan.add("rescale operand", "the operand on its extremes",
                       {flag_axis("x_signed"), extremes_axis("x")}, [&](At at) {
                         const std::string reason = no_operation(machine, kRescale);
                         return reason.empty() ? no_extreme(at[0] != 0, at[1]) : reason;
                       });
  exponents_ = plan.add("add exponents", "the difference of the exponents of a sum",
                        {number_axis("e1 - e2", -kMaxResidualShift, kMaxResidualShift)}, with_add);
  const auto with_average = [&](At) { return no_operation(machine, kAveragePool); };
  average_ = plan.add("avg_pool result", "its width and signedness",
                      {number_axis("y_bits", 1, 16), flag_axis("y_signed")}, with_average);
  multiplier_ = plan.add("avg_pool multiplier", "M",
                         {{"M", {"0", "1", "2..16383", "16384..32766", "32767"}}}, with_average);
  maximum_ = plan.add("max_pool result", "the maximum on its extremes",
                      {flag_axis("x_signed"), extremes_axis("maximum")},
                      [&](At at) { return no_extreme(at[0] != 0, at[1]); });
  lookup_ =
      plan.add("lookup", "the ends and the middle of a table",
               {flag_axis("y_signed"), {"index", {"0x00", "0x01", "0x7f", "0x80", "0xfe", "0xff"}}},
               [&](At) -> std::string {
                 return machine.has_lookup != 0 ? "" : "the machine has no lookup";
               });
}

void VectorBins::count(CoverageCounts& counts, Operation operation, const Result& result) const {
  const RoundingCase is =
      rounding_.count(counts, result.value, result.shift, result.lo, result.hi, result.mode);
  ++counts[remainders_(operation, result.mode, is.is_negative, is.remainder)];
  ++counts[shifts_(operation, shift_class(result.shift, accumulator_bits_))];
  ++counts[clamps_(operation, result.lo > result.hi ? 4 : static_cast<int>(is.clamping))];
}

template <typename Op, typename Combine>
void VectorBins::count_combined(CoverageCounts& counts, Operation operation, const Op& op,
                                const State& before, const Combine& combine) const {
  BankLock lock(before.machine, op.x_base, op.x_last);
  lock.add(op.r_base, op.r_last);
  const int bits = before.machine.operand_bits;
  for_each_element(before, op, 1, [&](int g, int oy, int ox, std::size_t e) {
    const std::int64_t x =
        read_locked(before, lock, x_of(op).address(g, oy, ox), e, op.x_signed != 0);
    const std::int64_t r =
        read_locked(before, lock, r_of(op).address(g, oy, ox), e, op.r_signed != 0);
    const int x_extreme = extreme_of_bits(x, bits, op.x_signed != 0);
    const int r_extreme = extreme_of_bits(r, bits, op.r_signed != 0);
    if (x_extreme >= 0 && r_extreme >= 0)
      ++counts[operands_(operation - kAdd, op.x_signed, op.r_signed, x_extreme, r_extreme)];
    count(counts, operation,
          {combine(x, r), op.s, op.lo, op.hi, static_cast<Rounding>(op.rounding)});
  });
}

void VectorBins::record(CoverageCounts& counts, const AveragePoolInstruction& op,
                        const State& before) const {
  ++counts[average_(op.y_bits - 1, op.y_signed)];
  const int m = op.multiplier;
  ++counts[multiplier_(m < 2 ? m : m == kGreatestMultiplier ? 4 : m < (1 << 14) ? 2 : 3)];
  const BankLock lock(before.machine, op.x_base, op.x_last);
  const Format format{.bits = op.y_bits, .is_signed = op.y_signed != 0};
  const auto plus = [](std::int64_t a, std::int64_t b) { return a + b; };
  for_each_element(before, op, window_cost(op), [&](int g, int oy, int ox, std::size_t e) {
    const std::int64_t sum = window(before, op, lock, g, oy, ox, e, plus).value_or(0);
    count(counts, kAveragePool,
          {sum * op.multiplier, op.s, format.min(), format.max(),
           static_cast<Rounding>(op.rounding)});
  });
}

void VectorBins::record(CoverageCounts& counts, const AddInstruction& op,
                        const State& before) const {
  ++counts[exponents_(op.e1 - op.e2 + kMaxResidualShift)];
  count_combined(counts, kAdd, op, before, [&op](std::int64_t x, std::int64_t r) {
    return x * (std::int64_t{1} << op.e1) + r * (std::int64_t{1} << op.e2);
  });
}

void VectorBins::record(CoverageCounts& counts, const MultiplyInstruction& op,
                        const State& before) const {
  count_combined(counts, kMultiply, op, before,
                 [](std::int64_t x, std::int64_t r) { return x * r; });
}

void VectorBins::record(CoverageCounts& counts, const RescaleInstruction& op,
                        const State& before) const {
  const BankLock lock(before.machine, op.x_base, op.x_last);
  for_each_element(before, op, 1, [&](int g, int oy, int ox, std::size_t e) {
    const std::int64_t x =
        read_locked(before, lock, x_of(op).address(g, oy, ox), e, op.x_signed != 0);
    const int extreme = extreme_of_bits(x, before.machine.operand_bits, op.x_signed != 0);
    if (extreme >= 0) ++counts[rescaled_(op.x_signed, extreme)];
    count(counts, kRescale, {x, op.s, op.lo, op.hi, static_cast<Rounding>(op.rounding)});
  });
}

void VectorBins::record(CoverageCounts& counts, const MaxPoolInstruction& op,
                        const State& before) const {
  const BankLock lock(before.machine, op.x_base, op.x_last);
  const auto max = [](std::int64_t a, std::int64_t b) { return std::max(a, b); };
  for_each_element(before, op, window_cost(op), [&](int g, int oy, int ox, std::size_t e) {
    const auto maximum = window(before, op, lock, g, oy, ox, e, max);
    if (!maximum) return;
    const int extreme = extreme_of_bits(*maximum, before.machine.operand_bits, op.x_signed != 0);
    if (extreme >= 0) ++counts[maximum_(op.x_signed, extreme)];
  });
}

void VectorBins::record(CoverageCounts& counts, const LookupInstruction& op,
                        const State& before) const {
  const BankLock lock(before.machine, op.x_base, op.x_last);
  for_each_element(before, op, 1, [&](int g, int oy, int ox, std::size_t e) {
    const std::int64_t x = read_locked(before, lock, x_of(op).address(g, oy, ox), e, false);
    const auto* const at = std::find(kIndexes.begin(), kIndexes.end(), x & 0xff);
    if (at != kIndexes.end()) ++counts[lookup_(op.y_signed, at - kIndexes.begin())];
  });
}

}  // namespace isomer::coverage
