// SPDX-License-Identifier: Apache-2.0
//
// Something remembered for every word of every memory that instructions touch.

#ifndef ISA_COMPILER_MEMORY_WORDS_H_
#define ISA_COMPILER_MEMORY_WORDS_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "isa/instructions/footprint.h"

namespace isomer::compiler {

template <typename Cell>
class MemoryWords {
 public:
  // Calls f(cell, is_write) for every word of every access, in order.
  template <typename F>
  void visit(const std::vector<Access>& accesses, const F& f) {
    for (const Access& access : accesses) {
      std::vector<Cell>& cells = cells_[{access.space, access.segment}];
      const std::uint64_t end = access.first + access.count;
      if (end > cells.size()) cells.resize(std::max<std::size_t>(end, 2 * cells.size()));
      for (std::uint64_t word = access.first; word < end; ++word) f(cells[word], access.is_write);
    }
  }

 private:
  std::map<std::pair<Space, int>, std::vector<Cell>> cells_;  // by space and segment
};

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_MEMORY_WORDS_H_
