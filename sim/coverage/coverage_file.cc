// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/coverage_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/hardware/fields.h"

namespace isomer {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "isomer coverage";
constexpr int kVersion = 1;

// As machine files have it.
std::string to_toml(const Machine& machine) {
  std::string text = fmt::format("name = \"{}\"\n", machine.name);
  for (const MachineField& field : kMachineFields) {
    const int value = machine.*field.member;
    const std::string number = std::to_string(value);
    text += fmt::format("{}.{} = {}\n", field.section, field.key,
                        field.legal != Legal::flag ? number
                        : value != 0               ? "true"
                                                   : "false");
  }
  return text;
}

Json encode(const Coverage& one) {
  Json groups = Json::object();
  for (const CoverageGroup& group : one.plan().groups) {
    const auto first = one.counts().begin() + static_cast<std::ptrdiff_t>(group.first);
    groups[group.name] = CoverageCounts(first, first + static_cast<std::ptrdiff_t>(group.bins()));
  }
  return {{"machine", to_toml(one.machine())},
          {"programs", one.programs()},
          {"instructions", one.instructions()},
          {"groups", std::move(groups)}};
}

Coverage decode(const Json& json, std::string_view file) {
  Coverage one(parse_machine(json.at("machine").get<std::string>(), file));
  CoverageCounts counts;
  const Json& groups = json.at("groups");
  if (groups.size() != one.plan().groups.size())
    throw Error(
        fmt::format("{}: coverage of machine '{}' has {} groups, this version {}: record "
                    "it again",
                    file, one.machine().name, groups.size(), one.plan().groups.size()));
  for (const CoverageGroup& group : one.plan().groups) {
    const auto found = groups.at(group.name).get<CoverageCounts>();
    if (found.size() != group.bins())
      throw Error(fmt::format("{}: group '{}' has {} bins, this version {}: record it again", file,
                              group.name, found.size(), group.bins()));
    counts.insert(counts.end(), found.begin(), found.end());
  }
  one.add(json.at("programs").get<std::uint64_t>(), json.at("instructions").get<std::uint64_t>(),
          counts);
  return one;
}

}  // namespace

std::string encode_coverage(std::span<const Coverage> machines) {
  Json json = {{"format", kFormat}, {"version", kVersion}, {"machines", Json::array()}};
  for (const Coverage& one : machines) json["machines"].push_back(encode(one));
  return json.dump() + '\n';
}

std::vector<Coverage> decode_coverage(std::string_view text, std::string_view file) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != kFormat || json.at("version") != kVersion)
      throw Error(fmt::format("{}: not coverage of version {}", file, kVersion));
    std::vector<Coverage> machines;
    for (const Json& one : json.at("machines")) machines.push_back(decode(one, file));
    return machines;
  } catch (const nlohmann::json::exception& error) {
    throw Error(fmt::format("{}: not a coverage file: {}", file, error.what()));
  }
}

void save_coverage(std::span<const Coverage> machines, const std::filesystem::path& path) {
  const std::string text = encode_coverage(machines);
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

std::vector<Coverage> load_coverage(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  return decode_coverage({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                         path.string());
}

void merge_coverage(std::vector<Coverage>& into, std::vector<Coverage> more) {
  for (Coverage& one : more) {
    const auto same = std::find_if(into.begin(), into.end(), [&one](const Coverage& other) {
      return other.machine() == one.machine();
    });
    if (same == into.end()) {
      into.push_back(std::move(one));
    } else {
      same->merge(one);
    }
  }
}

}  // namespace isomer
