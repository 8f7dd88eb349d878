// SPDX-License-Identifier: Apache-2.0
//
// The product in plain C++, for every CPU.

#include <array>
#include <cstring>

#include "sim/kernels/nhwc/convolution_tile.h"

namespace isomer::kernels::nhwc {
namespace {

struct PortableHalves {
  using Vector = std::array<std::uint32_t, kBlock>;
  static constexpr std::size_t kLanes = kBlock;
  static constexpr std::size_t kPair = 0;
  static constexpr std::size_t kSingle = 1;

  template <typename Word>
  static Vector load(const Word* p) {
    Vector v;
    std::memcpy(v.data(), p, sizeof(Vector));
    return v;
  }
  static void store(std::int32_t* p, const Vector& v) { store_first(p, kLanes, v); }
  static void store_first(std::int32_t* p, std::size_t count, const Vector& v) {
    std::memcpy(p, v.data(), count * sizeof(std::int32_t));
  }
  static Vector broadcast(const std::uint8_t* p) {
    std::uint32_t word = 0;
    std::memcpy(&word, p, sizeof word);
    Vector v;
    v.fill(word);
    return v;
  }
  static std::int32_t low(std::uint32_t word) { return static_cast<std::int16_t>(word); }
  static std::int32_t high(std::uint32_t word) { return static_cast<std::int16_t>(word >> 16); }
  static Vector dot(Vector sum, const Vector& a, const Vector& b) {
    for (std::size_t i = 0; i < kLanes; ++i)
      sum[i] += static_cast<std::uint32_t>(low(a[i]) * low(b[i])) +
                static_cast<std::uint32_t>(high(a[i]) * high(b[i]));
    return sum;
  }
};

}  // namespace

void multiply_halves_portable(const Panel& panel) { multiply_panel<PortableHalves>(panel); }

}  // namespace isomer::kernels::nhwc
