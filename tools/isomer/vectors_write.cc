// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <zlib.h>

#include <nlohmann/json.hpp>

#include "isa/hardware/fields.h"
#include "tools/isomer/vectors_file.h"
#include "tools/isomer/vectors_names.h"

namespace isomer {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;

std::string hex_of(const std::vector<std::byte>& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    hex += kDigits[std::to_integer<unsigned>(byte) >> 4];
    hex += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return hex;
}

std::string hex_of(const Word& word) {
  std::vector<std::byte> bytes;
  for (const std::uint64_t part : word.parts)
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::byte>(part >> (8 * i)));
  return hex_of(bytes);
}

std::string number_line(const char* key, const NamedNumbers& numbers) {
  std::string line = key;
  for (const auto& [name, value] : numbers) line += fmt::format(" {}={}", name, value);
  return line + "\n";
}

std::string run_line(const char* key, const WordRun& run) {
  return fmt::format("{} {} {} {}\n", key, space_name(run.space), run.first, hex_of(run.bytes));
}

Json to_json(const NamedNumbers& numbers) {
  Json object = Json::object();
  for (const auto& [name, value] : numbers) object[name] = value;
  return object;
}

Json to_json(const std::vector<WordRun>& runs) {
  Json list = Json::array();
  for (const WordRun& run : runs)
    list.push_back(
        {{"space", space_name(run.space)}, {"first", run.first}, {"bytes", hex_of(run.bytes)}});
  return list;
}

Json to_json(const std::vector<WordSpan>& spans) {
  Json list = Json::array();
  for (const WordSpan& span : spans)
    list.push_back(
        {{"space", space_name(span.space)}, {"first", span.first}, {"count", span.count}});
  return list;
}

std::string to_json_line(const Vector& vector, Contents contents) {
  Json line = {{"vector", vector.answer.name}};
  if (contents != Contents::answers) {
    if (vector.word) line["word"] = hex_of(*vector.word);
    if (!vector.fields.empty()) line["fields"] = to_json(vector.fields);
    if (!vector.operands.empty()) line["operands"] = to_json(vector.operands);
    if (!vector.in.empty()) line["in"] = to_json(vector.in);
    if (!vector.ask.empty()) line["ask"] = to_json(vector.ask);
  }
  if (contents != Contents::questions) {
    line["results"] = to_json(vector.answer.results);
    line["out"] = to_json(vector.answer.out);
  }
  return line.dump() + "\n";
}

}  // namespace

NamedNumbers configuration_of(const Machine& machine) {
  NamedNumbers numbers;
  for (const MachineField& field : kMachineFields)
    numbers.emplace_back(fmt::format("{}.{}", field.section, field.key), machine.*field.member);
  return numbers;
}

std::string to_text(const VectorsHeader& header) {
  const std::string hash = fmt::format("0x{:016x}", header.machine_hash);
  const std::string checksum = fmt::format("0x{:08x}", header.checksum);
  if (header.syntax == Syntax::json) {
    const Json line = {{"isomer-vectors", kVersion},
                       {"contents", contents_name(header.contents)},
                       {"machine", header.machine},
                       {"machine_hash", hash},
                       {"configuration", to_json(header.configuration)},
                       {"seed", header.seed},
                       {"kinds", to_json(header.kinds)},
                       {"checksum", checksum}};
    return line.dump() + "\n";
  }
  return fmt::format("isomer-vectors {}\ncontents {}\nmachine {}\nmachine_hash {}\n", kVersion,
                     contents_name(header.contents), header.machine, hash) +
         number_line("configuration", header.configuration) +
         fmt::format("seed {}\n", header.seed) + number_line("kinds", header.kinds) +
         fmt::format("checksum {}\nend\n", checksum);
}

std::string to_text(const Vector& vector, Syntax syntax, Contents contents) {
  if (syntax == Syntax::json) return to_json_line(vector, contents);
  std::string text = fmt::format("vector {}\n", vector.answer.name);
  if (contents != Contents::answers) {
    if (vector.word) text += fmt::format("word {}\n", hex_of(*vector.word));
    if (!vector.fields.empty()) text += number_line("fields", vector.fields);
    if (!vector.operands.empty()) text += number_line("operands", vector.operands);
    for (const WordRun& run : vector.in) text += run_line("in", run);
    for (const WordSpan& span : vector.ask)
      text += fmt::format("ask {} {} {}\n", space_name(span.space), span.first, span.count);
  }
  if (contents != Contents::questions) {
    text += number_line("results", vector.answer.results);
    for (const WordRun& run : vector.answer.out) text += run_line("out", run);
  }
  return text + "end\n";
}

std::uint32_t continue_checksum(std::uint32_t checksum, std::string_view text) {
  return static_cast<std::uint32_t>(
      crc32_z(checksum, reinterpret_cast<const Bytef*>(text.data()), text.size()));
}

}  // namespace isomer
