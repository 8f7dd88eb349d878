// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/tensor_store.h"

#include <algorithm>
#include <numeric>

namespace isomer {
namespace {

// The last layer that reads each tensor; -1: none.
std::vector<int> last_readers(const Network& network) {
  std::vector<int> last(network.tensors.size(), -1);
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    for (const int input : network.layers[i].inputs)
      last[static_cast<std::size_t>(input)] = static_cast<int>(i);
  return last;
}

}  // namespace

TensorStore::TensorStore(const Network& network, Keep keep)
    : network_(network), keep_(keep), buffer_of_(network.tensors.size()) {
  if (keep == Keep::output) {
    share_buffers();
  } else {
    std::iota(buffer_of_.begin(), buffer_of_.end(), 0);
    buffers_.resize(buffer_of_.size());
  }
}

// A buffer is free again behind the last layer that reads its tensor.
void TensorStore::share_buffers() {
  const std::vector<int> last = last_readers(network_);
  const int result = network_.layers.back().output;
  std::vector<std::size_t> unused;
  const auto give = [&](int tensor) {
    if (unused.empty() || is_kept(tensor)) {
      unused.push_back(buffers_.size());
      buffers_.emplace_back();
    }
    buffer_of_[static_cast<std::size_t>(tensor)] = unused.back();
    unused.pop_back();
  };
  const auto take_back = [&](int tensor, int layer) {
    if (tensor != result && last[static_cast<std::size_t>(tensor)] <= layer)
      unused.push_back(buffer_of_[static_cast<std::size_t>(tensor)]);
  };
  give(0);
  for (int i = 0; i < static_cast<int>(network_.layers.size()); ++i) {
    const Layer& layer = network_.layers[static_cast<std::size_t>(i)];
    give(layer.output);
    std::vector<int> read = layer.inputs;
    std::sort(read.begin(), read.end());
    read.erase(std::unique(read.begin(), read.end()), read.end());
    for (const int input : read) take_back(input, i);
    take_back(layer.output, i);
  }
}

bool TensorStore::is_kept(int tensor) const {
  return keep_ == Keep::everything || tensor == network_.layers.back().output;
}

void TensorStore::resize(int images, int group) {
  for (int t = 0; t < static_cast<int>(buffer_of_.size()); ++t) {
    auto& buffer = buffers_[buffer_of_[static_cast<std::size_t>(t)]];
    const std::size_t bytes =
        image_bytes(t) * static_cast<std::size_t>(is_kept(t) ? images : group);
    if (buffer.size() < bytes) buffer.resize(bytes);
  }
}

kernels::nhwc::Storage TensorStore::storage(int tensor) const {
  return kernels::nhwc::storage_of(network_.tensors[static_cast<std::size_t>(tensor)].format);
}

std::size_t TensorStore::image_bytes(int tensor) const {
  return static_cast<std::size_t>(network_.tensors[static_cast<std::size_t>(tensor)].elements()) *
         kernels::nhwc::element_bytes(storage(tensor));
}

kernels::nhwc::Tensor TensorStore::at(int tensor, int first) {
  const std::size_t skip = is_kept(tensor) ? static_cast<std::size_t>(first) : 0;
  auto& buffer = buffers_[buffer_of_[static_cast<std::size_t>(tensor)]];
  return {storage(tensor), buffer.data() + skip * image_bytes(tensor)};
}

kernels::nhwc::ConstTensor TensorStore::at(int tensor, int first) const {
  return const_cast<TensorStore*>(this)->at(tensor, first);
}

}  // namespace isomer
