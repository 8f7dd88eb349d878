// SPDX-License-Identifier: Apache-2.0

#include "train/layers/elementwise.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "sim/kernels/clones.h"

// Bodies are templates that cannot be cloned; each is inlined into a clone per integer type.
#define ISOMER_BODY [[gnu::always_inline]] inline

namespace isomer::train {
namespace {

// Channels repeat every `length` elements, a multiple of the vector's 16 whatever their number.
class Period {
 public:
  explicit Period(int channels) : channels_(static_cast<std::size_t>(channels)) {
    constexpr std::size_t kVector = 16;
    constexpr std::size_t kLong = 256;
    const std::size_t unit = std::lcm(channels_, kVector);
    length_ = unit * std::max<std::size_t>(1, kLong / unit);
  }
  std::size_t length() const { return length_; }

  // Values of the channels, repeated over the period; `otherwise` where there are none.
  std::vector<float> repeat(const float* values, float otherwise = 0) const {
    std::vector<float> repeated(length_, otherwise);
    if (values == nullptr) return repeated;
    for (std::size_t i = 0; i < length_; ++i) repeated[i] = values[i % channels_];
    return repeated;
  }

  // sums[c] += the sum of the period's elements that belong to channel c.
  void fold(const std::vector<double>& of_period, std::span<double> sums) const {
    for (std::size_t i = 0; i < length_; ++i) sums[i % channels_] += of_period[i];
  }

 private:
  std::size_t channels_;
  std::size_t length_;
};

template <typename D>
ISOMER_BODY void dequantise_body(std::size_t count, const D* d, float scale, float* to) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(d[i]) * scale;
}

template <typename D>
ISOMER_BODY void map_body(std::size_t count, std::size_t period, const float* g, const D* m,
                          const float* a, const float* b, const float* c, Mask mask, float* dm) {
  for (std::size_t first = 0; first < count; first += period) {
    const std::size_t n = std::min(period, count - first);
    const float* const g1 = g + first;
    const D* const m1 = m + first;
    float* const dm1 = dm + first;
    if (mask.flags == nullptr) {
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) {
        dm1[i] = a[i] * g1[i] + b[i] * static_cast<float>(m1[i]) + c[i];
      }
      continue;
    }
    const std::uint8_t* const flags = mask.flags + first;
    const std::uint8_t bits = mask.bits;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
      const float mapped = a[i] * g1[i] + b[i] * static_cast<float>(m1[i]) + c[i];
      dm1[i] = (flags[i] & bits) == bits ? mapped : 0.0F;
    }
  }
}

// Float sums of at most kRows values, then double.
struct Moments {
  static constexpr std::size_t kRows = 32;

  explicit Moments(std::size_t period)
      : first(period), second(period), wide_first(period), wide_second(period) {}

  std::vector<float> first, second;
  std::vector<double> wide_first, wide_second;
};

// Adds x and x * y of every element to its place in the period; y is x where it is null.
template <typename D>
ISOMER_BODY void moments_body(std::size_t count, std::size_t period, const float* x, const D* y,
                              Moments& moments) {
  float* const s = moments.first.data();
  float* const t = moments.second.data();
  double* const wide_s = moments.wide_first.data();
  double* const wide_t = moments.wide_second.data();
  for (std::size_t block = 0; block < count; block += period * Moments::kRows) {
    const std::size_t end = std::min(count, block + period * Moments::kRows);
    std::fill_n(s, period, 0.0F);
    std::fill_n(t, period, 0.0F);
    for (std::size_t first = block; first < end; first += period) {
      const std::size_t n = std::min(period, end - first);
      const float* const x1 = x + first;
      const D* const y1 = y + first;
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) {
        s[i] += x1[i];
        t[i] += x1[i] * static_cast<float>(y1[i]);
      }
    }
#pragma omp simd
    for (std::size_t i = 0; i < period; ++i) {
      wide_s[i] += static_cast<double>(s[i]);
      wide_t[i] += static_cast<double>(t[i]);
    }
  }
}

// The clones of each body for one type of the integers (or floats) beside the gradient.
#define ISOMER_DEQUANTISE(D)                                                                  \
  ISOMER_CLONES void dequantise_loop(std::size_t count, const D* d, float scale, float* to) { \
    dequantise_body(count, d, scale, to);                                                     \
  }
#define ISOMER_CLONES_OF(D)                                                                      \
  ISOMER_CLONES void map_loop(std::size_t count, std::size_t period, const float* g, const D* m, \
                              const float* a, const float* b, const float* c, Mask mask,         \
                              float* dm) {                                                       \
    map_body(count, period, g, m, a, b, c, mask, dm);                                            \
  }                                                                                              \
  ISOMER_CLONES void moments_loop(std::size_t count, std::size_t period, const float* x,         \
                                  const D* y, Moments& moments) {                                \
    moments_body(count, period, x, y, moments);                                                  \
  }
ISOMER_DEQUANTISE(std::uint8_t)
ISOMER_DEQUANTISE(std::int8_t)
ISOMER_DEQUANTISE(std::int32_t)
ISOMER_DEQUANTISE(std::int64_t)
ISOMER_CLONES_OF(std::uint8_t)
ISOMER_CLONES_OF(std::int8_t)
ISOMER_CLONES_OF(std::int32_t)
ISOMER_CLONES_OF(std::int64_t)
ISOMER_CLONES_OF(float)
#undef ISOMER_DEQUANTISE
#undef ISOMER_CLONES_OF

