// SPDX-License-Identifier: Apache-2.0
//
// The activation banks an instruction has locked. MACHINE.md section 1.

#ifndef ISA_HARDWARE_BANK_LOCK_H_
#define ISA_HARDWARE_BANK_LOCK_H_

#include <bit>
#include <cstddef>
#include <cstdint>

#include "isa/hardware/machine.h"

namespace isomer {

// Ranges of banks, each from the bank of word `base` upward, past the last bank to bank 0, up to
// bank `last` modulo B.
class BankLock {
 public:
  BankLock(const Machine& machine, int base, int last)
      : banks_(machine.activation_banks),
        bank_shift_(std::countr_zero(static_cast<unsigned>(machine.activation_bank_words))) {
    add(base, last);
  }

  // One more range; what it locks counts with the others as one set.
  void add(int base, int last) {
    int bank = (base >> bank_shift_) & (banks_ - 1);
    mask_ |= bit(bank);
    while (bank != (last & (banks_ - 1))) {
      bank = (bank + 1) & (banks_ - 1);
      mask_ |= bit(bank);
    }
  }

  // Whether word number `word` (wrapped) is in a locked bank.
  bool holds(std::size_t word) const { return ((mask_ >> (word >> bank_shift_)) & 1) != 0; }

  // Whether words first to first + count - 1 are all in locked banks, none of them past the last
  // bank; count at least 1.
  bool holds_all(std::size_t first, std::size_t count) const {
    const std::size_t last = (first + count - 1) >> bank_shift_;
    if (last >= static_cast<std::size_t>(banks_)) return false;
    for (std::size_t bank = first >> bank_shift_; bank <= last; ++bank)
      if (((mask_ >> bank) & 1) == 0) return false;
    return true;
  }

  // Bit b: bank b is locked.
  std::uint64_t mask() const { return mask_; }

 private:
  static std::uint64_t bit(int bank) { return std::uint64_t{1} << bank; }

  int banks_;
  int bank_shift_;
  std::uint64_t mask_ = 0;
};

}  // namespace isomer

#endif  // ISA_HARDWARE_BANK_LOCK_H_
