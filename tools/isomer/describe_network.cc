// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>

#include "isa/network/weight_coding.h"
#include "tools/isomer/describe.h"

namespace isomer {
namespace {

std::string shape(const TensorInfo& tensor) {
  return fmt::format("{}x{}x{}", tensor.channels, tensor.height, tensor.width);
}

std::string window(int kernel_h, int kernel_w, int stride_h, int stride_w) {
  return fmt::format("{}x{} stride {}x{}", kernel_h, kernel_w, stride_h, stride_w);
}

// The columns of one layer that depend on its operation.
struct Columns {
  std::string operation;
  std::string window = "-";
  std::string weights = "-";
  std::int64_t macs = 0;
  std::string bias_shift = "-";
  std::string result = "-";
};

// How two tensors are added.
std::string sum(const ResidualStage& stage) {
  return fmt::format("e1 {} e2 {} s3 {}", stage.e1, stage.e2, stage.s3);
}

template <typename Op>
std::string bounds(const Op& op) {
  return fmt::format("in {}..{}", op.lo, op.hi);
}

std::string post(const PostChain& chain) {
  std::string text = fmt::format("s1 {}", chain.shift);
  if (chain.narrow_bits != kMaxNarrowBits) text += fmt::format(" n1 {}", chain.narrow_bits);
  if (chain.affine)
    text += fmt::format(", affine s2 {} n2 {}", chain.affine->stage.s2, chain.affine->stage.n2);
  if (chain.residual) text += ", residual " + sum(*chain.residual);
  return fmt::format("{}, {}", text, bounds(chain));
}

std::string coding(const WeightCoding& coding) {
  std::string text = fmt::format("{}{}", kDecoderNames[static_cast<std::size_t>(coding.decoder)],
                                 coding.stored_bits);
  if (coding.offset != 0) text += fmt::format("{:+}", coding.offset);
  return text;
}

// What std::visit calls with a layer's operation.
struct Describe {
  const Network& network;
  const Layer& layer;

  Columns operator()(const Convolution& op) const {
    const TensorInfo& output = network.tensors[static_cast<std::size_t>(layer.output)];
    const auto per_channel =
        static_cast<std::int64_t>(op.weights.size()) / std::max(1, op.out_channels);
    return {.operation = op.groups > 1 ? fmt::format("convolution/{}", op.groups) : "convolution",
            .window = window(op.kernel_h, op.kernel_w, op.stride_h, op.stride_w),
            .weights = fmt::format("{} {} * 2^{}", op.weights.size(), coding(op.coding),
                                   op.weight_format.exponent),
            .macs = per_channel * output.elements(),
            .bias_shift = std::to_string(bias_shift(network, layer)),
            .result = post(op.post)};
  }
  Columns operator()(const MaxPool& op) const {
    return {.operation = "max_pool",
            .window = window(op.kernel_h, op.kernel_w, op.stride_h, op.stride_w)};
  }
  Columns operator()(const AveragePool& op) const {
    return {.operation = "average_pool",
            .window = window(op.kernel_h, op.kernel_w, op.stride_h, op.stride_w)};
  }
  Columns operator()(const Add& op) const {
    return {.operation = "add", .result = fmt::format("{}, {}", sum(op.stage), bounds(op))};
  }
  Columns operator()(const Multiply& op) const {
    return {.operation = "multiply", .result = fmt::format("s {}, {}", op.shift, bounds(op))};
  }
  Columns operator()(const Rescale& op) const {
    return {.operation = "rescale", .result = bounds(op)};
  }
  Columns operator()(const Concat&) const { return {.operation = "concat"}; }
  Columns operator()(const Lookup&) const { return {.operation = "lookup"}; }
  Columns operator()(const Crop& op) const {
    return {.operation = "crop", .window = fmt::format("from {},{}", op.top, op.left)};
  }
};

}  // namespace

std::string to_string(const Format& format) {
  return fmt::format("{}{} * 2^{}", format.is_signed ? "int" : "uint", format.bits,
                     format.exponent);
}

Report describe(const Network& network) {
  Report report;
  report["network"] = network.name;
  std::int64_t macs = 0;
  Report layers = Report::array();
  for (const Layer& layer : network.layers) {
    const Columns c = std::visit(Describe{network, layer}, layer.operation);
    macs += c.macs;
    layers.push_back({{"layer", layer.name},
                      {"operation", c.operation},
                      {"window", c.window},
                      {"weights", c.weights},
                      {"bias shift", c.bias_shift},
                      {"result", c.result},
                      {"MACs", c.macs}});
  }
  Report tensors = Report::array();
  for (const TensorInfo& tensor : network.tensors) {
    tensors.push_back(
        {{"tensor", tensor.name}, {"shape", shape(tensor)}, {"format", to_string(tensor.format)}});
  }
  report["MACs per image"] = macs;
  report["layers"] = layers;
  report["tensors"] = tensors;
  report["provenance"] = Report::object();
  for (const auto& [key, value] : network.provenance) report["provenance"][key] = value;
  return report;
}

}  // namespace isomer
