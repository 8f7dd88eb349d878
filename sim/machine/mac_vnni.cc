// SPDX-License-Identifier: Apache-2.0
//
// Which product this CPU has, and the proof that it is exact.
#include "sim/machine/mac_vnni.h"

#include <array>
#include <vector>

#include "sim/kernels/cpu.h"

namespace isomer {
namespace {

// Bytes of a pattern: extremes of both operands, in every position.
constexpr std::array<std::uint8_t, 8> kExtremes = {0x80, 0x7f, 0xff, 0x00, 0x80, 0x01, 0xff, 0x80};

std::uint32_t product(std::uint8_t x, bool is_signed, std::uint8_t w) {
  const std::int32_t left = is_signed ? std::int32_t{static_cast<std::int8_t>(x)} : std::int32_t{x};
  return static_cast<std::uint32_t>(left * static_cast<std::int8_t>(w));
}

// Four rows of pixels, half of them alike, against plain arithmetic that wraps.
bool is_exact(MultiplyRun multiply, int quads, std::size_t columns, bool is_signed,
              std::size_t pattern) {
  constexpr std::size_t kPixels = 16;
  const std::size_t rows = 4 * static_cast<std::size_t>(quads);
  const auto x_at = [&](std::size_t n, std::size_t r) {
    return n < kPixels / 2 ? kExtremes[pattern] : kExtremes[(n + r) % kExtremes.size()];
  };
  const auto w_at = [&](std::size_t r, std::size_t c) {
    return c < columns / 2 ? kExtremes[c % kExtremes.size()]
                           : kExtremes[(r + c) % kExtremes.size()];
  };
  std::vector<std::uint8_t> x(kPixels * rows);
  std::vector<std::uint32_t> weights(rows / 4 * columns);
  std::vector<std::int32_t> acc(kPixels * columns, 0x7fffffff);
  std::vector<std::uint32_t> expected(acc.size(), 0x7fffffff);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t n = 0; n < kPixels; ++n) x[n * rows + r] = x_at(n, r);
    for (std::size_t c = 0; c < columns; ++c) {
      weights[r / 4 * columns + c] |= std::uint32_t{w_at(r, c)} << (8 * (r % 4));
      for (std::size_t n = 0; n < kPixels; ++n)
        expected[n * columns + c] += product(x_at(n, r), is_signed, w_at(r, c));
    }
  }
  multiply({.weights = weights.data(),
            .quads = quads,
            .columns = static_cast<int>(columns),
            .flip = is_signed ? 0x80808080U : 0U,
            .x = x.data(),
            .row_step = kPixels / 4 * rows,
            .step = rows,
            .acc = acc.data(),
            .width = kPixels / 4,
            .rows = 4,
            .count = kPixels / 4});
  for (std::size_t i = 0; i < acc.size(); ++i)
    if (static_cast<std::uint32_t>(acc[i]) != expected[i]) return false;
  return true;
}

}  // namespace

std::vector<MultiplyRun> available_multiplies() {
  std::vector<MultiplyRun> result;
#ifdef ISOMER_STATE_X86
  if (kernels::has_avx512_vnni()) result.push_back(multiply_avx512_vnni);
#endif
#ifdef ISOMER_STATE_AVX_VNNI
  if (kernels::has_avx_vnni()) result.push_back(multiply_avx_vnni);
#endif
  return result;
}

bool is_exact(MultiplyRun multiply) {
  for (const int quads : {1, 2, 4, 8, 16})
    for (const std::size_t columns : {4U, 8U, 32U})
      for (const bool is_signed : {false, true})
        for (std::size_t pattern = 0; pattern < kExtremes.size(); ++pattern)
          if (!is_exact(multiply, quads, columns, is_signed, pattern)) return false;
  return true;
}

MultiplyRun selected_multiply() {
  static const MultiplyRun selected = []() -> MultiplyRun {
    for (const MultiplyRun multiply : available_multiplies())
      if (is_exact(multiply)) return multiply;
    return nullptr;
  }();
  return selected;
}

}  // namespace isomer
