// SPDX-License-Identifier: Apache-2.0
//
// Sums over the pixels.

#include "train/layers/elementwise.h"
#include "train/layers/vector_loops.h"

namespace isomer::train {
namespace {

// Float sums of at most kRows values for every place in a period, then double.
struct Moments {
  static constexpr std::size_t kRows = 32;

  explicit Moments(std::size_t length)
      : period(length), first(length), second(length), wide_first(length), wide_second(length) {}

  std::size_t period;
  std::vector<float> first, second;
  std::vector<double> wide_first, wide_second;
};

// Calls row(first element, elements, sums, sums of products) for every period, in order.
template <typename Row>
ISOMER_BODY void for_each_row(std::size_t count, Moments& moments, Row row) {
  const std::size_t period = moments.period;
  float* const s = moments.first.data();
  float* const t = moments.second.data();
  double* const wide_s = moments.wide_first.data();
  double* const wide_t = moments.wide_second.data();
  for (std::size_t block = 0; block < count; block += period * Moments::kRows) {
    const std::size_t end = std::min(count, block + period * Moments::kRows);
    std::fill_n(s, period, 0.0F);
    std::fill_n(t, period, 0.0F);
    for (std::size_t first = block; first < end; first += period) {
      row(first, std::min(period, end - first), s, t);
    }
#pragma omp simd
    for (std::size_t i = 0; i < period; ++i) {
      wide_s[i] += static_cast<double>(s[i]);
      wide_t[i] += static_cast<double>(t[i]);
    }
  }
}

// Sums of x and x * y.
template <typename D>
ISOMER_BODY void plain_body(std::size_t count, const float* x, const D* y, Moments& moments) {
  const auto row = [=](std::size_t first, std::size_t n, float* s, float* t)
      __attribute__((always_inline)) {
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
      s[i] += x[first + i];
      t[i] += x[first + i] * static_cast<float>(y[first + i]);
    }
  };
  for_each_row(count, moments, row);
}

// Sums of g and g * m, g being dy where the flags have all bits; g also goes `into` the residual.
template <Into into, typename D>
ISOMER_BODY void masked_body(std::size_t count, const float* dy, Mask mask, const D* m,
                             float* residual, Moments& moments) {
  const auto row = [=](std::size_t first, std::size_t n, float* s, float* t)
      __attribute__((always_inline)) {
    const std::uint8_t* const flags = mask.flags + first;
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
      const float g = where(has_all(flags[i], mask.bits), dy[first + i]);
      s[i] += g;
      t[i] += g * static_cast<float>(m[first + i]);
      if constexpr (into == Into::store) residual[first + i] = g;
      if constexpr (into == Into::add) residual[first + i] += g;
    }
  };
  for_each_row(count, moments, row);
}

// The clones of each body for one type of m.
#define ISOMER_CLONES_OF(D)                                                                        \
  ISOMER_CLONES void plain_loop(std::size_t count, const float* x, const D* y, Moments& moments) { \
    plain_body(count, x, y, moments);                                                              \
  }                                                                                                \
  ISOMER_CLONES void masked_loop(std::size_t count, const float* dy, Mask mask, const D* m,        \
                                 Moments& moments) {                                               \
    masked_body<Into::nothing>(count, dy, mask, m, nullptr, moments);                              \
  }                                                                                                \
  ISOMER_CLONES void masked_store_loop(std::size_t count, const float* dy, Mask mask, const D* m,  \
                                       float* residual, Moments& moments) {                        \
    masked_body<Into::store>(count, dy, mask, m, residual, moments);                               \
  }                                                                                                \
  ISOMER_CLONES void masked_add_loop(std::size_t count, const float* dy, Mask mask, const D* m,    \
                                     float* residual, Moments& moments) {                          \
    masked_body<Into::add>(count, dy, mask, m, residual, moments);                                 \
  }
ISOMER_CLONES_OF(std::uint8_t)
ISOMER_CLONES_OF(std::int8_t)
ISOMER_CLONES_OF(std::int32_t)
ISOMER_CLONES_OF(std::int64_t)
ISOMER_CLONES_OF(float)
#undef ISOMER_CLONES_OF

ISOMER_CLONES void sums_loop(std::size_t count, const float* g, Moments& moments) {
  const auto row = [=](std::size_t first, std::size_t n, float* s, float*)
      __attribute__((always_inline)) {
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) s[i] += g[first + i];
  };
  for_each_row(count, moments, row);
}

template <typename D>
void masked_moments(std::size_t pixels, int channels, const float* dy, Mask mask, const D* m,
                    std::span<double> sum_g, std::span<double> sum_gm, Into into, float* residual) {
  const std::size_t count = pixels * static_cast<std::size_t>(channels);
  const Period period(channels);
  Moments moments(period.length());
  if (mask.flags == nullptr) {
    plain_loop(count, dy, m, moments);
    if (into == Into::store) std::copy_n(dy, count, residual);
    if (into == Into::add) accumulate(count, dy, residual);
  } else if (into == Into::nothing) {
    masked_loop(count, dy, mask, m, moments);
  } else if (into == Into::store) {
    masked_store_loop(count, dy, mask, m, residual, moments);
  } else {
    masked_add_loop(count, dy, mask, m, residual, moments);
  }
  period.fold(moments.wide_first, sum_g);
  period.fold(moments.wide_second, sum_gm);
}

}  // namespace

void gradient_moments(std::size_t pixels, int channels, const float* dy, Mask mask, ConstTensor m,
                      std::span<double> sum_g, std::span<double> sum_gm, Into into,
                      float* residual) {
  kernels::nhwc::visit(m, [&](const auto* integers) {
    masked_moments(pixels, channels, dy, mask, integers, sum_g, sum_gm, into, residual);
  });
}

void gradient_moments(std::size_t pixels, int channels, const float* dy, Mask mask, const float* m,
                      std::span<double> sum_g, std::span<double> sum_gm, Into into,
                      float* residual) {
  masked_moments(pixels, channels, dy, mask, m, sum_g, sum_gm, into, residual);
}

void add_sums(std::size_t pixels, int channels, const float* g, std::span<double> sum_g) {
  const Period period(channels);
  Moments moments(period.length());
  sums_loop(pixels * static_cast<std::size_t>(channels), g, moments);
  period.fold(moments.wide_first, sum_g);
}

void add_moments(std::size_t pixels, int channels, const float* m, std::span<double> sum,
                 std::span<double> sum_of_squares) {
  masked_moments(pixels, channels, m, Mask{}, m, sum, sum_of_squares, Into::nothing, nullptr);
}

}  // namespace isomer::train
