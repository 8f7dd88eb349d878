// SPDX-License-Identifier: Apache-2.0
//
// Exact integer matrix products, one per instruction set of the CPU, all equal to
//
//   c[o][j] = sum over k of dot(a[o][k], b[k][j])   modulo 2^32
//
// where a 32-bit word carries several operands, the first in its low bits: four (bytes: a signed,
// b unsigned) or two (halves: both signed, 16 bits). No partial sum saturates.

#ifndef SIM_KERNELS_GEMM_H_
#define SIM_KERNELS_GEMM_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace isomer::kernels {

// Columns of b and c come in multiples of this many words.
inline constexpr int kColumnBlock = 16;

struct GemmOperands {
  const std::uint32_t* a;  // [rows][words]
  const std::uint32_t* b;  // [words][columns]
  std::uint32_t* c;        // [rows][columns], overwritten
  int rows;
  int words;
  int columns;  // a multiple of kColumnBlock
};

using Gemm = void (*)(const GemmOperands&);

// What one instruction set offers. `bytes` is null where 8-bit products would saturate.
struct Path {
  std::string_view name;
  Gemm bytes;
  Gemm halves;
};

// The paths this CPU can run, the fastest first and "portable" last.
[[nodiscard]] std::span<const Path> available_paths();

// The fastest available path that has passed `is_exact`; chosen once per process.
[[nodiscard]] const Path& selected_path();

// Proves a path on worst-case operands (extremes of both signs, sums that pass 2^31) against plain
// 32-bit arithmetic. Takes about a millisecond.
[[nodiscard]] bool is_exact(const Path& path);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_GEMM_H_
