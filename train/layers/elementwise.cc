// SPDX-License-Identifier: Apache-2.0

#include "train/layers/elementwise.h"

#include <limits>

#include "train/layers/vector_loops.h"

namespace isomer::train {
namespace {

#define ISOMER_DEQUANTISE(D)                                                                  \
  ISOMER_CLONES void dequantise_loop(std::size_t count, const D* d, float scale, float* to) { \
    _Pragma("omp simd") for (std::size_t i = 0; i < count; ++i) {                             \
      to[i] = static_cast<float>(d[i]) * scale;                                               \
    }                                                                                         \
  }
ISOMER_DEQUANTISE(std::uint8_t)
ISOMER_DEQUANTISE(std::int8_t)
ISOMER_DEQUANTISE(std::int32_t)
ISOMER_DEQUANTISE(std::int64_t)
#undef ISOMER_DEQUANTISE

template <Into into>
ISOMER_BODY void mask_body(std::size_t count, const float* dy, Mask mask, float* g,
                           float* residual) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float passed = where(has_all(mask.flags[i], mask.bits), dy[i]);
    g[i] = passed;
    if constexpr (into == Into::store) residual[i] = passed;
    if constexpr (into == Into::add) residual[i] += passed;
  }
}

ISOMER_CLONES void mask_loop(std::size_t count, const float* dy, Mask mask, float* g) {
  mask_body<Into::nothing>(count, dy, mask, g, nullptr);
}
ISOMER_CLONES void mask_store_loop(std::size_t count, const float* dy, Mask mask, float* g,
                                   float* residual) {
  mask_body<Into::store>(count, dy, mask, g, residual);
}
ISOMER_CLONES void mask_add_loop(std::size_t count, const float* dy, Mask mask, float* g,
                                 float* residual) {
  mask_body<Into::add>(count, dy, mask, g, residual);
}

ISOMER_CLONES void accumulate_loop(std::size_t count, const float* from, float* to) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) to[i] += from[i];
}

// FloatPost for every place in a period, and its clamp.
struct Post {
  std::size_t period;
  const float* scale;
  const float* offset;
  const float* residual;
  float lo;
  float hi;
};

template <bool has_residual, bool has_flags>
ISOMER_BODY void post_body(std::size_t count, const float* m, Post post, float* y,
                           std::uint8_t* flags) {
  for (std::size_t first = 0; first < count; first += post.period) {
    const std::size_t n = std::min(post.period, count - first);
#pragma omp simd
    for (std::size_t i = 0; i < n; ++i) {
      float value = post.scale[i] * m[first + i] + post.offset[i];
      if constexpr (has_residual) value += post.residual[first + i];
      const float above = value < post.lo ? post.lo : value;
      const float inside = above > post.hi ? post.hi : above;
      y[first + i] = inside;
      if constexpr (has_flags) {
        flags[first + i] = static_cast<std::uint8_t>(inside == value ? 3 : 0);
      }
    }
  }
}

ISOMER_CLONES void post_loop(std::size_t count, const float* m, Post post, float* y) {
  post_body<false, false>(count, m, post, y, nullptr);
}
ISOMER_CLONES void post_residual_loop(std::size_t count, const float* m, Post post, float* y) {
  post_body<true, false>(count, m, post, y, nullptr);
}
ISOMER_CLONES void post_flags_loop(std::size_t count, const float* m, Post post, float* y,
                                   std::uint8_t* flags) {
  post_body<false, true>(count, m, post, y, flags);
}
ISOMER_CLONES void post_residual_flags_loop(std::size_t count, const float* m, Post post, float* y,
                                            std::uint8_t* flags) {
  post_body<true, true>(count, m, post, y, flags);
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

void float_post(std::size_t pixels, int channels, const float* m, const FloatPost& post, float* y,
                std::uint8_t* flags) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::size_t count = pixels * static_cast<std::size_t>(channels);
  const Period period(channels);
  const auto scale = period.repeat(post.scale, 1), offset = period.repeat(post.offset);
  const Post loop = {period.length(),
                     scale.data(),
                     offset.data(),
                     post.residual,
                     post.relu ? 0 : -kInfinity,
                     post.relu ? post.ceiling : kInfinity};
  if (post.residual == nullptr && flags == nullptr) return post_loop(count, m, loop, y);
  if (flags == nullptr) return post_residual_loop(count, m, loop, y);
  if (post.residual == nullptr) return post_flags_loop(count, m, loop, y, flags);
  post_residual_flags_loop(count, m, loop, y, flags);
}

}  // namespace isomer::train
