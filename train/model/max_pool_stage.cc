// SPDX-License-Identifier: Apache-2.0

#include "train/model/max_pool_stage.h"

#include <algorithm>
#include <utility>

#include "sim/kernels/max_pool.h"

namespace isomer::train {

MaxPoolStage::MaxPoolStage(std::string name, const kernels::Window& window, int batch)
    : Stage(std::move(name)),
      window_(window),
      argmax_(static_cast<std::size_t>(batch * window.channels) * window.out_pixels()) {}

std::span<std::int32_t> MaxPoolStage::argmax_of(int shard) {
  const std::size_t size =
      static_cast<std::size_t>(kernels::kShard * window_.channels) * window_.out_pixels();
  return std::span(argmax_).subspan(static_cast<std::size_t>(shard) * size, size);
}

void MaxPoolStage::forward(ThreadTeam& team, Activation& x, Activation& y) {
  team.run(x.shards(), [&](int, int shard) {
    kernels::max_pool<float>(window_, kernels::kShard, x.values_of(shard), y.values_of(shard),
                             argmax_of(shard));
  });
}

void MaxPoolStage::forward_quantised(ThreadTeam& team, Exponents, Activation& x, Activation& y) {
  team.run(x.shards(), [&](int, int shard) {
    kernels::max_pool<std::int32_t>(window_, kernels::kShard, x.integers_of(shard),
                                    y.integers_of(shard), argmax_of(shard));
  });
  y.format = x.format;
}

void MaxPoolStage::backward(ThreadTeam& team, Activation& x, Activation& y, bool wants_x) {
  if (!wants_x) return;
  team.run(x.shards(), [&](int, int shard) {
    const auto dx = x.gradient_of(shard);
    std::fill(dx.begin(), dx.end(), 0.0F);
    const float* dy = y.gradient_of(shard).data();
    const std::int32_t* argmax = argmax_of(shard).data();
    for (int plane = 0; plane < kernels::kShard * window_.channels; ++plane) {
      float* to = dx.data() + static_cast<std::size_t>(plane) * window_.in_pixels();
      for (std::size_t p = 0; p < window_.out_pixels(); ++p) to[*argmax++] += *dy++;
    }
  });
}

Operation MaxPoolStage::step_operation() const {
  return MaxPool{.kernel_h = window_.kernel_h,
                 .kernel_w = window_.kernel_w,
                 .stride_h = window_.stride_h,
                 .stride_w = window_.stride_w,
                 .padding = window_.padding};
}

Operation MaxPoolStage::export_operation(const Format& x, Format* y) const {
  *y = x;
  return step_operation();
}

}  // namespace isomer::train
