// SPDX-License-Identifier: Apache-2.0

#include "isa/random/locks.h"

#include <algorithm>
#include <vector>

#include "isa/instructions/footprint.h"
#include "isa/program/builder.h"

namespace isomer {
namespace {

bool is_inside_locks(const Machine& machine, const Operands& operands) {
  const std::vector<Access> accesses = footprint(machine, {.operands = operands});
  return std::none_of(accesses.begin(), accesses.end(),
                      [](const Access& access) { return access.outside_lock; });
}

template <typename Op>
void widen(const Machine& machine, Op& op, int base, std::int32_t Op::*last) {
  const int first = base / machine.activation_bank_words;
  for (int extra = 0; extra < machine.activation_banks; ++extra) {
    op.*last = (first + extra) % machine.activation_banks;
    if (is_inside_locks(machine, op)) return;
  }
}

// What is read from x, or the residual of a post, after what is written to y.
template <typename Op>
void widen_both(const Machine& machine, Op& op, int base, std::int32_t Op::*read) {
  op.*read = all_banks(machine, base);
  widen(machine, op, op.y_base, &Op::y_last);
  widen(machine, op, base, read);
}

}  // namespace

void lock_what_is_used(const Machine& machine, Load& load) {
  widen(machine, load, load.local, &Load::last_bank);
}
void lock_what_is_used(const Machine& machine, Store& store) {
  widen(machine, store, store.local, &Store::last_bank);
}
void lock_what_is_used(const Machine& machine, Mac& mac) {
  widen(machine, mac, mac.x_base, &Mac::x_last);
}
void lock_what_is_used(const Machine& machine, Post& post) {
  widen_both(machine, post, post.r_base, &Post::r_last);
}
void lock_what_is_used(const Machine& machine, MaxPoolInstruction& pool) {
  widen_both(machine, pool, pool.x_base, &MaxPoolInstruction::x_last);
}
void lock_what_is_used(const Machine& machine, AveragePoolInstruction& pool) {
  widen_both(machine, pool, pool.x_base, &AveragePoolInstruction::x_last);
}
void lock_what_is_used(const Machine& machine, AddInstruction& op) {
  widen_both(machine, op, op.x_base, &AddInstruction::x_last);
}
void lock_what_is_used(const Machine& machine, MultiplyInstruction& op) {
  widen_both(machine, op, op.x_base, &MultiplyInstruction::x_last);
}
void lock_what_is_used(const Machine& machine, RescaleInstruction& op) {
  widen_both(machine, op, op.x_base, &RescaleInstruction::x_last);
}
void lock_what_is_used(const Machine& machine, LookupInstruction& op) {
  widen_both(machine, op, op.x_base, &LookupInstruction::x_last);
}

}  // namespace isomer
