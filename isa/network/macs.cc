// SPDX-License-Identifier: Apache-2.0

#include "isa/network/macs.h"

namespace isomer {

std::uint64_t count_macs(const Network& network, const Layer& layer) {
  const auto* op = std::get_if<Convolution>(&layer.operation);
  if (op == nullptr) return 0;
  const TensorInfo& out = network.tensors[static_cast<std::size_t>(layer.output)];
  return static_cast<std::uint64_t>(out.height) * static_cast<std::uint64_t>(out.width) *
         op->weights.size();
}

}  // namespace isomer
