// SPDX-License-Identifier: Apache-2.0
//
// The gradient before batch norm.

#include "train/layers/elementwise.h"
#include "train/layers/vector_loops.h"

namespace isomer::train {
namespace {

// The coefficients of a period.
struct Coefficients {
  std::size_t period;
  const float* a;
  const float* b;
  const float* c;
};

template <typename D>
ISOMER_BODY void map_body(std::size_t count, const float* dy, const D* m, Coefficients map,
                          MapMask mask, float* dm) {
  for (std::size_t first = 0; first < count; first += map.period) {
    const std::size_t n = std::min(map.period, count - first);
    const float* const g1 = dy + first;
    const D* const m1 = m + first;
    float* const dm1 = dm + first;
    if (mask.flags == nullptr) {
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) {
        dm1[i] = map.a[i] * g1[i] + map.b[i] * static_cast<float>(m1[i]) + map.c[i];
      }
      continue;
    }
    const std::uint8_t* const flags = mask.flags + first;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
      const float g = where(has_all(flags[i], mask.last), g1[i]);
      const float mapped = map.a[i] * g + map.b[i] * static_cast<float>(m1[i]) + map.c[i];
      dm1[i] = where(has_all(flags[i], mask.narrow), mapped);
    }
  }
}

#define ISOMER_CLONES_OF(D)                                                                     \
  ISOMER_CLONES void map_loop(std::size_t count, const float* dy, const D* m, Coefficients map, \
                              MapMask mask, float* dm) {                                        \
    map_body(count, dy, m, map, mask, dm);                                                      \
  }
ISOMER_CLONES_OF(std::uint8_t)
ISOMER_CLONES_OF(std::int8_t)
ISOMER_CLONES_OF(std::int32_t)
ISOMER_CLONES_OF(std::int64_t)
ISOMER_CLONES_OF(float)
#undef ISOMER_CLONES_OF

template <typename D>
void map_of(std::size_t pixels, int channels, const float* dy, const D* m, ChannelMap map,
            MapMask mask, float* dm) {
  const Period period(channels);
  const auto a = period.repeat(map.a), b = period.repeat(map.b), c = period.repeat(map.c);
  map_loop(pixels * static_cast<std::size_t>(channels), dy, m,
           Coefficients{period.length(), a.data(), b.data(), c.data()}, mask, dm);
}

}  // namespace

void map_gradient(std::size_t pixels, int channels, const float* dy, ConstTensor m, ChannelMap map,
                  MapMask mask, float* dm) {
  kernels::nhwc::visit(
      m, [&](const auto* integers) { map_of(pixels, channels, dy, integers, map, mask, dm); });
}

void map_gradient(std::size_t pixels, int channels, const float* dy, const float* m, ChannelMap map,
                  MapMask mask, float* dm) {
  map_of(pixels, channels, dy, m, map, mask, dm);
}

}  // namespace isomer::train
