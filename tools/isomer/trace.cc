// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/trace.h"

#include <fmt/format.h>

#include <span>

#include "isa/container/container.h"
#include "isa/instructions/assembler.h"

namespace isomer {
namespace {

constexpr int kBusTrack = kQueues;

QueueCounters difference(const QueueCounters& now, const QueueCounters& before) {
  return {.empty = now.empty - before.empty,
          .token = now.token - before.token,
          .lock = now.lock - before.lock,
          .busy = now.busy - before.busy,
          .push = now.push - before.push};
}

const char* name_of(MemoryChannel channel) {
  return channel == MemoryChannel::read ? "read" : "write";
}

Report track_name(int track, const char* name) {
  return {
      {"ph", "M"}, {"pid", 0}, {"tid", track}, {"name", "thread_name"}, {"args", {{"name", name}}}};
}

Report slice(int track, const char* category, const std::string& name, std::uint64_t begin,
             std::uint64_t cycles) {
  return {{"ph", "X"},    {"pid", 0},    {"tid", track},  {"cat", category},
          {"name", name}, {"ts", begin}, {"dur", cycles}, {"args", Report::object()}};
}

}  // namespace

void InstructionTrace::add(const Retirement& retirement) {
  if (is_over_) return;
  Retirement& before = before_[static_cast<std::size_t>(retirement.queue)];
  steps_.push_back({retirement, before.cycle + 1, difference(retirement.states, before.states)});
  before = retirement;
}

void InstructionTrace::add(const BurstSchedule::Burst& burst) {
  if (!is_over_) bursts_.push_back(burst);
}

std::string InstructionTrace::place_of(std::uint32_t pc) const {
  if (program_.source.empty()) return {};
  const SourceLine& line = program_.source[pc];
  if (line.layer < 0) return line.tile;
  const std::string& layer = program_.layers[static_cast<std::size_t>(line.layer)];
  return line.tile.empty() ? layer : layer + ", " + line.tile;
}

std::string InstructionTrace::text() const {
  std::string text =
      fmt::format("{:>10} {:>5} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8}  instruction\n", "cycle",
                  "queue", "index", "busy", "empty", "token", "lock", "push");
  for (const Step& step : steps_) {
    const Retirement& r = step.retirement;
    text += fmt::format("{:>10} {:>5} {:>7} {:>8} {:>8} {:>8} {:>8} {:>8}  {}", r.cycle,
                        kQueueNames[static_cast<int>(r.queue)], r.pc, step.states.busy,
                        step.states.empty, step.states.token, step.states.lock, step.states.push,
                        disassemble(program_.instructions[r.pc]));
    const std::string place = place_of(r.pc);
    text += place.empty() ? "\n" : fmt::format("  # {}\n", place);
  }
  return text;
}

void InstructionTrace::append_slices(const Step& step, Report& events) const {
  const Retirement& r = step.retirement;
  const int track = static_cast<int>(r.queue);
  std::uint64_t cycle = step.begin;
  const auto stall = [&](const char* state, std::uint64_t cycles) {
    if (cycles == 0) return;
    events.push_back(slice(track, "stall", state, cycle, cycles));
    cycle += cycles;
  };
  stall("empty", step.states.empty);
  stall("token", step.states.token);
  stall("lock", step.states.lock);
  const std::string text = disassemble(program_.instructions[r.pc]);
  const std::string place = place_of(r.pc);
  Report busy = slice(track, "busy", text.substr(0, text.find(' ')), cycle, step.states.busy);
  if (!place.empty()) busy["name"] = fmt::format("{}: {}", busy["name"].get<std::string>(), place);
  busy["args"] = {{"index", r.pc}, {"instruction", text}, {"saturations", r.saturations}};
  events.push_back(std::move(busy));
  cycle += step.states.busy;
  stall("push", step.states.push);
}

Report InstructionTrace::json() const {
  Report events = Report::array();
  for (int q = 0; q < kQueues; ++q) events.push_back(track_name(q, kQueueNames[q]));
  events.push_back(track_name(kBusTrack, "bus"));
  for (const Step& step : steps_) append_slices(step, events);
  for (const BurstSchedule::Burst& burst : bursts_) {
    const auto beats = static_cast<std::uint64_t>(burst.beats);
    Report event = slice(kBusTrack, "bus", name_of(burst.channel), burst.slot.first,
                         (beats - 1) * burst.slot.interval + 1);
    event["args"] = {{"beats", burst.beats}, {"address accepted", burst.accepted}};
    events.push_back(std::move(event));
  }
  return {{"traceEvents", std::move(events)},
          {"displayTimeUnit", "ms"},
          {"otherData", {{"program", program_.name}, {"machine", program_.machine}}}};
}

void save_trace(const InstructionTrace& trace, const std::string& path) {
  const std::string text = path.ends_with(".json") ? trace.json().dump() + "\n" : trace.text();
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

}  // namespace isomer
