// SPDX-License-Identifier: Apache-2.0
//
// The network file. "data" holds, per convolution in order, its weights and then its bias, each
// integer in 16 bits little-endian.

#include "isa/network/network.h"

#include <fmt/format.h>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/metadata.h"

namespace isomer {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "ISOMNET1";
constexpr std::uint32_t kVersion = 1;

json to_json(const Padding& padding) {
  return {padding.top, padding.left, padding.bottom, padding.right};
}

json to_json(const Convolution& op) {
  return {{"operation", "convolution"},
          {"out_channels", op.out_channels},
          {"kernel", {op.kernel_h, op.kernel_w}},
          {"stride", {op.stride_h, op.stride_w}},
          {"padding", to_json(op.padding)},
          {"weights", op.weights.size()},
          {"weight_format", format_to_json(op.weight_format)},
          {"bias_format", format_to_json(op.bias_format)},
          {"post",
           {{"rounding", rounding_name(op.post.rounding)},
            {"shift", op.post.shift},
            {"lo", op.post.lo},
            {"hi", op.post.hi}}}};
}

json to_json(const MaxPool& op) {
  return {{"operation", "max_pool"},
          {"kernel", {op.kernel_h, op.kernel_w}},
          {"stride", {op.stride_h, op.stride_w}},
          {"padding", to_json(op.padding)}};
}

template <typename Op>
json to_json(const Op&) {
  throw Error("network files do not hold this operation yet");
}

json to_graph(const Network& network) {
  json tensors = json::array();
  for (const TensorInfo& tensor : network.tensors)
    tensors.push_back({{"name", tensor.name},
                       {"shape", {tensor.channels, tensor.height, tensor.width}},
                       {"format", format_to_json(tensor.format)}});
  json layers = json::array();
  for (const Layer& layer : network.layers) {
    json entry = std::visit([](const auto& op) { return to_json(op); }, layer.operation);
    entry["name"] = layer.name;
    entry["inputs"] = layer.inputs;
    entry["output"] = layer.output;
    layers.push_back(std::move(entry));
  }
  return {{"name", network.name},
          {"tensors", tensors},
          {"layers", layers},
          {"provenance", network.provenance}};
}

// Takes 16-bit integers off the front of the data.
class Integers {
 public:
  Integers(std::span<const std::byte> bytes, std::string_view file) : rest_(bytes), file_(file) {}

  std::vector<std::int16_t> take(std::uint64_t count) {
    if (count > rest_.size() / 2)
      throw Error(fmt::format("{}: the data ends before {} more integers", file_, count));
    std::vector<std::int16_t> values(count);
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<std::int16_t>(std::to_integer<std::uint32_t>(rest_[2 * i]) |
                                            std::to_integer<std::uint32_t>(rest_[2 * i + 1]) << 8);
    rest_ = rest_.subspan(2 * values.size());
    return values;
  }
  void expect_end() const {
    if (!rest_.empty())
      throw Error(fmt::format("{}: {} bytes of data belong to no layer", file_, rest_.size()));
  }

