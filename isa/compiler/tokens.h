// SPDX-License-Identifier: Apache-2.0
//
// Tokens: the ordering between queues, from what instructions read and write and nothing else.

#ifndef ISA_COMPILER_TOKENS_H_
#define ISA_COMPILER_TOKENS_H_

#include "isa/compiler/code.h"
#include "isa/compiler/dependencies.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// Sets `pop` and `push` so that every instruction waits for those it depends on. For a pair of
// queues P -> C, the instructions of C need ever later instructions of P; one whose need goes
// beyond what C already knows pops one token, and the needed one pushes one. Both sequences ascend,
// so the k-th pop matches the k-th push, one bit of each is enough, and no `sync` is needed. What
// C knows includes what a popped token's giver knew (a vector clock), which saves tokens.
//
// No deadlock: when more than queue_depth + 1 instructions of P (or 13) lie between the needed one
// and the consumer, the token comes from the later one that leaves that many. That costs no time,
// for fetch could not have reached the consumer before that one retired; and it bounds every
// counter below 15 in program order. So the first unretired instruction in program order finds its
// tokens and space for those it gives: it can always go on.
void insert_tokens(const Machine& machine, Code& code, const std::vector<Needs>& needs);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_TOKENS_H_
