// SPDX-License-Identifier: Apache-2.0
//
// Rows of pixels times the weights of a pass, four 8-bit products per lane and instruction.

#ifndef SIM_MACHINE_MAC_VNNI_H_
#define SIM_MACHINE_MAC_VNNI_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace isomer {

// acc[j][n][c] += sum over r < 4 * quads of x[j][n][r] * W[r][c]   (mod 2^32), j < rows, n < count
struct VnniRun {
  const std::uint32_t* weights;  // [quad][column]: four signed bytes, that of the lowest row first
  int quads;                     // 1, 2, 4, 8 or 16
  int columns;                   // 4, 8, or a multiple of 16
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

// Those that this CPU has, the fastest first.
std::vector<MultiplyRun> available_multiplies();

// Proves one on worst-case operands, sums that wrap among them, against plain arithmetic.
bool is_exact(MultiplyRun multiply);

// The fastest available one that is_exact; chosen once per process. Null when there is none.
MultiplyRun selected_multiply();

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_VNNI_H_
