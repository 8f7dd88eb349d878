// SPDX-License-Identifier: Apache-2.0

#include "isa/network/network.h"

#include <fmt/format.h>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/network/file.h"

namespace isomer {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "ISOMNET1";
constexpr std::uint32_t kVersion = 1;

json to_graph(const Network& network) {
  json tensors = json::array();
  for (const TensorInfo& tensor : network.tensors)
    tensors.push_back({{"name", tensor.name},
                       {"shape", {tensor.channels, tensor.height, tensor.width}},
                       {"format", format_to_json(tensor.format)}});
  json layers = json::array();
  for (const Layer& layer : network.layers) layers.push_back(layer_to_json(layer));
  return {{"name", network.name},
          {"tensors", tensors},
          {"layers", layers},
          {"provenance", network.provenance}};
}

TensorInfo read_tensor(const Metadata& metadata) {
  const auto shape = metadata.at("shape").items();
  if (shape.size() != 3) metadata.fail(fmt::format("a shape of {} sizes", shape.size()));
  return {.name = metadata.at("name").text(),
          .channels = shape[0].size(),
          .height = shape[1].size(),
          .width = shape[2].size(),
          .format = metadata.at("format").format()};
}

}  // namespace

std::vector<std::byte> encode_network(const Network& network) {
  validate(network);
  Container container;
  container.magic = kMagic;
  container.version = kVersion;
  container.sections["graph"] = encode_metadata(to_graph(network));
  std::vector<std::byte>& data = container.sections["data"];
  for (const Layer& layer : network.layers) append_integers(layer.operation, data);
  return encode_container(container);
}

Network decode_network(std::span<const std::byte> bytes, std::string_view file) {
  const Container container = decode_container(bytes, kMagic, kVersion, file);
  const json json_graph = parse_metadata(container.section("graph", file), file);
  const Metadata graph(json_graph, fmt::format("{}: ", file));
  Integers data(container.section("data", file), file);
  Network network;
  network.name = graph.at("name").text();
  for (const Metadata& tensor : graph.at("tensors").items())
    network.tensors.push_back(read_tensor(tensor));
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
