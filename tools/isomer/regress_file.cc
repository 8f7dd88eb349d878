// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_file.h"

#include <fmt/core.h>

#include <cstring>

#include "isa/container/container.h"
#include "isa/container/metadata.h"

namespace isomer {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "ISOMSCN1";
constexpr std::uint32_t kVersion = 1;
constexpr int kMostCycles = 1 << 20;  // of any delay

json to_json(const MemoryTiming& timing) {
  return {{"bytes_per_cycle", timing.bytes_per_cycle},
          {"latency", timing.latency},
          {"gap", timing.gap},
          {"response", timing.response},
          {"max_bursts", timing.max_bursts},
          {"max_delay", timing.max_delay},
          {"seed", timing.seed},
          {"jitter", timing.jitter}};
}

MemoryTiming read_timing(const Metadata& metadata) {
  const auto integer = [&](const char* key, int min, int max) {
    return static_cast<int>(metadata.at(key).integer(min, max));
  };
  return {.bytes_per_cycle = integer("bytes_per_cycle", 1, 16),
          .latency = integer("latency", 0, kMostCycles),
          .gap = integer("gap", 0, kMostCycles),
          .response = integer("response", 0, kMostCycles),
          .max_bursts = integer("max_bursts", 1, kMostCycles),
          .max_delay = integer("max_delay", 0, kMostCycles),
          .seed = metadata.at("seed").natural(),
          .jitter = metadata.at("jitter").boolean()};
}

std::string section(std::size_t run) { return fmt::format("run.{}", run); }

}  // namespace

void save_scenario(const FailedScenario& failed, const std::filesystem::path& path) {
  const Scenario& scenario = failed.scenario;
  Container container;
  container.magic = kMagic;
  container.version = kVersion;
  json runs = json::array();
  for (std::size_t i = 0; i < scenario.runs.size(); ++i) {
    const ScenarioRun& run = scenario.runs[i];
    runs.push_back({{"interruption", static_cast<int>(run.interruption.kind)},
                    {"cycle", run.interruption.cycle},
                    {"again", run.is_again}});
    container.sections[section(i)] = encode_program(run.program);
  }
  container.sections["meta"] = encode_metadata({{"machine", scenario.machine},
                                                {"kind", scenario.kind},
                                                {"seed", scenario.seed},
                                                {"memory", to_json(scenario.memory)},
                                                {"runs", runs},
                                                {"failure", failed.failure.kind},
                                                {"text", failed.failure.text},
                                                {"failed_run", failed.failure.run}});
  write_file_atomically(path, encode_container(container));
}

FailedScenario decode_scenario(std::span<const std::byte> bytes, std::string_view file) {
  const Container container = decode_container(bytes, kMagic, kVersion, file);
  const json meta = parse_metadata(container.section("meta", file), file);
  const Metadata metadata(meta, fmt::format("{}: ", file));
  FailedScenario failed;
  Scenario& scenario = failed.scenario;
  scenario.machine = metadata.at("machine").text();
  scenario.kind = metadata.at("kind").text();
  scenario.seed = metadata.at("seed").natural();
  scenario.memory = read_timing(metadata.at("memory"));
  for (const Metadata& run : metadata.at("runs").items()) {
    constexpr int kLastKind = static_cast<int>(Interruption::Kind::write);
    const auto kind = static_cast<Interruption::Kind>(run.at("interruption").integer(0, kLastKind));
    scenario.runs.push_back(
        {.program = decode_program(container.section(section(scenario.runs.size()), file), file),
         .interruption = {kind, run.at("cycle").natural()},
         .is_again = run.at("again").boolean()});
  }
  failed.failure = {.kind = metadata.at("failure").text(),
                    .text = metadata.at("text").text(),
                    .run = static_cast<std::size_t>(metadata.at("failed_run").size())};
  return failed;
}

bool is_scenario(std::span<const std::byte> bytes) {
  return bytes.size() >= kMagic.size() &&
         std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) == 0;
}

}  // namespace isomer
