// SPDX-License-Identifier: Apache-2.0
//
// Tokens: the ordering between queues, from what instructions read and write and nothing else.

#ifndef ISA_COMPILER_TOKENS_H_
#define ISA_COMPILER_TOKENS_H_

#include "isa/compiler/code.h"
#include "isa/compiler/dependencies.h"

namespace isomer::compiler {

// Sets `pop` and `push` so that every instruction waits for those it depends on. For a pair of
// queues P -> C, the instructions of C need ever later instructions of P; one whose need goes
// beyond what C already knows pops one token, and the needed one pushes one. Both sequences ascend,
// so the k-th pop matches the k-th push, one bit of each is enough, and no `sync` is needed. What
// C knows includes what a popped token's giver knew (a vector clock), which saves tokens.
void insert_tokens(Code& code, const std::vector<Needs>& needs);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_TOKENS_H_
