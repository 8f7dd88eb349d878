// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/gemm.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

namespace isomer::kernels {
namespace {

TEST_CASE("every path of this CPU is exact on worst-case operands", "[kernels][gemm]") {
  for (const Path& path : available_paths()) {
    CAPTURE(std::string(path.name));
    CHECK(is_exact(path));
  }
  CHECK(available_paths().back().name == "portable");
  CHECK(selected_path().name == available_paths().front().name);
}

// A path that a CPU feature promises but that is not listed would leave it untested.
TEST_CASE("paths follow the features of the CPU", "[kernels][gemm]") {
  const auto has = [](std::string_view name) {
    return std::ranges::any_of(available_paths(), [&](const Path& p) { return p.name == name; });
  };
#if defined(__x86_64__)
  CHECK(has("avx2") == (__builtin_cpu_supports("avx2") != 0));
  CHECK(has("avx512_vnni") == (__builtin_cpu_supports("avx512vnni") != 0));
#endif
  CHECK(has("portable"));
}

// What older x86 instructions do, pairs of products saturated at 16 bits, must not pass as exact.
void saturating_gemm(const GemmOperands& m) {
  for (int row = 0; row < m.rows; ++row) {
    for (int column = 0; column < m.columns; ++column) {
      std::int32_t sum = 0;
      for (int k = 0; k < m.words; ++k) {
        const std::uint32_t a = m.a[row * m.words + k];
        const std::uint32_t b = m.b[k * m.columns + column];
        for (int pair = 0; pair < 32; pair += 16) {
          int both = 0;
          for (int byte = pair; byte < pair + 16; byte += 8) {
            both += static_cast<std::int8_t>(a >> byte) * static_cast<std::uint8_t>(b >> byte);
          }
          sum += std::clamp(both, -32768, 32767);
        }
      }
      m.c[row * m.columns + column] = static_cast<std::uint32_t>(sum);
    }
  }
}

TEST_CASE("the proof refuses a product that saturates pairs", "[kernels][gemm]") {
  const Path& good = available_paths().back();
  CHECK(is_exact(Path{"planted", nullptr, good.halves}));
  CHECK_FALSE(is_exact(Path{"planted", saturating_gemm, good.halves}));
}

}  // namespace
}  // namespace isomer::kernels
