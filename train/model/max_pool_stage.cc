// SPDX-License-Identifier: Apache-2.0

#include "train/model/max_pool_stage.h"

#include <algorithm>
#include <utility>

#include "sim/kernels/nhwc/pool.h"

namespace isomer::train {

MaxPoolStage::MaxPoolStage(std::string name, const kernels::Window& window, ActivationTensor* x,
                           ActivationTensor* y)
    : Stage(std::move(name), {x}, y),
      window_(window),
      taken_(static_cast<std::size_t>(y->images) * y->elements()) {}

std::span<std::uint16_t> MaxPoolStage::taken_of(int shard) {
  return std::span(taken_).subspan(output().first_of(shard), output().shard_elements());
}

void MaxPoolStage::forward(ThreadTeam& team, Statistics) {
  output().want_values();
  team.run(output().shards(), [&](int, int shard) {
    kernels::nhwc::max_pool(window_, kernels::kShard,
                            input().values.data() + input().first_of(shard),
                            output().values.data() + output().first_of(shard), taken_of(shard));
  });
}

void MaxPoolStage::forward_quantised(ThreadTeam& team, const QuantisedPass&) {
  IntegerBuffer& y = output().integers;
  y.set_format(input().integers.format());
  team.run(output().shards(), [&](int, int shard) {
    kernels::nhwc::max_pool(window_, kernels::kShard,
                            std::as_const(input().integers).from(input().first_of(shard)),
                            y.from(output().first_of(shard)), taken_of(shard));
  });
}

void MaxPoolStage::backward(ThreadTeam& team) {
  ActivationTensor& x = input();
  if (!x.wants_gradient) return;
  x.want_gradient();
  const auto channels = static_cast<std::size_t>(x.shape.channels);
  team.run(x.shards(), [&](int, int shard) {
    float* dx = x.gradient.data() + x.first_of(shard);
    if (!x.has_gradient) std::fill_n(dx, x.shard_elements(), 0.0F);
    const float* dy = output().gradient.data() + output().first_of(shard);
    const std::uint16_t* taken = taken_of(shard).data();
    for (int image = 0; image < kernels::kShard; ++image, dx += x.elements()) {
      for (int row = 0; row < output().shape.height; ++row) {
        for (int column = 0; column < output().shape.width; ++column) {
          const int top = row * window_.stride_h - window_.padding.top;
          const int left = column * window_.stride_w - window_.padding.left;
          for (std::size_t c = 0; c < channels; ++c, ++dy, ++taken) {
            const int y = top + *taken / window_.kernel_w;
            const int at = y * x.shape.width + left + *taken % window_.kernel_w;
            dx[static_cast<std::size_t>(at) * channels + c] += *dy;
          }
        }
      }
    }
  });
  x.has_gradient = true;
}

Operation MaxPoolStage::step_operation() const {
  return MaxPool{.kernel_h = window_.kernel_h,
                 .kernel_w = window_.kernel_w,
                 .stride_h = window_.stride_h,
                 .stride_w = window_.stride_w,
                 .padding = window_.padding};
}

Operation MaxPoolStage::export_operation(const std::vector<Format>& inputs, Format* output) const {
  *output = inputs[0];
  return step_operation();
}

}  // namespace isomer::train
