// SPDX-License-Identifier: Apache-2.0
//
// Collects the accesses of one instruction, kind by kind, each in ascending order.

#ifndef ISA_INSTRUCTIONS_ACCESS_LIST_H_
#define ISA_INSTRUCTIONS_ACCESS_LIST_H_

#include <cstdint>
#include <vector>

#include "isa/hardware/bank_lock.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/instructions/word_set.h"

namespace isomer {

class AccessList {
 public:
  explicit AccessList(const Machine& machine) : machine_(machine) {}

  // A local memory without locks.
  void add(Space space, bool is_write, const WordSet& words);

  // Activations, split at the edges of the locked banks.
  void add_activations(bool is_write, const WordSet& words, const BankLock& lock,
                       std::uint64_t lanes = kAllLanes);

  // Device memory: `lines` lines at first + p * plane_stride + r * row_stride; more than
  // kMaxListedRows of them as one access.
  struct Lines {
    std::uint64_t first, lines;
    int rows, planes;
    std::uint64_t row_stride, plane_stride;
  };
  void add_device(bool is_write, int segment, const Lines& lines);

  const Machine& machine() const { return machine_; }

  std::vector<Access> take() { return std::move(accesses_); }

 private:
  void append(const Access& access);

  const Machine& machine_;
  std::vector<Access> accesses_;
};

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_ACCESS_LIST_H_