 private:
  std::span<const std::byte> rest_;
  std::string_view file_;
};

void append(std::vector<std::byte>& bytes, const std::vector<std::int16_t>& values) {
  for (const std::int16_t value : values) {
    bytes.push_back(static_cast<std::byte>(value & 0xFF));
    bytes.push_back(static_cast<std::byte>(value >> 8 & 0xFF));
  }
}

// A JSON array of exactly `count` sizes.
std::vector<int> sizes(const Metadata& metadata, std::size_t count) {
  const auto items = metadata.items();
  if (items.size() != count)
    metadata.fail(fmt::format("{} elements instead of {}", items.size(), count));
  std::vector<int> result;
  for (const Metadata& item : items) result.push_back(item.size());
  return result;
}

Padding read_padding(const Metadata& metadata) {
  const auto size = sizes(metadata, 4);
  return {.top = size[0], .left = size[1], .bottom = size[2], .right = size[3]};
}

PostChain read_post(const Metadata& metadata) {
  const std::string name = metadata.at("rounding").text();
  const auto rounding = rounding_from_name(name);
  if (!rounding) metadata.fail(fmt::format("'{}' is no rounding", name));
  constexpr std::int64_t kBound = std::int64_t{1} << 31;
  return {.rounding = *rounding,
          .shift = static_cast<int>(metadata.at("shift").integer(kMinExponent, kMaxExponent)),
          .lo = static_cast<std::int32_t>(metadata.at("lo").integer(-kBound, kBound - 1)),
          .hi = static_cast<std::int32_t>(metadata.at("hi").integer(-kBound, kBound - 1))};
}

Convolution read_convolution(const Metadata& metadata, Integers& data) {
  const auto kernel = sizes(metadata.at("kernel"), 2);
  const auto stride = sizes(metadata.at("stride"), 2);
  Convolution op;
  op.out_channels = metadata.at("out_channels").size();
  op.kernel_h = kernel[0];
  op.kernel_w = kernel[1];
  op.stride_h = stride[0];
  op.stride_w = stride[1];
  op.padding = read_padding(metadata.at("padding"));
  op.weights = data.take(metadata.at("weights").natural());
  op.weight_format = metadata.at("weight_format").format();
  op.bias = data.take(static_cast<std::uint64_t>(op.out_channels));
  op.bias_format = metadata.at("bias_format").format();
  op.post = read_post(metadata.at("post"));
  return op;
}

MaxPool read_max_pool(const Metadata& metadata) {
  const auto kernel = sizes(metadata.at("kernel"), 2);
  const auto stride = sizes(metadata.at("stride"), 2);
  return {.kernel_h = kernel[0],
          .kernel_w = kernel[1],
          .stride_h = stride[0],
          .stride_w = stride[1],
          .padding = read_padding(metadata.at("padding"))};
}

Layer read_layer(const Metadata& metadata, Integers& data) {
  Layer layer;
  layer.name = metadata.at("name").text();
  for (const Metadata& input : metadata.at("inputs").items()) layer.inputs.push_back(input.size());
  layer.output = metadata.at("output").size();
  const std::string operation = metadata.at("operation").text();
  if (operation == "convolution")
    layer.operation = read_convolution(metadata, data);
  else if (operation == "max_pool")
    layer.operation = read_max_pool(metadata);
  else
    metadata.fail(fmt::format("the operation '{}' is unknown", operation));
  return layer;
}

}  // namespace

std::vector<std::byte> encode_network(const Network& network) {
  validate(network);
  Container container;
  container.magic = kMagic;
  container.version = kVersion;
  container.sections["graph"] = encode_metadata(to_graph(network));
  std::vector<std::byte>& data = container.sections["data"];
  for (const Layer& layer : network.layers)
    if (const auto* op = std::get_if<Convolution>(&layer.operation)) {
      append(data, op->weights);
      append(data, op->bias);
    }
  return encode_container(container);
}

Network decode_network(std::span<const std::byte> bytes, std::string_view file) {
  const Container container = decode_container(bytes, kMagic, kVersion, file);
  const json json_graph = parse_metadata(container.section("graph", file), file);
  const Metadata graph(json_graph, fmt::format("{}: ", file));
  Integers data(container.section("data", file), file);
  Network network;
  network.name = graph.at("name").text();
  for (const Metadata& tensor : graph.at("tensors").items()) {
    const auto shape = sizes(tensor.at("shape"), 3);
    network.tensors.push_back({.name = tensor.at("name").text(),
                               .channels = shape[0],
                               .height = shape[1],
                               .width = shape[2],
                               .format = tensor.at("format").format()});
  }
  for (const Metadata& layer : graph.at("layers").items())
    network.layers.push_back(read_layer(layer, data));
  data.expect_end();
  const Metadata provenance = graph.at("provenance");
  if (!provenance.json().is_object()) provenance.fail("is not an object");
  for (const auto& [key, value] : provenance.json().items())
    network.provenance[key] = provenance.at(key).text();
  try {
    validate(network);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", file, error.what()));
  }
  return network;
}

void save_network(const Network& network, const std::filesystem::path& path) {
  write_file_atomically(path, encode_network(network));
}

Network load_network(const std::filesystem::path& path) {
  return decode_network(read_file(path), path.string());
}

}  // namespace isomer
