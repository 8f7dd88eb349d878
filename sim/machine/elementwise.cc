// SPDX-License-Identifier: Apache-2.0
//
// add:      y = clamp(rnd((x * 2^e1 + r * 2^e2) * 2^-s), lo, hi)
// multiply: y = RNT(x * r, s, lo, hi)
// rescale:  y = RNT(x, s, lo, hi)
// for every element of groups x out_h x out_w words.
#include "isa/arithmetic/elementwise.h"

#include "sim/machine/execute.h"
#include "sim/machine/stored_tensors.h"

namespace isomer {
namespace {

// Clamps the rounded value that rounded(g, oy, ox, element) gives and writes it.
template <typename Op, typename Rounded>
void write_results(State& state, const Op& op, const Rounded& rounded) {
  const BankLock lock(state.machine, op.y_base, op.y_last);
  for_each_position(op, [&](int g, int oy, int ox) {
    for (std::size_t e = 0; e < state.rows(); ++e) {
      const std::int64_t value = rounded(g, oy, ox, e);
      state.counts.saturations += saturates(value, op.lo, op.hi) ? 1U : 0U;
      write_locked(state, lock, y_of(op).address(g, oy, ox), e, clamp(value, op.lo, op.hi));
    }
  });
}

// As write_results, of operands combined(x, r).
template <typename Op, typename Combined>
void write_combined(State& state, const Op& op, const Combined& combined) {
  BankLock lock(state.machine, op.x_base, op.x_last);
  lock.add(op.r_base, op.r_last);
  write_results(state, op, [&](int g, int oy, int ox, std::size_t e) {
    return combined(read_locked(state, lock, x_of(op).address(g, oy, ox), e, op.x_signed != 0),
                    read_locked(state, lock, r_of(op).address(g, oy, ox), e, op.r_signed != 0));
  });
}

template <typename Op>
Rounding rounding_of(const Op& op) {
  return static_cast<Rounding>(op.rounding);
}

}  // namespace

void execute(State& state, const AddInstruction& op) {
  const ResidualStage stage{.e1 = op.e1, .e2 = op.e2, .s3 = op.s};
  write_combined(state, op, [&](std::int64_t x, std::int64_t r) {
    return residual(x, r, stage, rounding_of(op));
  });
}

void execute(State& state, const MultiplyInstruction& op) {
  write_combined(state, op, [&](std::int64_t x, std::int64_t r) {
    return round_shift(x * r, op.s, rounding_of(op));
  });
}

void execute(State& state, const RescaleInstruction& op) {
  const BankLock lock(state.machine, op.x_base, op.x_last);
  write_results(state, op, [&](int g, int oy, int ox, std::size_t e) {
    const std::int64_t x =
        read_locked(state, lock, x_of(op).address(g, oy, ox), e, op.x_signed != 0);
    return round_shift(x, op.s, rounding_of(op));
  });
}

}  // namespace isomer
