// SPDX-License-Identifier: Apache-2.0
//
// lookup: y = pattern number (x mod 2^8) of the table in the parameters, for every element of
// groups x out_h x out_w words; two patterns in each 16-bit value, the even one low.
#include "isa/arithmetic/lookup.h"

#include "sim/machine/execute.h"
#include "sim/machine/stored_tensors.h"

namespace isomer {
namespace {

LookupTable table_of(const State& state, const LookupInstruction& op) {
  LookupTable table{};
  for (std::size_t n = 0; n < table.size(); ++n) {
    const std::size_t value = n / 2;
    const auto word = static_cast<std::int64_t>(value / state.columns());
    table[n] = static_cast<std::uint8_t>(
        state.parameter(op.table_base + word, value % state.columns()) >> (n % 2 == 0 ? 0 : 8));
  }
  return table;
}

}  // namespace

void execute(State& state, const LookupInstruction& op) {
  const LookupTable table = table_of(state, op);
  const BankLock x_lock(state.machine, op.x_base, op.x_last);
  const BankLock y_lock(state.machine, op.y_base, op.y_last);
  for_each_position(op, [&](int g, int oy, int ox) {
    for (std::size_t e = 0; e < state.rows(); ++e) {
      const std::int64_t x = read_locked(state, x_lock, x_of(op).address(g, oy, ox), e, false);
      write_locked(state, y_lock, y_of(op).address(g, oy, ox), e,
                   lookup(table, x, op.y_signed != 0));
    }
  });
}

}  // namespace isomer
