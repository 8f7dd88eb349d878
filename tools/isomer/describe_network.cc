// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

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
  std::string window;
  std::string weights = "-";
  std::int64_t macs = 0;
  std::string bias_shift = "-";
  std::string post = "-";
};

template <typename Op>
Columns columns(const Network&, const Layer&, const Op&) {
  return {.operation = "other", .window = "-"};
}

Columns columns(const Network&, const Layer&, const MaxPool& pool) {
  return {.operation = "max_pool",
          .window = window(pool.kernel_h, pool.kernel_w, pool.stride_h, pool.stride_w)};
}

Columns columns(const Network& network, const Layer& layer, const Convolution& convolution) {
  const TensorInfo& output = network.tensors[static_cast<std::size_t>(layer.output)];
  const auto per_channel =
      static_cast<std::int64_t>(convolution.weights.size()) / std::max(1, convolution.out_channels);
  return {.operation = "convolution",
          .window = window(convolution.kernel_h, convolution.kernel_w, convolution.stride_h,
                           convolution.stride_w),
          .weights = fmt::format("{} {}", convolution.weights.size(),
                                 to_string(convolution.weight_format)),
          .macs = per_channel * output.elements(),
          .bias_shift = std::to_string(bias_shift(network, layer)),
          .post = fmt::format("s1 {} in {}..{}", convolution.post.shift, convolution.post.lo,
                              convolution.post.hi)};
}

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
    const Columns c = std::visit(
        [&](const auto& operation) { return columns(network, layer, operation); }, layer.operation);
    macs += c.macs;
    layers.push_back({{"layer", layer.name},
                      {"operation", c.operation},
                      {"window", c.window},
                      {"weights", c.weights},
                      {"bias shift", c.bias_shift},
                      {"post", c.post},
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
