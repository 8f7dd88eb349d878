// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <limits>
#include <set>

#include "isa/container/error.h"
#include "isa/network/network.h"

namespace isomer {
namespace {

// Bounds that keep every product of sizes far inside 64 bits.
constexpr int kMaxSize = 1 << 16;
constexpr std::int64_t kMaxElements = std::int64_t{1} << 28;
constexpr int kMaxAccumulatorBits = 48;
constexpr int kMaxStoredBits = 16;  // activations, weights and biases of any machine
constexpr int kMaxDecodedWeight = 256;

template <typename... Args>
[[noreturn]] void refuse(std::string_view what, const std::string& name,
                         fmt::format_string<Args...> text, Args&&... args) {
  throw Error(
      fmt::format("{} '{}': {}", what, name, fmt::format(text, std::forward<Args>(args)...)));
}

void check_size(const std::string& layer, const char* name, int value, int least) {
  if (value < least || value > kMaxSize)
    refuse("layer", layer, "{} = {} is outside {} to {}", name, value, least, kMaxSize);
}

void check_tensor(const TensorInfo& tensor) {
  for (const int size : {tensor.channels, tensor.height, tensor.width})
    if (size < 1 || size > kMaxSize)
      refuse("tensor", tensor.name, "its shape {} x {} x {} has a size outside 1 to {}",
             tensor.channels, tensor.height, tensor.width, kMaxSize);
  if (tensor.elements() > kMaxElements)
    refuse("tensor", tensor.name, "{} elements, at most {}", tensor.elements(), kMaxElements);
  validate(tensor.format, tensor.name, kMaxStoredBits);
}

// What Convolution and MaxPool share: a window that slides over one input.
struct Window {
  int kernel_h, kernel_w, stride_h, stride_w;
  const Padding& padding;
};

void check_window(const Layer& layer, const Window& window, const TensorInfo& input,
                  const TensorInfo& output) {
  check_size(layer.name, "kernel_h", window.kernel_h, 1);
  check_size(layer.name, "kernel_w", window.kernel_w, 1);
  check_size(layer.name, "stride_h", window.stride_h, 1);
  check_size(layer.name, "stride_w", window.stride_w, 1);
  check_size(layer.name, "padding.top", window.padding.top, 0);
  check_size(layer.name, "padding.left", window.padding.left, 0);
  check_size(layer.name, "padding.bottom", window.padding.bottom, 0);
  check_size(layer.name, "padding.right", window.padding.right, 0);
  const int room_h = input.height + window.padding.top + window.padding.bottom - window.kernel_h;
  const int room_w = input.width + window.padding.left + window.padding.right - window.kernel_w;
  if (room_h < 0 || room_w < 0)
    refuse("layer", layer.name, "the kernel {} x {} is larger than the padded input '{}'",
           window.kernel_h, window.kernel_w, input.name);
  const int height = room_h / window.stride_h + 1;
  const int width = room_w / window.stride_w + 1;
  if (output.height != height || output.width != width)
    refuse("layer", layer.name, "its output '{}' is {} x {}, the window gives {} x {}", output.name,
           output.height, output.width, height, width);
}

void check_post(const Layer& layer, const Convolution& op, const TensorInfo& input,
                const TensorInfo& output) {
  const int shift = output.format.exponent - (input.format.exponent + op.weight_format.exponent);
  if (op.post.shift != shift)
    refuse("layer", layer.name, "post.shift = {}, but the exponents give {} - ({} + {}) = {}",
           op.post.shift, output.format.exponent, input.format.exponent, op.weight_format.exponent,
           shift);
  if (shift < kMinExponent || shift > kMaxExponent)
    refuse("layer", layer.name, "post.shift = {} is outside the field's {} to {}", shift,
           kMinExponent, kMaxExponent);
  if (op.post.lo > op.post.hi || op.post.lo < output.format.min() ||
      op.post.hi > output.format.max())
    refuse("layer", layer.name, "the bounds {} to {} are no range inside '{}' ({} to {})",
           op.post.lo, op.post.hi, output.name, output.format.min(), output.format.max());
}

template <typename Values>
void check_values(const Layer& layer, const char* what, const Values& values, std::int64_t count,
                  std::int64_t min, std::int64_t max) {
  if (static_cast<std::int64_t>(values.size()) != count)
    refuse("layer", layer.name, "{} {} values, its shape has {}", values.size(), what, count);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] < min || values[i] > max)
      refuse("layer", layer.name, "{}[{}] = {} is outside {} to {}", what, i, values[i], min, max);
}

