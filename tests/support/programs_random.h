// SPDX-License-Identifier: Apache-2.0
//
// Random instructions and random programs that are legal by construction: small shapes, operands on
// extremes, addresses that wrap, tokens that follow from the footprints.

#ifndef TESTS_SUPPORT_PROGRAMS_RANDOM_H_
#define TESTS_SUPPORT_PROGRAMS_RANDOM_H_

#include <cstdint>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/program/program.h"
#include "tests/isa/arithmetic/patterns.h"

namespace isomer::testing {

using patterns::Random;

// Any fields of small shapes that the machine has units for (an instruction may lack its unit); the
// banks they name are random too, so that some accesses fall outside the locks. `lines` is the size
// of the segment that load and store stay inside.
Load random_load(Random& random, const Machine& machine, int segment, int lines);
Store random_store(Random& random, const Machine& machine, int segment, int lines);
Mac random_mac(Random& random, const Machine& machine);
Post random_post(Random& random, const Machine& machine);
MaxPoolInstruction random_max_pool(Random& random, const Machine& machine);
AveragePoolInstruction random_average_pool(Random& random, const Machine& machine);
AddInstruction random_add(Random& random, const Machine& machine);
MultiplyInstruction random_multiply(Random& random, const Machine& machine);
RescaleInstruction random_rescale(Random& random, const Machine& machine);
LookupInstruction random_lookup(Random& random, const Machine& machine);

// A mac that every machine of this kind has: weights of full width, all else as in Mac.
Mac mac_for(const Machine& machine);

// `count` bytes with a good share of 0, 1, 0x7f, 0x80 and 0xff.
std::vector<std::byte> random_bytes(Random& random, std::size_t count);

// Whether an instruction of the post queue reads activations that it writes itself: an error of the
// program, in no defined order.
bool overlaps_itself(const Machine& machine, const Operands& operands);

struct RandomProgramOptions {
  int instructions = 40;       // besides those that fill the memories and store the result
  int scratch_lines = 256;     // of the segment that is stored to and loaded from
  bool outside_locks = false;  // some accesses fall outside the locked banks: not for the checker
};

// Loads every local memory from segment 0 "constants", fills the accumulators, does random work
// (storing to and loading from segment 1 "scratch") and stores the activations to segment 2
// "output". The hazard checker accepts it unless outside_locks.
Program random_program(std::uint64_t seed, const Machine& machine,
                       const RandomProgramOptions& options = {});

// Gives the instructions the tokens that order every pair of conflicting accesses, and some more.
void add_tokens(Random& random, const Machine& machine, std::vector<Instruction>& instructions);

}  // namespace isomer::testing

#endif  // TESTS_SUPPORT_PROGRAMS_RANDOM_H_
