// SPDX-License-Identifier: Apache-2.0
//
// One tensor of the training graph for a whole batch, channels last: [image][row][column][channel].

#ifndef TRAIN_MODEL_ACTIVATION_H_
#define TRAIN_MODEL_ACTIVATION_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "isa/arithmetic/format.h"
#include "isa/zoo/topology.h"
#include "sim/kernels/nhwc/storage.h"
#include "sim/kernels/shape.h"

namespace isomer::train {

using kernels::nhwc::ConstTensor;
using kernels::nhwc::Storage;
using kernels::nhwc::Tensor;

// Integers of a batch in the storage of their format.
class IntegerBuffer {
 public:
  IntegerBuffer() = default;
  IntegerBuffer(const Format& format, std::size_t count);

  // Another exponent, or another width: contents are lost when the storage changes.
  void set_format(const Format& format);
  const Format& format() const { return format_; }
  std::size_t size() const { return count_; }
  // Elements from number `first` on.
  Tensor from(std::size_t first);
  ConstTensor from(std::size_t first) const;

 private:
  Format format_;
  Storage storage_ = Storage::s32;
  std::size_t count_ = 0;
  std::vector<std::byte> bytes_;
};

struct ActivationTensor {
  std::string name;
  Shape shape;
  int images = 0;  // a multiple of the shard

  IntegerBuffer integers;           // quantised forward pass: retained for the backward pass
  std::vector<float> values;        // float forward pass; of the logits in both
  std::vector<std::uint8_t> flags;  // of sim/kernels/nhwc/post.h; empty: nothing clamps
  std::vector<float> gradient;
  bool wants_gradient = true;  // false: the network's input
  bool has_gradient = false;   // whether a consumer has written `gradient` yet

  // Buffers of floats and flags are empty until somebody wants them.
  ActivationTensor(std::string tensor_name, const Shape& tensor_shape, int batch);
  void want_values();
  void want_flags();
  void want_gradient();

  int shards() const { return images / kernels::kShard; }
  std::size_t pixels() const {  // of one image
    return static_cast<std::size_t>(shape.height) * static_cast<std::size_t>(shape.width);
  }
  std::size_t elements() const { return pixels() * static_cast<std::size_t>(shape.channels); }
  std::size_t shard_pixels() const { return kernels::kShard * pixels(); }
  std::size_t shard_elements() const { return kernels::kShard * elements(); }
  std::size_t first_of(int shard) const {
    return static_cast<std::size_t>(shard) * shard_elements();
  }
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_ACTIVATION_H_
