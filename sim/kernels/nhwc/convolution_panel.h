// SPDX-License-Identifier: Apache-2.0
//
// The inner product of a convolution, channels last. All operands of one kernel row lie side by
// side in a padded image, so words of 32 bits (four bytes or two halves, the first in the low bits)
// are multiplied where they are: nothing is unfolded. One instruction set, one function.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_PANEL_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_PANEL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace isomer::kernels::nhwc {

inline constexpr std::size_t kBlock = 16;  // output channels whose weights lie side by side
inline constexpr std::size_t kQuad = 4;    // pixels with one distance between neighbours

// Four pixels: where their operands and their sums are, behind those of the panel.
struct Quad {
  std::ptrdiff_t input;  // bytes, to the first operand of the first pixel
  std::ptrdiff_t sums;   // elements
};

// sums[pixel][o] = start[o] + sum over segments s and words k of
//   dot(input[pixel][segments[s] + 4 k ...], weights[o / kBlock][s][k][o % kBlock])  modulo 2^32
// for o < channels and every pixel of the quads; a pixel may come twice. There is a segment
// at least, and a word.
struct Panel {
  const Quad* quads;
  std::size_t quad_count;
  const std::uint8_t* input;
  std::ptrdiff_t input_stride;  // bytes from a pixel of a quad to the next
  std::int32_t* sums;
  std::ptrdiff_t sum_stride;  // elements from a pixel of a quad to the next
  std::size_t channels;
  const std::ptrdiff_t* segments;  // bytes
  std::size_t segment_count;
  std::size_t words;             // of one segment
  const std::uint32_t* weights;  // on a cache line
  std::size_t block_pitch;       // words from a block of output channels to the next
  const std::int32_t* start;     // [ceil(channels / kBlock) * kBlock]
};

using Multiply = void (*)(const Panel&);

// What one instruction set offers. `bytes` (input unsigned, weights signed) is null where such
// products would saturate; `halves` are signed.
struct ConvolutionPath {
  std::string_view name;
  Multiply bytes;
  Multiply halves;
};

// The paths this CPU can run, the fastest first and "portable" last.
[[nodiscard]] std::span<const ConvolutionPath> convolution_paths();

// The fastest of them that has passed `is_exact`; chosen once per process.
[[nodiscard]] const ConvolutionPath& selected_convolution_path();

// Proves a path on worst-case operands (extremes of both signs, sums that pass 2^31) against plain
// 32-bit arithmetic. Takes about a millisecond.
[[nodiscard]] bool is_exact(const ConvolutionPath& path);

// The functions behind the paths. Each is compiled for its instruction set, so none may be called
// before the CPU has been asked.
void multiply_halves_portable(const Panel& panel);
void multiply_halves_avx2(const Panel& panel);
void multiply_bytes_avx_vnni(const Panel& panel);
void multiply_halves_avx_vnni(const Panel& panel);
void multiply_bytes_avx512_vnni(const Panel& panel);
void multiply_halves_avx512_vnni(const Panel& panel);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_PANEL_H_
