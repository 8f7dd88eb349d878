// SPDX-License-Identifier: Apache-2.0
//
// The program file.

#include "isa/program/program.h"

#include <fmt/format.h>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/metadata.h"

namespace isomer {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "ISOMPRG1";
constexpr std::uint32_t kVersion = 1;

const char* layout_name(Layout layout) { return layout == Layout::packed ? "packed" : "planes"; }

Layout read_layout(const Metadata& metadata) {
  const std::string name = metadata.text();
  if (name == "planes") return Layout::planes;
  if (name == "packed") return Layout::packed;
  metadata.fail(fmt::format("'{}' is neither 'planes' nor 'packed'", name));
}

json to_json(const TensorEntry& tensor) {
  return {{"name", tensor.name},
          {"shape", {tensor.channels, tensor.height, tensor.width}},
          {"format", format_to_json(tensor.format)},
          {"segment", tensor.segment},
          {"offset", tensor.offset},
          {"layout", layout_name(tensor.layout)},
          {"row_bytes", tensor.row_bytes},
          {"plane_bytes", tensor.plane_bytes},
          {"padding", {tensor.pad_left, tensor.pad_right}},
          {"parts", tensor.parts},
          {"image", tensor.image}};
}

// An array of exactly `count` elements.
std::vector<Metadata> items(const Metadata& metadata, std::size_t count) {
  std::vector<Metadata> result = metadata.items();
  if (result.size() != count)
    metadata.fail(fmt::format("{} elements instead of {}", result.size(), count));
  return result;
}

TensorEntry read_tensor_entry(const Metadata& metadata) {
  const auto shape = items(metadata.at("shape"), 3);
  const auto padding = items(metadata.at("padding"), 2);
  std::vector<int> parts;
  for (const Metadata& part : metadata.at("parts").items()) parts.push_back(part.size(1));
  return {.name = metadata.at("name").text(),
          .channels = shape[0].size(1),
          .height = shape[1].size(1),
          .width = shape[2].size(1),
          .format = metadata.at("format").format(),
          .segment = metadata.at("segment").size(),
          .offset = metadata.at("offset").natural(),
          .layout = read_layout(metadata.at("layout")),
          .row_bytes = metadata.at("row_bytes").natural(),
          .plane_bytes = metadata.at("plane_bytes").natural(),
          .pad_left = padding[0].size(),
          .pad_right = padding[1].size(),
          .parts = parts,
          .image = metadata.at("image").size()};
}

SourceLine read_source_line(const Metadata& metadata) {
  const auto parts = items(metadata, 3);
  return {.layer = parts[0].size(-1), .tile = parts[1].text(), .tensor = parts[2].size(-1)};
}

json to_metadata(const Program& program) {
  json segments = json::array();
  for (const Segment& segment : program.segments)
    segments.push_back({{"name", segment.name}, {"bytes", segment.bytes}});
  json tensors = json::array();
  for (const TensorEntry& tensor : program.tensors) tensors.push_back(to_json(tensor));
  json source = json::array();
  for (const SourceLine& line : program.source)
    source.push_back(json::array({line.layer, line.tile, line.tensor}));
  return {{"name", program.name},
          {"machine", program.machine},
          {"machine_hash", program.machine_hash},
          {"segments", segments},
          {"tensors", tensors},
          {"layers", program.layers},
          {"source", source},
          {"input", program.input},
          {"output", program.output},
          {"batch", program.batch},
          {"macs", program.macs}};
}

Program from_metadata(const Metadata& metadata) {
  Program program;
  program.name = metadata.at("name").text();
  program.machine = metadata.at("machine").text();
  program.machine_hash = metadata.at("machine_hash").natural();
  for (const Metadata& segment : metadata.at("segments").items()) {
    Segment& added = program.segments.emplace_back();
    added.name = segment.at("name").text();
    added.bytes = segment.at("bytes").natural();
  }
  for (const Metadata& tensor : metadata.at("tensors").items())
    program.tensors.push_back(read_tensor_entry(tensor));
  for (const Metadata& layer : metadata.at("layers").items())
    program.layers.push_back(layer.text());
  for (const Metadata& line : metadata.at("source").items())
    program.source.push_back(read_source_line(line));
  program.input = metadata.at("input").size(-1);
  program.output = metadata.at("output").size(-1);
  program.batch = metadata.at("batch").size(1);
  program.macs = metadata.at("macs").natural();
  return program;
}

std::string segment_section(std::size_t index) { return fmt::format("segment.{}", index); }

std::vector<std::byte> encode_words(const std::vector<Word>& words) {
  std::vector<std::byte> bytes;
  bytes.reserve(words.size() * kWordBytes);
  for (const Word& word : words)
    for (int i = 0; i < kWordBytes; ++i)
      bytes.push_back(static_cast<std::byte>(word.get(8 * i, 8)));
  return bytes;
}

std::vector<Word> decode_words(std::span<const std::byte> bytes, std::string_view file) {
  if (bytes.size() % kWordBytes != 0)
    throw Error(fmt::format("{}: the code has {} bytes, no multiple of {}", file, bytes.size(),
                            kWordBytes));
  std::vector<Word> words(bytes.size() / kWordBytes);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    words[i / kWordBytes].set(8 * static_cast<int>(i % kWordBytes), 8,
                              std::to_integer<std::uint32_t>(bytes[i]));
  return words;
}

}  // namespace

std::vector<std::byte> encode_program(const Program& program) {
  validate(program);
  Container container;
  container.magic = kMagic;
  container.version = kVersion;
  container.sections["meta"] = encode_metadata(to_metadata(program));
  container.sections["code"] = encode_words(program.instructions);
  for (std::size_t i = 0; i < program.segments.size(); ++i)
    container.sections[segment_section(i)] = program.segments[i].data;
  return encode_container(container);
}

Program decode_program(std::span<const std::byte> bytes, std::string_view file) {
  Container container = decode_container(bytes, kMagic, kVersion, file);
  const json meta = parse_metadata(container.section("meta", file), file);
  Program program = from_metadata(Metadata(meta, fmt::format("{}: ", file)));
  program.instructions = decode_words(container.section("code", file), file);
  for (std::size_t i = 0; i < program.segments.size(); ++i)
    program.segments[i].data = container.section(segment_section(i), file);
  try {
    validate(program);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", file, error.what()));
  }
  return program;
}

void save_program(const Program& program, const std::filesystem::path& path) {
  write_file_atomically(path, encode_program(program));
}

Program load_program(const std::filesystem::path& path) {
  return decode_program(read_file(path), path.string());
}

}  // namespace isomer
