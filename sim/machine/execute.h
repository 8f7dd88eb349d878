// SPDX-License-Identifier: Apache-2.0
//
// What each instruction does to the state: MACHINE.md section 3, one file per instruction. The
// plain version of an instruction is its meaning; the hot ones have a fast twin that a test proves
// equal. Fields are those of a word that passed the checks at fetch.

#ifndef SIM_MACHINE_EXECUTE_H_
#define SIM_MACHINE_EXECUTE_H_

#include "isa/instructions/instruction.h"
#include "isa/instructions/table.h"
#include "sim/machine/state.h"

namespace isomer {

namespace reference {

void execute(State& state, const Mac& mac);                  // mac.cc
void execute(State& state, const Post& post);                // post.cc
void execute(State& state, const MaxPoolInstruction& pool);  // max_pool.cc

}  // namespace reference

// False when a line lies outside device memory: a bus error, and the rest is not done.
bool execute(State& state, const Load& load);    // load.cc
bool execute(State& state, const Store& store);  // store.cc

void execute(State& state, const Mac& mac);                  // mac_fast.cc
void execute(State& state, const Post& post);                // post_fast.cc
void execute(State& state, const MaxPoolInstruction& pool);  // max_pool_fast.cc

void execute(State& state, const AveragePoolInstruction& pool);    // average_pool.cc
void execute(State& state, const AddInstruction& operation);       // elementwise.cc
void execute(State& state, const MultiplyInstruction& operation);  // elementwise.cc
void execute(State& state, const RescaleInstruction& operation);   // elementwise.cc
void execute(State& state, const LookupInstruction& operation);    // lookup.cc

// Executes any instruction with its fast version; sync and halt do nothing. The cause of the bus
// error, or none. Post and what pools or combines tensors adds to State::counts.
Trap execute(State& state, const Operands& operands);

}  // namespace isomer

#endif  // SIM_MACHINE_EXECUTE_H_
