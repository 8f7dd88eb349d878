// SPDX-License-Identifier: Apache-2.0

#include "tests/support/network_oracle.h"

#include "tests/support/oracle_stored.h"

namespace isomer::testing {
namespace {

template <typename Operation>
oracle::Window window(const Operation& operation) {
  const Padding& padding = operation.padding;
  return {operation.kernel_h, operation.kernel_w, operation.stride_h, operation.stride_w,
          padding.top,        padding.left,       padding.bottom,     padding.right};
}

// All that a format holds.
oracle::Result whole_range(const Format& format, Rounding rounding) {
  const auto codes = static_cast<std::int64_t>(oracle::power_of_two(format.bits));
  const std::int64_t lo = format.is_signed ? -codes / 2 : 0;
  return {static_cast<oracle::Mode>(rounding), lo, lo + codes - 1};
}

template <typename Operation>
oracle::Result bounds(const Operation& operation) {
  return {static_cast<oracle::Mode>(operation.rounding), operation.lo, operation.hi};
}

// One layer on the tensors computed so far.
class Judge {
 public:
  Judge(const Network& network, const std::vector<oracle::Tensor>& tensors, const Layer& layer,
        int accumulator_bits)
      : network_(network), tensors_(tensors), layer_(layer), accumulator_bits_(accumulator_bits) {}

  oracle::Tensor operator()(const Convolution& convolution) const {
    oracle::Weighted weighted;
    weighted.out_channels = convolution.out_channels;
    weighted.groups = convolution.groups;
    weighted.weights.assign(convolution.weights.begin(), convolution.weights.end());
    weighted.bias.assign(convolution.bias.begin(), convolution.bias.end());
    weighted.bias_shift = convolution.bias_format.exponent -
                          (in_format().exponent + convolution.weight_format.exponent);
    weighted.accumulator_bits = accumulator_bits_;
    const PostChain& chain = convolution.post;
    oracle::Post& post = weighted.post;
    post.mode = static_cast<oracle::Mode>(chain.rounding);
    post.s1 = chain.shift;
    post.n1 = chain.narrow_bits;
    post.lo = chain.lo;
    post.hi = chain.hi;
    if (chain.affine) {
      post.has_affine = true;
      post.s_b = chain.affine->stage.s_b;
      post.s2 = chain.affine->stage.s2;
      post.n2 = chain.affine->stage.n2;
      weighted.scale.assign(chain.affine->scale.begin(), chain.affine->scale.end());
      weighted.offset.assign(chain.affine->offset.begin(), chain.affine->offset.end());
    }
    if (!chain.residual) return oracle::convolution(in(), weighted, window(convolution));
    post.has_residual = true;
    post.e1 = chain.residual->e1;
    post.e2 = chain.residual->e2;
    post.s3 = chain.residual->s3;
    return oracle::convolution(in(), weighted, window(convolution), &in(1));
  }

  oracle::Tensor operator()(const MaxPool& pool) const {
    return oracle::max_pool(in(), window(pool));
  }

  oracle::Tensor operator()(const AveragePool& pool) const {
    const oracle::Result y = whole_range(out_format(), pool.rounding);
    return oracle::average_pool(in(), window(pool), out_format().exponent - in_format().exponent,
                                y.lo, y.hi, y.mode);
  }

  oracle::Tensor operator()(const Add& add) const {
    return oracle::add(in(), in(1), add.stage.e1, add.stage.e2, add.stage.s3, bounds(add));
  }

  oracle::Tensor operator()(const Multiply& multiply) const {
    return oracle::multiply(in(), in(1), multiply.shift, bounds(multiply));
  }

  oracle::Tensor operator()(const Rescale& rescale) const {
    return oracle::rescale(in(), out_format().exponent - in_format().exponent, bounds(rescale));
  }

  oracle::Tensor operator()(const Concat& concat) const {
    std::vector<oracle::Tensor> parts;
    for (std::size_t i = 0; i < layer_.inputs.size(); ++i)
      parts.push_back(oracle::rescale(in(i), out_format().exponent - in_format(i).exponent,
                                      whole_range(out_format(), concat.rounding)));
    return oracle::concatenation(parts);
  }

  oracle::Tensor operator()(const Lookup& lookup) const {
    return oracle::lookup(in(), {lookup.table.begin(), lookup.table.end()}, out_format().is_signed);
  }

  oracle::Tensor operator()(const Crop& crop) const {
    const TensorInfo& y = network_.tensors[static_cast<std::size_t>(layer_.output)];
    return oracle::crop(in(), crop.top, crop.left, y.height, y.width);
  }

 private:
  const oracle::Tensor& in(std::size_t number = 0) const {
    return tensors_[static_cast<std::size_t>(layer_.inputs[number])];
  }
  const Format& in_format(std::size_t number = 0) const {
    return network_.tensors[static_cast<std::size_t>(layer_.inputs[number])].format;
  }
  const Format& out_format() const {
    return network_.tensors[static_cast<std::size_t>(layer_.output)].format;
  }

  const Network& network_;
  const std::vector<oracle::Tensor>& tensors_;
  const Layer& layer_;
  int accumulator_bits_;
};

}  // namespace

std::vector<std::vector<std::int32_t>> oracle_tensors(const Network& network,
                                                      const std::vector<std::int32_t>& image,
                                                      int accumulator_bits) {
  std::vector<oracle::Tensor> tensors(network.tensors.size());
  const TensorInfo& input = network.input();
  tensors[0] = oracle::Tensor(input.channels, input.height, input.width);
  tensors[0].d.assign(image.begin(), image.end());
  for (const Layer& layer : network.layers)
    tensors[static_cast<std::size_t>(layer.output)] =
        std::visit(Judge(network, tensors, layer, accumulator_bits), layer.operation);
  std::vector<std::vector<std::int32_t>> integers;
  for (const oracle::Tensor& tensor : tensors)
    integers.emplace_back(tensor.d.begin(), tensor.d.end());
  return integers;
}

}  // namespace isomer::testing
