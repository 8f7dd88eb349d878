// SPDX-License-Identifier: Apache-2.0
//
// The order of instructions between layers.

#ifndef ISA_COMPILER_HOIST_H_
#define ISA_COMPILER_HOIST_H_

#include "isa/compiler/code.h"
#include "isa/compiler/dependencies.h"

namespace isomer::compiler {

// Moves every pool up to just behind the last instruction it depends on. Pools share the queue of
// POST: in layer order the first pool would wait for the last tile of the convolution before it,
// with the array idle; behind the tile it reads, it overlaps with the convolution's next one. The
// order among dependent instructions does not change.
Code hoist_pools(const Code& code, const std::vector<Needs>& needs);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_HOIST_H_
