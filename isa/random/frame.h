// SPDX-License-Identifier: Apache-2.0
//
// What stands around the random instructions of a program: the segments, instructions that write
// every local memory first, and one that stores the activations at the end.

#ifndef ISA_RANDOM_FRAME_H_
#define ISA_RANDOM_FRAME_H_

#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/program/program.h"
#include "isa/random/random.h"

namespace isomer {

// The segments by index.
inline constexpr int kConstantSegment = 0;  // loaded from first
inline constexpr int kScratchSegment = 1;   // stored to and loaded from
inline constexpr int kOutputSegment = 2;    // the activations at the end
inline constexpr int kMoreSegments = 3;     // from here to the last one, where a program has them
inline constexpr int kMoreLines = 48;       // of each, and the first of "output", have random bytes

// Instructions that write every word of every local memory, without tokens.
struct Fill {
  std::vector<Instruction> instructions;
  int lines = 0;  // of segment "constants", that they load
};
Fill fill_memories(const Machine& machine);

// Stores all activations to segment "output".
Instruction store_activations(const Machine& machine);

// A program of these words with its segments, the first two of random bytes. Without `has_more`
// the output segment is the last one in device memory. Without a word that halts it has none.
Program in_frame(Random& random, const Machine& machine, int constant_lines, int scratch_lines,
                 const std::vector<Word>& words, bool has_more = false);

// The words of the instructions and, behind them, that of halt.
std::vector<Word> words_of(const std::vector<Instruction>& instructions);

}  // namespace isomer

#endif  // ISA_RANDOM_FRAME_H_
