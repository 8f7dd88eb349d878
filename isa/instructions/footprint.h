// SPDX-License-Identifier: Apache-2.0
//
// Which words an instruction reads and writes, as a pure function of its fields: the compiler
// inserts tokens by it, the hazard checker judges programs by it, lockstep compares what it says
// was written.

#ifndef ISA_INSTRUCTIONS_FOOTPRINT_H_
#define ISA_INSTRUCTIONS_FOOTPRINT_H_

#include <cstdint>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer {

enum class Space : std::uint8_t { activations, weights, parameters, accumulators, device };

// Bit r of a lane mask stands for element r of a word; every bit for the whole word.
inline constexpr std::uint64_t kAllLanes = ~std::uint64_t{0};

// A transfer of more rows than this is more than any local memory has words.
inline constexpr std::uint64_t kMaxListedRows = 65536;

// `count` consecutive words from `first`, already wrapped: first + count never passes the memory's
// end. In Space::device a word is a 16-byte line and `first` counts from the segment's base.
struct Access {
  Space space = Space::activations;
  int segment = 0;  // Space::device only
  bool is_write = false;
  bool outside_lock = false;  // activations in a bank the instruction has not locked
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t lanes = kAllLanes;  // which elements of each word; post and mac may use some only

  friend bool operator==(const Access&, const Access&) = default;
};

// Every access of an instruction that check() accepts; neighbouring words of one kind are merged,
// duplicates removed, words of one kind ascend. What counts:
//  - positions outside the image are no access; a packed vector reads its second word only when it
//    is unaligned; a line that is written in part counts as written; a word that post (y and the
//    residual) or a depthwise mac uses in part (C < R) is an access of those lanes, unless another
//    of its planes uses all of it;
//  - a transfer of more than kMaxListedRows rows is one device access from its first line to its
//    last one, gaps included: whatever the instruction, the list is bounded by the local memories;
//  - a mac writes its accumulators and reads them only in mode accumulate: in the other modes it
//    meets nothing but what it wrote itself.
std::vector<Access> footprint(const Machine& machine, const Instruction& instruction);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_FOOTPRINT_H_
