// SPDX-License-Identifier: Apache-2.0
//
// Integer network -> program, in steps of one file or few:
//
//   graph                 layers and tensors as they are placed: views, images of a batch
//   checks, overflow      what is refused; the proof that no accumulator wraps
//   plan                  every decision about memory and tiles
//     shapes              how tensors lie in memory words
//     placement           which stay in activation memory, and where
//     tile_*, cost        how each layer is cut: a search and what it minimises
//   lower_*               instructions of a layer, tile by tile
//     operands, transfer  where a tile reads and writes; LOAD and STORE of a box
//     constants, coding   what the constants segment holds
//     parameters          biases, affine pairs and tables
//     ring                double buffers
//   hoist                 what may start earlier than the natural order lets it
//   dependencies, tokens  the ordering between queues, from what instructions read and write
//   dry_run               no deadlock

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
  // Images that one run of the program computes. Fully connected layers at the end work on all of
  // them at once.
  int batch = 1;
};

// The program that computes `network` on `machine`. Throws Error when the network is invalid, when
// an accumulator could overflow, or when the machine cannot express a layer; the message names
// layer, reason and remedy. Deterministic: equal arguments give equal programs.
Program compile(const Network& network, const Machine& machine, const CompileOptions& options = {});

}  // namespace isomer

#endif  // ISA_COMPILER_COMPILER_H_
