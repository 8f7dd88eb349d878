// SPDX-License-Identifier: Apache-2.0
//
// Instructions that can start earlier than the natural order lets them.

#ifndef ISA_COMPILER_HOIST_H_
#define ISA_COMPILER_HOIST_H_

#include "isa/compiler/code.h"
#include "isa/hardware/machine.h"

namespace isomer::compiler {

// Moves pools, their STOREs and LOADs up to just behind the last instruction they depend on. The
// order among dependent instructions does not change.
// - Pools share the queue of POST. In layer order the first pool would wait for the last tile of
//   the convolution before it, with the array idle; behind the tile it reads, it overlaps with the
//   convolution's next one.
// - The STOREs of pools follow them: a later mac that reads the same bank would keep them waiting.
// - LOADs, a few mac instructions ahead, so that weights of the next layer arrive during this one
//   even when fetch is held up by a full queue.
Code hoist(const Machine& machine, const Code& code);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_HOIST_H_
