// SPDX-License-Identifier: Apache-2.0

#include "tests/support/network_oracle.h"

#include <stdexcept>

#include "tests/support/oracle_layers.h"

namespace isomer::testing {
namespace {

class Judge {
 public:
  Judge(const Network& network, int accumulator_bits)
      : network_(network), accumulator_bits_(accumulator_bits) {}

  oracle::Tensor judge(const Layer& layer, const oracle::Tensor& x) const {
    return std::visit([&](const auto& operation) { return apply(layer, operation, x); },
                      layer.operation);
  }

 private:
  oracle::Tensor apply(const Layer& layer, const Convolution& convolution,
                       const oracle::Tensor& x) const {
    const int input_exponent =
        network_.tensors[static_cast<std::size_t>(layer.inputs.front())].format.exponent;
    oracle::Weighted weighted;
    weighted.out_channels = convolution.out_channels;
    weighted.weights.assign(convolution.weights.begin(), convolution.weights.end());
    weighted.bias.assign(convolution.bias.begin(), convolution.bias.end());
    weighted.bias_shift =
        convolution.bias_format.exponent - (input_exponent + convolution.weight_format.exponent);
    weighted.accumulator_bits = accumulator_bits_;
    weighted.post.mode = static_cast<oracle::Mode>(convolution.post.rounding);
    weighted.post.s1 = convolution.post.shift;
    weighted.post.lo = convolution.post.lo;
    weighted.post.hi = convolution.post.hi;
    return oracle::convolution(x, weighted, window(convolution));
  }

  oracle::Tensor apply(const Layer&, const MaxPool& pool, const oracle::Tensor& x) const {
    return oracle::max_pool(x, window(pool));
  }

  template <typename Operation>
  oracle::Tensor apply(const Layer&, const Operation&, const oracle::Tensor&) const {
    throw std::runtime_error("the oracle does not know this operation yet");
  }

  template <typename Operation>
  static oracle::Window window(const Operation& operation) {
    const Padding& padding = operation.padding;
    return {operation.kernel_h, operation.kernel_w, operation.stride_h, operation.stride_w,
            padding.top,        padding.left,       padding.bottom,     padding.right};
  }

  const Network& network_;
  int accumulator_bits_;
};

}  // namespace

std::vector<std::vector<std::int32_t>> oracle_tensors(const Network& network,
                                                      const std::vector<std::int32_t>& image,
                                                      int accumulator_bits) {
  const Judge judge(network, accumulator_bits);
  std::vector<oracle::Tensor> tensors(network.tensors.size());
  const TensorInfo& input = network.input();
  tensors[0] = oracle::Tensor(input.channels, input.height, input.width);
  tensors[0].d.assign(image.begin(), image.end());
  for (const Layer& layer : network.layers) {
    const auto x = static_cast<std::size_t>(layer.inputs.front());
    tensors[static_cast<std::size_t>(layer.output)] = judge.judge(layer, tensors[x]);
  }
  std::vector<std::vector<std::int32_t>> integers;
  for (const oracle::Tensor& tensor : tensors)
    integers.emplace_back(tensor.d.begin(), tensor.d.end());
  return integers;
}

}  // namespace isomer::testing
