// SPDX-License-Identifier: Apache-2.0
//
// Which products this CPU has, and the proof that they are exact.

#include <array>
#include <vector>

#include "isa/container/error.h"
#include "sim/kernels/cpu.h"
#include "sim/kernels/nhwc/aligned.h"
#include "sim/kernels/nhwc/convolution_panel.h"

namespace isomer::kernels::nhwc {
namespace {

std::vector<ConvolutionPath> find_paths() {
  std::vector<ConvolutionPath> paths;
#ifdef ISOMER_KERNELS_X86
  if (has_avx512_vnni())
    paths.push_back({"avx512_vnni", multiply_bytes_avx512_vnni, multiply_halves_avx512_vnni});
#ifdef ISOMER_KERNELS_AVX_VNNI
  if (has_avx_vnni())
    paths.push_back({"avx_vnni", multiply_bytes_avx_vnni, multiply_halves_avx_vnni});
#endif
  if (has_avx2()) paths.push_back({"avx2", nullptr, multiply_halves_avx2});
#endif
  paths.push_back({"portable", nullptr, multiply_halves_portable});
  return paths;
}

// Extreme operands in every position of a word: minima, maxima, -1, 1, 0 and mixtures.
constexpr std::array<std::uint32_t, 11> kExtremes = {0x00000000, 0x80808080, 0x7f7f7f7f, 0xffffffff,
                                                     0x01010101, 0x80008000, 0x7fff7fff, 0x80007fff,
                                                     0xff00807f, 0x807f01fe, 0x00010001};

// dot(input, weights) of one word, one operand of `bits` bits at a time.
std::uint32_t plain_dot(std::uint32_t input, std::uint32_t weights, int bits) {
  std::uint32_t sum = 0;
  for (int position = 0; position < 32; position += bits) {
    const std::uint32_t x = input >> position;
    const std::uint32_t w = weights >> position;
    sum += bits == 8 ? (x & 0xff) * static_cast<std::uint32_t>(static_cast<std::int8_t>(w))
                     : static_cast<std::uint32_t>(static_cast<std::int16_t>(x)) *
                           static_cast<std::uint32_t>(static_cast<std::int16_t>(w));
  }
  return sum;
}

// Equal words all along a pixel, seen by weights that differ by channel, drive the sums as far as
// they go.
bool is_exact(Multiply multiply, int bits, std::size_t words, std::size_t channels,
              std::size_t quads) {
  const std::size_t blocks = (channels + kBlock - 1) / kBlock;
  const std::size_t pixels = quads * kQuad;
  std::vector<std::uint32_t> input(pixels * words);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = kExtremes[i / words % kExtremes.size()];
  AlignedVector<std::uint32_t> weights(blocks * words * kBlock);
  for (std::size_t i = 0; i < weights.size(); ++i)
    weights[i] = kExtremes[(i / (words * kBlock) * kBlock + i % kBlock) % kExtremes.size()];
  std::vector<Quad> all(quads);
  for (std::size_t q = 0; q < quads; ++q)
    all[q] = {static_cast<std::ptrdiff_t>(q * kQuad * words * 4),
              static_cast<std::ptrdiff_t>(q * kQuad * channels)};
  const AlignedVector<std::int32_t> start(blocks * kBlock, -5);
  std::vector<std::int32_t> sums(pixels * channels);
  const std::ptrdiff_t segment = 0;
  multiply({all.data(), quads, reinterpret_cast<const std::uint8_t*>(input.data()),
            static_cast<std::ptrdiff_t>(words * 4), sums.data(),
            static_cast<std::ptrdiff_t>(channels), channels, &segment, 1, words, weights.data(),
            words * kBlock, start.data()});
  for (std::size_t p = 0; p < pixels; ++p) {
    for (std::size_t o = 0; o < channels; ++o) {
      const std::uint32_t want =
          static_cast<std::uint32_t>(words) *
              plain_dot(input[p * words], weights[o / kBlock * words * kBlock + o % kBlock], bits) -
          5;
      if (sums[p * channels + o] != static_cast<std::int32_t>(want)) return false;
    }
  }
  return true;
}

}  // namespace

std::span<const ConvolutionPath> convolution_paths() {
  static const std::vector<ConvolutionPath> paths = find_paths();
  return paths;
}

bool is_exact(const ConvolutionPath& path) {
  for (const int bits : {8, 16}) {
    const Multiply multiply = bits == 8 ? path.bytes : path.halves;
    if (multiply == nullptr) continue;
    for (const std::size_t quads : {1U, 2U, 3U, 4U, 5U}) {
      if (!is_exact(multiply, bits, 3, 11, quads) || !is_exact(multiply, bits, 3, 53, quads))
        return false;
    }
    // 17,000 words of four products of 255 * -128 pass -2^31.
    if (!is_exact(multiply, bits, 17000, 11, 3)) return false;
  }
  return true;
}

const ConvolutionPath& selected_convolution_path() {
  static const ConvolutionPath& selected = []() -> const ConvolutionPath& {
    for (const ConvolutionPath& path : convolution_paths()) {
      if (is_exact(path)) return path;
    }
    throw Error("no convolution of this build is exact on this CPU; please report its model");
  }();
  return selected;
}

}  // namespace isomer::kernels::nhwc