template <typename D>
void moments_of(std::size_t pixels, int channels, const float* x, const D* y,
                std::span<double> sum_x, std::span<double> sum_xy) {
  const Period period(channels);
  Moments moments(period.length());
  moments_loop(pixels * static_cast<std::size_t>(channels), period.length(), x, y, moments);
  period.fold(moments.wide_first, sum_x);
  period.fold(moments.wide_second, sum_xy);
}

template <typename D>
void map_of(std::size_t pixels, int channels, const float* g, const D* m, ChannelMap map, Mask mask,
            float* dm) {
  const Period period(channels);
  map_loop(pixels * static_cast<std::size_t>(channels), period.length(), g, m,
           period.repeat(map.a).data(), period.repeat(map.b).data(), period.repeat(map.c).data(),
           mask, dm);
}

struct Clamp {
  float lo;
  float hi;
};

ISOMER_CLONES void post_loop(std::size_t count, std::size_t period, const float* m,
                             const float* scale, const float* offset, const float* residual,
                             Clamp clamp, float* y, std::uint8_t* flags) {
  for (std::size_t first = 0; first < count; first += period) {
    const std::size_t n = std::min(period, count - first);
    const float* const m1 = m + first;
    float* const y1 = y + first;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) y1[i] = scale[i] * m1[i] + offset[i];
    if (residual != nullptr) {
      const float* const r1 = residual + first;
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) y1[i] += r1[i];
    }
    if (flags != nullptr) {
      std::uint8_t* const flags1 = flags + first;
#pragma omp simd
      for (std::size_t i = 0; i < n; ++i) {
        flags1[i] = static_cast<std::uint8_t>(y1[i] < clamp.lo || y1[i] > clamp.hi ? 0 : 3);
      }
    }
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
      const float above = y1[i] < clamp.lo ? clamp.lo : y1[i];
      y1[i] = above > clamp.hi ? clamp.hi : above;
    }
  }
}

ISOMER_CLONES void mask_loop(std::size_t count, const float* dy, Mask mask, float* g) {
  const std::uint8_t* const flags = mask.flags;
  const std::uint8_t bits = mask.bits;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) g[i] = (flags[i] & bits) == bits ? dy[i] : 0.0F;
}

ISOMER_CLONES void mask_store_loop(std::size_t count, const float* dy, Mask mask, float* g,
                                   float* residual) {
  const std::uint8_t* const flags = mask.flags;
  const std::uint8_t bits = mask.bits;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float passed = (flags[i] & bits) == bits ? dy[i] : 0.0F;
    g[i] = passed;
    residual[i] = passed;
  }
}

ISOMER_CLONES void mask_add_loop(std::size_t count, const float* dy, Mask mask, float* g,
                                 float* residual) {
  const std::uint8_t* const flags = mask.flags;
  const std::uint8_t bits = mask.bits;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float passed = (flags[i] & bits) == bits ? dy[i] : 0.0F;
    g[i] = passed;
    residual[i] += passed;
  }
}

ISOMER_CLONES void accumulate_loop(std::size_t count, const float* from, float* to) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
}

}  // namespace

void dequantise(std::size_t count, ConstTensor d, float scale, float* to) {
  kernels::nhwc::visit(d,
                       [&](const auto* integers) { dequantise_loop(count, integers, scale, to); });
}

void mask_gradient(std::size_t count, const float* dy, Mask mask, float* g, Into into,
                   float* residual) {
  if (mask.flags == nullptr) {
    if (g != dy) std::copy_n(dy, count, g);
    if (into == Into::store) std::copy_n(dy, count, residual);
    if (into == Into::add) accumulate_loop(count, dy, residual);
    return;
  }
  switch (into) {
    case Into::nothing:
      return mask_loop(count, dy, mask, g);
    case Into::store:
      return mask_store_loop(count, dy, mask, g, residual);
    case Into::add:
      return mask_add_loop(count, dy, mask, g, residual);
  }
}

void accumulate(std::size_t count, const float* from, float* to) {
  accumulate_loop(count, from, to);
}

void gradient_moments(std::size_t pixels, int channels, const float* g, ConstTensor m,
                      std::span<double> sum_g, std::span<double> sum_gm) {
  kernels::nhwc::visit(
      m, [&](const auto* integers) { moments_of(pixels, channels, g, integers, sum_g, sum_gm); });
}

void gradient_moments(std::size_t pixels, int channels, const float* g, const float* m,
                      std::span<double> sum_g, std::span<double> sum_gm) {
  moments_of(pixels, channels, g, m, sum_g, sum_gm);
}

void map_gradient(std::size_t pixels, int channels, const float* g, ConstTensor m, ChannelMap map,
                  Mask mask, float* dm) {
  kernels::nhwc::visit(
      m, [&](const auto* integers) { map_of(pixels, channels, g, integers, map, mask, dm); });
}

void map_gradient(std::size_t pixels, int channels, const float* g, const float* m, ChannelMap map,
                  float* dm) {
  map_of(pixels, channels, g, m, map, Mask{}, dm);
}

void add_moments(std::size_t pixels, int channels, const float* m, std::span<double> sum,
                 std::span<double> sum_of_squares) {
  moments_of(pixels, channels, m, m, sum, sum_of_squares);
}

void float_post(std::size_t pixels, int channels, const float* m, const FloatPost& post, float* y,
                std::uint8_t* flags) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const Period period(channels);
  const Clamp clamp = {post.relu ? 0 : -kInfinity, post.relu ? post.ceiling : kInfinity};
  post_loop(pixels * static_cast<std::size_t>(channels), period.length(), m,
            period.repeat(post.scale, 1).data(), period.repeat(post.offset).data(), post.residual,
            clamp, y, flags);
}

}  // namespace isomer::train
