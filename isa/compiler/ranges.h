// SPDX-License-Identifier: Apache-2.0
//
// An extent cut into ranges of equal size, the last one smaller or several by one.

#ifndef ISA_COMPILER_RANGES_H_
#define ISA_COMPILER_RANGES_H_

#include <vector>

#include "isa/compiler/geometry.h"

namespace isomer::compiler {

//   cut(10, 4) == {{0, 4}, {4, 4}, {8, 2}}
inline std::vector<Range> cut(int extent, int size) {
  std::vector<Range> ranges;
  for (int first = 0; first < extent; first += size)
    ranges.push_back({first, std::min(size, extent - first)});
  return ranges;
}

inline std::vector<Range> cut(const Range& range, int size) {
  std::vector<Range> ranges = cut(range.count, size);
  for (Range& part : ranges) part.first += range.first;
  return ranges;
}

// As many as cut() gives, but of equal size or one less.
//   cut_evenly({0, 16}, 6) == {{0, 6}, {6, 5}, {11, 5}}
inline std::vector<Range> cut_evenly(Range whole, int size) {
  std::vector<Range> parts;
  for (int left = ceil_div(whole.count, size); left > 0; --left) {
    const int count = ceil_div(whole.count, left);
    parts.push_back({whole.first, count});
    whole = {whole.first + count, whole.count - count};
  }
  return parts;
}

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_RANGES_H_
