// SPDX-License-Identifier: Apache-2.0
//
// Where the tensors of a network lie while it is executed, channels last.

#ifndef SIM_RUNNER_TENSOR_STORE_H_
#define SIM_RUNNER_TENSOR_STORE_H_

#include <cstddef>
#include <vector>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/aligned.h"
#include "sim/kernels/nhwc/storage.h"

namespace isomer {

// What can be read after a run.
enum class Keep {
  everything,
  output,  // the other tensors share few buffers of one group of images, which stay in the cache
};

class TensorStore {
 public:
  // The network outlives this.
  TensorStore(const Network& network, Keep keep);

  bool is_kept(int tensor) const;

  // Room for a batch that is executed `group` images at a time.
  void resize(int images, int group);

  // A tensor from image number `first` on, the first one of a group.
  kernels::nhwc::Tensor at(int tensor, int first);
  kernels::nhwc::ConstTensor at(int tensor, int first) const;

  // Bytes of one image.
  std::size_t image_bytes(int tensor) const;

 private:
  kernels::nhwc::Storage storage(int tensor) const;
  void share_buffers();

  const Network& network_;
  Keep keep_;
  std::vector<std::size_t> buffer_of_;  // of each tensor
  std::vector<kernels::nhwc::AlignedVector<std::byte>> buffers_;
};

}  // namespace isomer

#endif  // SIM_RUNNER_TENSOR_STORE_H_
