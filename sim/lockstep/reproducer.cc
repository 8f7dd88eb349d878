// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/reproducer.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/metadata.h"

namespace isomer {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "ISOMREP1";
constexpr std::uint32_t kVersion = 2;

json to_json(const Difference& difference) {
  return {{"kind", static_cast<int>(difference.kind)},
          {"cycle", difference.cycle},
          {"pc", difference.pc},
          {"instruction", difference.instruction},
          {"layer", difference.layer},
          {"tile", difference.tile},
          {"tensor", difference.tensor},
          {"space", static_cast<int>(difference.space)},
          {"segment", difference.segment},
          {"word", difference.word},
          {"lane", difference.lane},
          {"group", difference.group},
          {"row", difference.row},
          {"column", difference.column},
          {"channel", difference.channel},
          {"count", difference.count},
          {"expected", difference.expected},
          {"found", difference.found},
          {"what", difference.what}};
}

Difference read_difference(const Metadata& metadata) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const auto index = [&](const char* key, std::int64_t max) {
    return metadata.at(key).integer(0, max);
  };
  return {
      .kind = static_cast<DifferenceKind>(index("kind", static_cast<int>(DifferenceKind::count))),
      .cycle = metadata.at("cycle").natural(),
      .pc = static_cast<std::uint32_t>(index("pc", std::numeric_limits<std::uint32_t>::max())),
      .instruction = metadata.at("instruction").text(),
      .layer = metadata.at("layer").text(),
      .tile = metadata.at("tile").text(),
      .tensor = metadata.at("tensor").text(),
      .space = static_cast<Space>(index("space", static_cast<int>(Space::device))),
      .segment = metadata.at("segment").size(),
      .word = metadata.at("word").natural(),
      .lane = metadata.at("lane").size(),
      .group = metadata.at("group").size(),
      .row = metadata.at("row").size(),
      .column = metadata.at("column").size(),
      .channel = metadata.at("channel").size(),
      .count = metadata.at("count").natural(),
      .expected = metadata.at("expected").integer(kMin, kMax),
      .found = metadata.at("found").integer(kMin, kMax),
      .what = metadata.at("what").text()};
}

}  // namespace

Reproducer make_reproducer(const Program& program, const LockstepResult& result, std::string device,
                           std::string memory, std::uint64_t seed) {
  Reproducer reproducer{.program = program,
                        .device = std::move(device),
                        .memory = std::move(memory),
                        .seed = seed,
                        .image = 0,
                        .difference = result.difference.value()};
  for (std::size_t i = 0; i < result.start.size(); ++i) {
    std::vector<std::byte> data = result.start[i];
    while (!data.empty() && data.back() == std::byte{0}) data.pop_back();
    reproducer.program.segments[i].data = std::move(data);
  }
  return reproducer;
}

std::vector<std::byte> encode_reproducer(const Reproducer& reproducer) {
  Container container;
  container.magic = kMagic;
  container.version = kVersion;
  container.sections["meta"] = encode_metadata({{"device", reproducer.device},
                                                {"memory", reproducer.memory},
                                                {"seed", reproducer.seed},
                                                {"image", reproducer.image},
                                                {"difference", to_json(reproducer.difference)}});
  container.sections["program"] = encode_program(reproducer.program);
  return encode_container(container);
}

Reproducer decode_reproducer(std::span<const std::byte> bytes, std::string_view file) {
  const Container container = decode_container(bytes, kMagic, kVersion, file);
  const json meta = parse_metadata(container.section("meta", file), file);
  const Metadata metadata(meta, fmt::format("{}: ", file));
  return {.program = decode_program(container.section("program", file), file),
          .device = metadata.at("device").text(),
          .memory = metadata.at("memory").text(),
          .seed = metadata.at("seed").natural(),
          .image = metadata.at("image").integer(0, std::numeric_limits<std::int64_t>::max()),
          .difference = read_difference(metadata.at("difference"))};
}

void save_reproducer(const Reproducer& reproducer, const std::filesystem::path& path) {
  write_file_atomically(path, encode_reproducer(reproducer));
}

Reproducer load_reproducer(const std::filesystem::path& path) {
  return decode_reproducer(read_file(path), path.string());
}

Replay replay(const Reproducer& reproducer, const DeviceFactory& make_device) {
  const std::unique_ptr<ObservableDevice> device = make_device(reproducer);
  device->load(reproducer.program);
  Replay replay{.result = run_lockstep(reproducer.program, *device)};
  replay.is_same =
      replay.result.difference && replay.result.difference->is_same(reproducer.difference);
  return replay;
}

}  // namespace isomer
