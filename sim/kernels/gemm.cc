// SPDX-License-Identifier: Apache-2.0
//
// Which products this CPU has, and the proof that they are exact.

#include "sim/kernels/gemm.h"

#ifdef ISOMER_KERNELS_X86
#include <cpuid.h>
#endif

#include <array>
#include <cstddef>
#include <vector>

#include "isa/container/error.h"
#include "sim/kernels/gemm_paths.h"

namespace isomer::kernels {
namespace {

#ifdef ISOMER_KERNELS_AVX_VNNI
// CPUID leaf 7.1, EAX bit 4; older compilers have no name for it. AVX2 vouches for the system.
bool has_avx_vnni() {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __builtin_cpu_supports("avx2") && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) != 0 &&
         (eax >> 4 & 1) != 0;
}
#endif

std::vector<Path> find_paths() {
  std::vector<Path> paths;
#ifdef ISOMER_KERNELS_X86
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl")) {
    paths.push_back({"avx512_vnni", gemm_bytes_avx512_vnni, gemm_halves_avx512_vnni});
  }
#ifdef ISOMER_KERNELS_AVX_VNNI
  if (has_avx_vnni()) {
    paths.push_back({"avx_vnni", gemm_bytes_avx_vnni, gemm_halves_avx_vnni});
  }
#endif
  if (__builtin_cpu_supports("avx2")) paths.push_back({"avx2", nullptr, gemm_halves_avx2});
#endif
  paths.push_back({"portable", nullptr, gemm_halves_portable});
  return paths;
}

// dot(a, b) of the contract of this file, one operand of `bits` bits at a time.
std::uint32_t plain_dot(std::uint32_t a, std::uint32_t b, int bits) {
  std::uint32_t sum = 0;
  for (int position = 0; position < 32; position += bits) {
    const std::uint32_t left = a >> position;
    const std::uint32_t right = b >> position;
    sum += bits == 8 ? static_cast<std::uint32_t>(static_cast<std::int8_t>(left)) * (right & 0xff)
                     : static_cast<std::uint32_t>(static_cast<std::int16_t>(left)) *
                           static_cast<std::uint32_t>(static_cast<std::int16_t>(right));
  }
  return sum;
}

// Extreme operands in every position of a word: minima, maxima, -1, 1, 0 and mixtures.
constexpr std::array<std::uint32_t, 11> kExtremes = {0x00000000, 0x80808080, 0x7f7f7f7f, 0xffffffff,
                                                     0x01010101, 0x80008000, 0x7fff7fff, 0x80007fff,
                                                     0xff00807f, 0x807f01fe, 0x00010001};

bool is_exact(Gemm gemm, int bits, int rows, int words, int columns, std::size_t pattern) {
  const auto r = static_cast<std::size_t>(rows);
  const auto w = static_cast<std::size_t>(words);
  const auto n = static_cast<std::size_t>(columns);
  std::vector<std::uint32_t> a(r * w);
  std::vector<std::uint32_t> b(w * n);
  std::vector<std::uint32_t> c(r * n);
  // Word k of a row meets every extreme in the columns; equal words all along a row drive the sum
  // as far as it goes.
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = kExtremes[(i / w + pattern) % kExtremes.size()];
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = kExtremes[i % n % kExtremes.size()];
  gemm({a.data(), b.data(), c.data(), rows, words, columns});
  for (std::size_t row = 0; row < r; ++row) {
    for (std::size_t column = 0; column < n; ++column) {
      const std::uint32_t want =
          static_cast<std::uint32_t>(words) * plain_dot(a[row * w], b[column], bits);
      if (c[row * n + column] != want) return false;
    }
  }
  return true;
}

}  // namespace

std::span<const Path> available_paths() {
  static const std::vector<Path> paths = find_paths();
  return paths;
}

bool is_exact(const Path& path) {
  for (const int bits : {8, 16}) {
    const Gemm gemm = bits == 8 ? path.bytes : path.halves;
    if (gemm == nullptr) continue;
    for (std::size_t pattern = 0; pattern < kExtremes.size(); ++pattern) {
      if (!is_exact(gemm, bits, 5, 3, 80, pattern)) return false;
    }
    // 17,000 words of four products of 255 * -128 pass -2^31.
    if (!is_exact(gemm, bits, 3, 17000, 16, 1)) return false;
  }
  return true;
}

const Path& selected_path() {
  static const Path& selected = []() -> const Path& {
    for (const Path& path : available_paths()) {
      if (is_exact(path)) return path;
    }
    throw Error("no integer kernel of this build is exact on this CPU; please report its model");
  }();
  return selected;
}

}  // namespace isomer::kernels
