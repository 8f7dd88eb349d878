// SPDX-License-Identifier: Apache-2.0
//
// LOAD and STORE of a box of a tensor, with neighbouring rows and planes merged into long bursts.

#ifndef ISA_COMPILER_TRANSFER_H_
#define ISA_COMPILER_TRANSFER_H_

#include <cstdint>

#include "isa/compiler/geometry.h"
#include "isa/compiler/shapes.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/instruction.h"

namespace isomer::compiler {

// Where a tensor lives in device memory: rows of shape.pitch words, planes of shape.plane() words.
struct Home {
  int segment = -1;  // -1: nowhere
  std::uint64_t offset = 0;
};

// The words planes x rows x columns of a tensor.
struct Box {
  Range planes;
  Range rows;
  Range columns;
};

// Where a box lies in activation memory.
struct Local {
  int base = 0;
  int pitch = 1;
  int plane = 1;
};

// The box's first column is a multiple of column_alignment().
Load load_box(const Machine& machine, const Shape& shape, const Home& home, const Box& box,
              const Local& local);
Store store_box(const Machine& machine, const Shape& shape, const Home& home, const Box& box,
                const Local& local);

// A contiguous block of weights or parameters; `offset` in bytes, a multiple of 16.
Load load_block(Memory memory, int segment, std::uint64_t offset, int local, int words);

// The bank of the last word from `base` on of planes x rows x columns words; base must not wrap.
int last_bank(const Machine& machine, const Local& local, int planes, int rows, int columns);

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_TRANSFER_H_
