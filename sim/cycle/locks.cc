// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/locks.h"

#include <variant>

#include "isa/hardware/bank_lock.h"

namespace isomer::cycle {
namespace {

struct LocksOf {
  const Machine& machine;

  std::uint64_t banks(int base, int last) const { return BankLock(machine, base, last).mask(); }
  std::uint64_t accumulators(int base) const {
    return (base & machine.accumulator_entries) != 0 ? 2 : 1;
  }

  std::uint64_t transfer() const { return machine.one_transfer != 0 ? 1 : 0; }

  Locks operator()(const Halt&) const { return {}; }
  Locks operator()(const Sync&) const { return {}; }
  Locks operator()(const Load& load) const {
    Locks locks{.transfer = transfer()};
    if (static_cast<Memory>(load.memory) == Memory::activations)
      locks.write = banks(load.local, load.last_bank);
    return locks;
  }
  Locks operator()(const Store& store) const {
    return {.read = banks(store.local, store.last_bank), .transfer = transfer()};
  }
  Locks operator()(const Mac& mac) const {
    return {.read = banks(mac.x_base, mac.x_last), .accumulators = accumulators(mac.acc_base)};
  }
  Locks operator()(const Post& post) const {
    return {.read = post.add != 0 ? banks(post.r_base, post.r_last) : 0,
            .write = banks(post.y_base, post.y_last),
            .accumulators = accumulators(post.acc_base)};
  }
  // Pooling, and what combines or maps activations
  template <typename Op>
  Locks operator()(const Op& op) const {
    BankLock read(machine, op.x_base, op.x_last);
    if constexpr (requires { op.r_base; }) read.add(op.r_base, op.r_last);
    return {.read = read.mask(), .write = banks(op.y_base, op.y_last)};
  }
};

}  // namespace

Locks locks_of(const Machine& machine, const Operands& operands) {
  return std::visit(LocksOf{machine}, operands);
}

}  // namespace isomer::cycle
