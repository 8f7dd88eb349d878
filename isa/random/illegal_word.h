// SPDX-License-Identifier: Apache-2.0
//
// Random words that fetch refuses.

#ifndef ISA_RANDOM_ILLEGAL_WORD_H_
#define ISA_RANDOM_ILLEGAL_WORD_H_

#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/table.h"
#include "isa/instructions/word.h"
#include "isa/random/random.h"

namespace isomer {

// A word that traps with `cause` (illegal_opcode to absent_feature) on the machine. Error when no
// word of this machine does: it may lack nothing.
Word illegal_word(Random& random, const Machine& machine, Trap cause);

// The causes for which illegal_word has words.
std::vector<Trap> word_causes(const Machine& machine);

}  // namespace isomer

#endif  // ISA_RANDOM_ILLEGAL_WORD_H_
