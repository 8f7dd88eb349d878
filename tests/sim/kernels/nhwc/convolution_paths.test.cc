// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <string>

#include "sim/kernels/nhwc/convolution_panel.h"

namespace isomer::kernels::nhwc {
namespace {

TEST_CASE("every convolution path of this CPU is exact on worst-case operands", "[kernels][nhwc]") {
  for (const ConvolutionPath& path : convolution_paths()) {
    CAPTURE(std::string(path.name));
    CHECK(is_exact(path));
  }
  CHECK(selected_convolution_path().name == convolution_paths().front().name);
}

// A path that a CPU feature promises but that is not listed would be left untested.
TEST_CASE("convolution paths follow the features of the CPU", "[kernels][nhwc]") {
  const auto has = [](std::string_view name) {
    return std::ranges::any_of(convolution_paths(), [&](const auto& p) { return p.name == name; });
  };
#if defined(__x86_64__)
  CHECK(has("avx2") == (__builtin_cpu_supports("avx2") != 0));
  CHECK(has("avx512_vnni") == (__builtin_cpu_supports("avx512vnni") != 0));
#endif
  CHECK(convolution_paths().back().name == "portable");
  for (const ConvolutionPath& path : convolution_paths()) {
    CAPTURE(std::string(path.name));
    CHECK((path.bytes != nullptr) == (path.name.find("vnni") != path.name.npos));
    CHECK(path.halves != nullptr);
  }
}

// The definition of a panel, in plain loops, whose pairs of products go through `limit`.
template <typename Limit>
void plain_bytes(const Panel& panel, Limit limit) {
  for (std::size_t q = 0; q < panel.quad_count; ++q)
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(kQuad); ++i)
      for (std::size_t o = 0; o < panel.channels; ++o) {
        auto sum = static_cast<std::uint32_t>(panel.start[o]);
        const std::uint8_t* x = panel.input + panel.quads[q].input + i * panel.input_stride;
        for (std::size_t s = 0; s < panel.segment_count; ++s)
          for (std::size_t k = 0; k < panel.words; ++k) {
            std::int8_t w[4];
            std::memcpy(w,
                        panel.weights + o / kBlock * panel.block_pitch +
                            (s * panel.words + k) * kBlock + o % kBlock,
                        sizeof w);
            const std::uint8_t* word = x + panel.segments[s] + 4 * k;
            sum += static_cast<std::uint32_t>(limit(word[0] * w[0] + word[1] * w[1]) +
                                              limit(word[2] * w[2] + word[3] * w[3]));
          }
        panel.sums[panel.quads[q].sums + i * panel.sum_stride + static_cast<std::ptrdiff_t>(o)] =
            static_cast<std::int32_t>(sum);
      }
}

TEST_CASE("the proof refuses a convolution that saturates pairs", "[kernels][nhwc]") {
  const Multiply halves = convolution_paths().back().halves;
  const Multiply plain = [](const Panel& panel) { plain_bytes(panel, [](int v) { return v; }); };
  const Multiply saturating = [](const Panel& panel) {
    plain_bytes(panel, [](int v) { return std::clamp(v, -32768, 32767); });
  };
  CHECK(is_exact(ConvolutionPath{"planted", plain, halves}));
  CHECK_FALSE(is_exact(ConvolutionPath{"planted", saturating, halves}));
}

}  // namespace
}  // namespace isomer::kernels::nhwc
