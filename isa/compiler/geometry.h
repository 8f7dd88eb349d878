// SPDX-License-Identifier: Apache-2.0
//
// Which input positions an output range of a window operation reads, on one axis.

#ifndef ISA_COMPILER_GEOMETRY_H_
#define ISA_COMPILER_GEOMETRY_H_

#include <algorithm>

namespace isomer::compiler {

constexpr int ceil_div(int a, int b) { return (a + b - 1) / b; }
constexpr int round_up(int a, int multiple) { return ceil_div(a, multiple) * multiple; }

// Half-open: positions first .. first + count - 1.
struct Range {
  int first = 0;
  int count = 0;
  constexpr int end() const { return first + count; }
  friend bool operator==(const Range&, const Range&) = default;
};

// One axis of a convolution or pool: output o under kernel position k reads o * stride + k - pad.
struct Axis {
  int in = 1;
  int out = 1;
  int kernel = 1;
  int stride = 1;
  int pad = 0;  // before input position 0
};

// Output o reads position o alone.
constexpr Axis pixel_axis(const Axis& axis) { return {axis.out, axis.out, 1, 1, 0}; }

struct Reach {
  Range input;     // the positions that exist; count 0 when the window lies in the padding
  int origin = 0;  // position of the first output under kernel position 0, relative to input.first
};

// The first position is rounded down to a multiple of `alignment` (a line of device memory).
//   reach({28, 28, 5, 1, 2}, {0, 7}) == {{0, 9}, -2}     reach(.., {7, 7}) == {{5, 11}, 0}
constexpr Reach reach(const Axis& axis, Range out, int alignment = 1) {
  const int begin = out.first * axis.stride - axis.pad;
  const int end = (out.end() - 1) * axis.stride - axis.pad + axis.kernel;
  const int first = std::clamp(begin, 0, axis.in) / alignment * alignment;
  const int last = std::clamp(end, 0, axis.in);
  if (last <= first) return {{0, 0}, 0};
  return {{first, last - first}, begin - first};
}

// The most positions any `count` consecutive outputs read.
constexpr int max_reach(const Axis& axis, int count, int alignment = 1) {
  return std::min(axis.in, (count - 1) * axis.stride + axis.kernel + alignment - 1);
}

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_GEOMETRY_H_
