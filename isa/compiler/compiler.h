// SPDX-License-Identifier: Apache-2.0
//
// Integer network -> program. The steps, one file each: checks (refusals), overflow (the proof),
// shapes (how tensors lie in memory), placement (where), tiling (how a layer is cut), lowering
// (instructions of a layer), hoist (order), tokens (ordering between queues), dry_run (no
// deadlock).

#ifndef ISA_COMPILER_COMPILER_H_
#define ISA_COMPILER_COMPILER_H_

#include "isa/hardware/machine.h"
#include "isa/network/network.h"
#include "isa/program/program.h"

namespace isomer {

struct CompileOptions {
  // true: every layer's tensor is also stored to device memory and listed in the tensor table, so
  // that each can be compared. false: only the input, the result and what does not fit into
  // activation memory.
  bool keep_tensors = true;
};

// The program that computes `network` on `machine`. Throws Error when the network is invalid, when
// an accumulator could overflow, or when the machine cannot express a layer; the message names
// layer, reason and remedy. Deterministic: equal arguments give equal programs.
Program compile(const Network& network, const Machine& machine, const CompileOptions& options = {});

}  // namespace isomer

#endif  // ISA_COMPILER_COMPILER_H_
