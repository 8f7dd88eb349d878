// SPDX-License-Identifier: Apache-2.0
//
// The words that fetch has read, checked and decoded once with all that follows from their fields.

#ifndef SIM_CYCLE_PROGRAM_CACHE_H_
#define SIM_CYCLE_PROGRAM_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "isa/instructions/codec.h"
#include "sim/cycle/cycle.h"
#include "sim/cycle/locks.h"
#include "sim/functional/decoded.h"

namespace isomer::cycle {

struct FetchedWord {
  Word word;
  Decoded decoded;
  Locks locks;
  Cycle busy = 0;                  // of what is neither load nor store
  std::uint64_t array_cycles = 0;  // counted for it
};

class ProgramCache {
 public:
  explicit ProgramCache(const Machine& machine) : machine_(machine) {}

  // Word number `pc`, whose bytes these are; decoded again only when they have changed.
  const FetchedWord& fetch(std::uint32_t pc, std::span<const std::byte> bytes);

  // A word that was fetched.
  const FetchedWord& operator[](std::uint32_t pc) const { return words_[pc]; }

 private:
  Machine machine_;
  std::vector<FetchedWord> words_;
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_PROGRAM_CACHE_H_
