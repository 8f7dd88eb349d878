// SPDX-License-Identifier: Apache-2.0
//
// The loops of training over one shard of a tensor, channels last: `pixels` = images * rows *
// columns of the shard. Each is one pass over memory, vectorised along the channels; sums over
// pixels run in the order of the pixels, so their bits depend on nothing else.

#ifndef TRAIN_LAYERS_ELEMENTWISE_H_
#define TRAIN_LAYERS_ELEMENTWISE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "sim/kernels/nhwc/storage.h"

namespace isomer::train {

using kernels::nhwc::ConstTensor;

// to[i] = d[i] * scale: exact for |d| < 2^24 and a power of two.
void dequantise(std::size_t count, ConstTensor d, float scale, float* to);

// What masks a gradient: the byte written by the forward pass, and the bits of it that must all be
// set (kPassesLast, kPassesNarrow of sim/kernels/nhwc/post.h, or both); null data: everything
// passes.
struct Mask {
  const std::uint8_t* flags = nullptr;
  std::uint8_t bits = 0;
};

// g[i] = mask ? dy[i] : 0. With `residual`, the same is also stored there, or added to it.
enum class Into { nothing, store, add };
void mask_gradient(std::size_t count, const float* dy, Mask mask, float* g, Into into,
                   float* residual);

// to[i] += from[i].
void accumulate(std::size_t count, const float* from, float* to);

// With g = mask ? dy : 0: sum_g[c] += sum of g, sum_gm[c] += sum of g * m over the pixels, in float
// per block of rows and double between blocks; m as numbers in its own integers (or floats). g is
// kept nowhere unless `residual` stores or adds it: map_gradient masks again.
void gradient_moments(std::size_t pixels, int channels, const float* dy, Mask mask, ConstTensor m,
                      std::span<double> sum_g, std::span<double> sum_gm, Into into = Into::nothing,
                      float* residual = nullptr);
void gradient_moments(std::size_t pixels, int channels, const float* dy, Mask mask, const float* m,
                      std::span<double> sum_g, std::span<double> sum_gm, Into into = Into::nothing,
                      float* residual = nullptr);

// sum_g[c] += sum of g over the pixels: the gradient of a bias.
void add_sums(std::size_t pixels, int channels, const float* g, std::span<double> sum_g);

// dm = a[c] * g + b[c] * m + c[c] where the flags have all of `narrow`, else 0, with g = dy where
// they have all of `last`, else 0: the gradient before batch norm (its coefficients:
// train/model/batch_norm.h).
struct ChannelMap {
  const float* a;
  const float* b;
  const float* c;
};
struct MapMask {
  const std::uint8_t* flags = nullptr;  // null: everything passes
  std::uint8_t narrow = 0;
  std::uint8_t last = 0;
};
void map_gradient(std::size_t pixels, int channels, const float* dy, ConstTensor m, ChannelMap map,
                  MapMask mask, float* dm);
void map_gradient(std::size_t pixels, int channels, const float* dy, const float* m, ChannelMap map,
                  MapMask mask, float* dm);

// Float forward pass: moments of m, then y = a[c] * m + c[c] (+ residual), clamped to
// [0, ceiling] where `relu`; flags[i] = 3 where the clamp left it, else 0.
void add_moments(std::size_t pixels, int channels, const float* m, std::span<double> sum,
                 std::span<double> sum_of_squares);
struct FloatPost {
  const float* scale = nullptr;   // [channels]; null: 1
  const float* offset = nullptr;  // [channels]; null: 0
  const float* residual = nullptr;
  bool relu = false;
  float ceiling = 0;  // of relu; infinity where there is none
};
void float_post(std::size_t pixels, int channels, const float* m, const FloatPost& post, float* y,
                std::uint8_t* flags);

}  // namespace isomer::train

#endif  // TRAIN_LAYERS_ELEMENTWISE_H_
