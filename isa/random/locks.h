// SPDX-License-Identifier: Apache-2.0
//
// The banks that an instruction locks, chosen so that it reaches nothing outside them.

#ifndef ISA_RANDOM_LOCKS_H_
#define ISA_RANDOM_LOCKS_H_

#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer {

// Widens the ranges of banks that the instruction names, each from its base address on, until every
// access of the instruction is inside.
void lock_what_is_used(const Machine& machine, Load& load);
void lock_what_is_used(const Machine& machine, Store& store);
void lock_what_is_used(const Machine& machine, Mac& mac);
void lock_what_is_used(const Machine& machine, Post& post);
void lock_what_is_used(const Machine& machine, MaxPoolInstruction& pool);
void lock_what_is_used(const Machine& machine, AveragePoolInstruction& pool);
void lock_what_is_used(const Machine& machine, AddInstruction& op);
void lock_what_is_used(const Machine& machine, MultiplyInstruction& op);
void lock_what_is_used(const Machine& machine, RescaleInstruction& op);
void lock_what_is_used(const Machine& machine, LookupInstruction& op);

}  // namespace isomer

#endif  // ISA_RANDOM_LOCKS_H_
