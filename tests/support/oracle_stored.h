// SPDX-License-Identifier: Apache-2.0
//
// Operations on stored tensors, element by element. Like oracle.h, includes nothing of the project.

#ifndef TESTS_SUPPORT_ORACLE_STORED_H_
#define TESTS_SUPPORT_ORACLE_STORED_H_

#include <cstdint>
#include <vector>

#include "tests/support/oracle_layers.h"

namespace oracle {

// How a result is rounded and limited.
struct Result {
  Mode mode = Mode::half_up;
  std::int64_t lo = 0;
  std::int64_t hi = 0;
};

// (a * 2^e1 + b * 2^e2) * 2^-s3.                                                     (F11), (F13)
Tensor add(const Tensor& a, const Tensor& b, int e1, int e2, int s3, const Result& result);

// a * b * 2^-s.                                                                             (F13)
Tensor multiply(const Tensor& a, const Tensor& b, int s, const Result& result);

// x * 2^-s.                                                                                 (F13)
Tensor rescale(const Tensor& x, int s, const Result& result);

// The channels of all tensors, one tensor after the other.
Tensor concatenation(const std::vector<Tensor>& parts);

// Pattern number (x mod 256) of 256 patterns 0..255, as a signed or unsigned byte.          (F17)
Tensor lookup(const Tensor& x, const std::vector<std::int64_t>& table, bool is_signed);

// The part of x that begins at (top, left).
Tensor crop(const Tensor& x, int top, int left, int height, int width);

}  // namespace oracle

#endif  // TESTS_SUPPORT_ORACLE_STORED_H_
