// SPDX-License-Identifier: Apache-2.0
//
// What the machine cannot express, refused before anything is lowered.

#ifndef ISA_COMPILER_CHECKS_H_
#define ISA_COMPILER_CHECKS_H_

#include "isa/compiler/graph.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// Largest values of the layer that the instruction fields can hold. A kernel of a convolution may
// exceed the 5-bit field (its rows and columns are split over instructions), a pool's not.
inline constexpr int kMaxStride = 15;
inline constexpr int kMaxPadding = 512;
inline constexpr int kMaxKernel = 504;
inline constexpr int kMaxPoolKernel = 31;
inline constexpr int kMaxAverageKernel = 255;

// What the machine has no unit for; formats within the operand width, weights within the stored
// width, strides, kernels, padding and shifts within their fields. Error names layer or tensor, the
// value, the limit and the remedy.
void check_expressible(const Network& network, const Machine& machine);

// Operands of one instruction that lie differently in words: Error names the layer.
void check_parts(const Graph& graph);

// The no-overflow proof, per output channel from the actual integers (contract F7): Error names
// layer, channel, bound and remedy.
void prove_no_overflow(const Network& network, const Machine& machine);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_CHECKS_H_