void check_operation(const Network& network, const Layer& layer, const Convolution& op,
                     const TensorInfo& input, const TensorInfo& output) {
  check_window(layer, {op.kernel_h, op.kernel_w, op.stride_h, op.stride_w, op.padding}, input,
               output);
  check_size(layer.name, "out_channels", op.out_channels, 1);
  if (output.channels != op.out_channels)
    refuse("layer", layer.name, "its output '{}' has {} channels instead of {}", output.name,
           output.channels, op.out_channels);
  validate(op.weight_format, layer.name + ".weights", kMaxStoredBits);
  validate(op.bias_format, layer.name + ".bias", kMaxStoredBits);
  const std::int64_t kernel = std::int64_t{op.kernel_h} * op.kernel_w;
  if (kernel > kMaxElements || kernel * input.channels > kMaxElements ||
      kernel * input.channels * op.out_channels > kMaxElements)
    refuse("layer", layer.name, "more than {} weights", kMaxElements);
  check_values(layer, "weights", op.weights, kernel * input.channels * op.out_channels,
               -kMaxDecodedWeight, kMaxDecodedWeight);
  check_values(layer, "bias", op.bias, op.out_channels, op.bias_format.min(), op.bias_format.max());
  if (bias_shift(network, layer) > kMaxAccumulatorBits - op.bias_format.bits)
    refuse("layer", layer.name, "the bias shift {} is above {}", bias_shift(network, layer),
           kMaxAccumulatorBits - op.bias_format.bits);
  check_post(layer, op, input, output);
}

// Whether some window of one axis meets only padding.
bool has_empty_window(int inputs, int outputs, int kernel, int stride, int padding) {
  for (int o = 0; o < outputs; ++o) {
    const int first = o * stride - padding;
    if (first + kernel <= 0 || first >= inputs) return true;
  }
  return false;
}

void check_operation(const Network&, const Layer& layer, const MaxPool& op, const TensorInfo& input,
                     const TensorInfo& output) {
  check_window(layer, {op.kernel_h, op.kernel_w, op.stride_h, op.stride_w, op.padding}, input,
               output);
  if (output.channels != input.channels || output.format != input.format)
    refuse("layer", layer.name, "channels and format of '{}' and '{}' differ", input.name,
           output.name);
  if (has_empty_window(input.height, output.height, op.kernel_h, op.stride_h, op.padding.top) ||
      has_empty_window(input.width, output.width, op.kernel_w, op.stride_w, op.padding.left))
    refuse("layer", layer.name, "a window holds nothing but padding; pad less than the kernel");
}

template <typename Op>
void check_operation(const Network&, const Layer& layer, const Op&, const TensorInfo&,
                     const TensorInfo&) {
  refuse("layer", layer.name, "this operation is not supported yet");
}

const TensorInfo& tensor_at(const Network& network, const Layer& layer, int index) {
  if (index < 0 || static_cast<std::size_t>(index) >= network.tensors.size())
    refuse("layer", layer.name, "there is no tensor number {}", index);
  return network.tensors[static_cast<std::size_t>(index)];
}

void check_names(const Network& network) {
  std::set<std::string> names;
  for (const TensorInfo& tensor : network.tensors)
    if (!names.insert(tensor.name).second) refuse("tensor", tensor.name, "the name occurs twice");
  names.clear();
  for (const Layer& layer : network.layers)
    if (!names.insert(layer.name).second) refuse("layer", layer.name, "the name occurs twice");
}

}  // namespace

int bias_shift(const Network& network, const Layer& layer) {
  const auto* op = std::get_if<Convolution>(&layer.operation);
  if (op == nullptr || layer.inputs.size() != 1)
    refuse("layer", layer.name, "only a convolution of one input has a bias");
  const TensorInfo& input = tensor_at(network, layer, layer.inputs.front());
  const int shift = op->bias_format.exponent - (input.format.exponent + op->weight_format.exponent);
  if (shift < 0 || shift > 63)
    refuse("layer", layer.name,
           "the bias exponent {} is {} - ({} + {}) = {} above the accumulator's; legal: 0 to 63",
           op->bias_format.exponent, op->bias_format.exponent, input.format.exponent,
           op->weight_format.exponent, shift);
  return shift;
}

PostStages post_stages(const PostChain& chain) {
  PostStages stages{.s1 = chain.shift,
                    .n1 = chain.narrow_bits,
                    .residual = chain.residual,
                    .lo = chain.lo,
                    .hi = chain.hi,
                    .mode = chain.rounding};
  if (chain.affine) stages.affine = chain.affine->stage;
  return stages;
}

void validate(const Network& network) {
  if (network.tensors.empty() || network.layers.empty())
    refuse("network", network.name, "it needs an input tensor and a layer");
  check_names(network);
  for (const TensorInfo& tensor : network.tensors) check_tensor(tensor);
  std::vector<bool> is_produced(network.tensors.size());
  is_produced.front() = true;
  for (const Layer& layer : network.layers) {
    if (layer.inputs.size() != 1)
      refuse("layer", layer.name, "{} inputs instead of one", layer.inputs.size());
    const TensorInfo& input = tensor_at(network, layer, layer.inputs.front());
    const TensorInfo& output = tensor_at(network, layer, layer.output);
    if (!is_produced[static_cast<std::size_t>(layer.inputs.front())])
      refuse("layer", layer.name, "its input '{}' is not produced before it", input.name);
    if (is_produced[static_cast<std::size_t>(layer.output)])
      refuse("layer", layer.name, "its output '{}' has another producer", output.name);
    std::visit([&](const auto& op) { check_operation(network, layer, op, input, output); },
               layer.operation);
    is_produced[static_cast<std::size_t>(layer.output)] = true;
  }
  for (std::size_t i = 0; i < is_produced.size(); ++i)
    if (!is_produced[i]) refuse("tensor", network.tensors[i].name, "no layer produces it");
}

}  // namespace isomer
