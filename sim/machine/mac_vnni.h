// SPDX-License-Identifier: Apache-2.0
//
// Rows of pixels times the weights of a pass, four 8-bit products per lane and instruction.

#ifndef SIM_MACHINE_MAC_VNNI_H_
#define SIM_MACHINE_MAC_VNNI_H_

#include <cstddef>
#include <cstdint>

namespace isomer {

// acc[j][n][c] += sum over r < 4 * quads of x[j][n][r] * W[r][c]   (mod 2^32), j < rows, n < count
struct VnniRun {
  const std::uint32_t* weights;  // [quad][column]: four signed bytes, that of the lowest row first
  int quads;                     // 1, 2, 4, 8 or 16
  int columns;                   // a multiple of 16
  std::uint32_t flip;            // 0x80808080 when x is signed, else 0
  const std::uint8_t* x;         // of pixel 0 of row 0
  std::size_t row_step, step;    // from row to row and from pixel to pixel, in bytes
  std::int32_t* acc;             // [row][pixel][column]
  std::size_t width;             // from row to row, in pixels
  std::size_t rows, count;
};

using MultiplyRun = void (*)(const VnniRun&);

// For CPUs with the instructions only.
void multiply_avx512_vnni(const VnniRun& run);
void multiply_avx_vnni(const VnniRun& run);

// The fastest of them that this CPU has and that has proved itself on worst-case operands; null
// when there is none.
MultiplyRun vnni_multiply();

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_VNNI_H_
