// SPDX-License-Identifier: Apache-2.0
//
// Random instructions: small shapes, operands on extremes, addresses that wrap.

#ifndef ISA_RANDOM_INSTRUCTIONS_H_
#define ISA_RANDOM_INSTRUCTIONS_H_

#include <cstddef>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"
#include "isa/random/random.h"

namespace isomer {

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

// `count` bytes with a good share of the extremes of 8, 10 and 16 bits, and of their neighbours.
std::vector<std::byte> random_bytes(Random& random, std::size_t count);

// Whether an instruction of the post queue reads activations that it writes itself: an error of the
// program, in no defined order.
bool overlaps_itself(const Machine& machine, const Operands& operands);

}  // namespace isomer

#endif  // ISA_RANDOM_INSTRUCTIONS_H_
