// SPDX-License-Identifier: Apache-2.0
//
// The addresses of a loop nest: base + plane + row + column, each of its own set.

#ifndef ISA_INSTRUCTIONS_ADDRESS_NEST_H_
#define ISA_INSTRUCTIONS_ADDRESS_NEST_H_

#include <cstdint>
#include <vector>

#include "isa/instructions/word_set.h"

namespace isomer {

struct AddressNest {
  explicit AddressNest(std::uint64_t memory_words) : size(memory_words), columns(memory_words) {}

  std::uint64_t size;  // of the memory, in words; addresses wrap
  std::vector<std::uint64_t> planes;
  std::vector<std::uint64_t> rows;
  WordSet columns;

  // Every base + plane + row + column. Equal starts of rows are visited once, so that the work is
  // bounded by the memory and not by the loops.
  WordSet addresses(std::int32_t base) const;
};

// 0, stride, 2 * stride, ..., `count` of them.
std::vector<std::uint64_t> multiples(int count, std::int32_t stride);

// The input coordinates o * stride + k + origin, o < outputs, k < kernel, that lie in [0, limit):
// ascending, each once.
std::vector<std::uint64_t> input_coordinates(int outputs, int kernel, int stride, int origin,
                                             int limit);

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_ADDRESS_NEST_H_
