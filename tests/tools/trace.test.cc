// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/trace.h"

#include <catch2/catch.hpp>
#include <map>

#include "isa/random/program.h"
#include "sim/cycle/cycle_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/isomer/options.h"
#include "tools/isomer/trace_waveform.h"

namespace isomer {
namespace {

constexpr int kBusTrack = 4;

struct Traced {
  InstructionTrace trace;
  Outcome outcome;
};

// The trace of a run, with the layer and tile of each instruction.
template <typename Make>
Traced run(const Program& program, Make make) {
  Traced traced{InstructionTrace(program), {}};
  const auto device = make([&](const BurstSchedule::Burst& burst) { traced.trace.add(burst); });
  device->load(program);
  traced.outcome = device->run([&](const Retirement& retirement) {
    traced.trace.add(retirement);
    return true;
  });
  REQUIRE(traced.outcome.status == Status::done);
  traced.trace.end_run();
  return traced;
}

Program program_with_source(std::uint64_t seed, const Machine& machine) {
  Program program = random_program(seed, machine);
  program.layers = {"conv1"};
  program.source.resize(program.instructions.size(), {.layer = 0, .tile = "rows 0:8"});
  return program;
}

std::string key(const Report& event) { return event.dump(); }

TEST_CASE("The trace of the cycle device is that of the RTL", "[trace]") {
  for (const char* name : {"tiny", "nano"}) {
    const Machine machine = find_machine(name);
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      const MemoryTiming memory = MemoryTiming::stress(seed);
      const Program program = program_with_source(seed, machine);
      const Traced cycle = run(program, [&](BurstSchedule::Observer bursts) {
        return make_cycle_device(machine, {.memory = memory, .bursts = std::move(bursts)});
      });
      const Traced rtl = run(program, [&](BurstSchedule::Observer bursts) {
        return make_rtl_device(machine, {.memory = memory, .bursts = std::move(bursts)});
      });
      CAPTURE(name, seed);
      CHECK(cycle.trace.text() == rtl.trace.text());
      // The cycle device may be told of a burst earlier in the list, not of another one.
      std::map<std::string, int> events;
      const Report of_cycle = cycle.trace.json()["traceEvents"];
      const Report of_rtl = rtl.trace.json()["traceEvents"];
      for (const Report& event : of_cycle) ++events[key(event)];
      for (const Report& event : of_rtl) --events[key(event)];
      for (const auto& [event, count] : events)
        if (count != 0) {
          CAPTURE(event);
          REQUIRE(count == 0);
        }
    }
  }
}

TEST_CASE("Slices fill each queue's track without a gap and say what the counters say", "[trace]") {
  const Machine machine = find_machine("tiny");
  const Program program = program_with_source(2, machine);
  const Traced traced = run(program, [&](BurstSchedule::Observer bursts) {
    return make_cycle_device(machine, {.bursts = std::move(bursts)});
  });
  const Report json = Report::parse(traced.trace.json().dump());
  std::map<int, std::uint64_t> next;  // free cycle of each track
  std::map<int, std::map<std::string, std::uint64_t>> cycles;
  std::uint64_t beats = 0, busy = 0, names = 0;
  for (const Report& event : json["traceEvents"]) {
    const int track = event["tid"];
    REQUIRE(event["pid"] == 0);
    if (event["ph"] == "M") {
      CHECK(event["name"] == "thread_name");
      ++names;
      continue;
    }
    REQUIRE(event["ph"] == "X");
    const std::uint64_t begin = event["ts"], length = event["dur"];
    if (next.count(track) == 0) next[track] = 1;
    CHECK((track == kBusTrack ? begin >= next[track] : begin == next[track]));
    next[track] = begin + length;
    if (event["cat"] == "bus") {
      CHECK(track == kBusTrack);
      beats += event["args"]["beats"].get<std::uint64_t>();
    } else if (event["cat"] == "busy") {
      ++busy;
      cycles[track]["busy"] += length;
      CHECK(event["name"].get<std::string>().ends_with(": conv1, rows 0:8"));
      const std::string text = event["args"]["instruction"];
      CHECK(event["name"].get<std::string>().starts_with(text.substr(0, text.find(' '))));
    } else {
      CHECK(event["cat"] == "stall");
      cycles[track][event["name"].get<std::string>()] += length;
    }
  }
  const Counters& counters = traced.outcome.counters;
  CHECK(names == 5);
  CHECK(busy == counters.retired);
  CHECK(beats * static_cast<std::uint64_t>(machine.bus_bytes()) ==
        counters.bytes_read + counters.bytes_written);
  for (int q = 0; q < kQueues; ++q) {
    const QueueCounters& states = counters.queues[static_cast<std::size_t>(q)];
    CHECK(cycles[q]["busy"] == states.busy);
    CHECK(cycles[q]["token"] == states.token);
    CHECK(cycles[q]["lock"] == states.lock);
    CHECK(cycles[q]["push"] == states.push);
    CHECK(cycles[q]["empty"] <= states.empty);  // it may wait for the others at the end
  }
}

// Counts cycles as FstTracer does, and compares.
class Counting final : public RtlMachine {
 public:
  Counting(std::unique_ptr<RtlMachine> machine, int* compared)
      : machine_(std::move(machine)), compared_(compared) {}

  const Machine& configuration() const override { return machine_->configuration(); }
  void reset() override { machine_->reset(); }
  void tick(const ControlHost& host, AxiMemory& memory) override {
    cycle_ = machine_->is_running() ? cycle_ + 1 : 0;
    machine_->tick(host, memory);
    for (const Retirement& retirement : machine_->retired()) {
      if (retirement.cycle != cycle_) REQUIRE(retirement.cycle == cycle_);
      ++*compared_;
    }
  }
  const ControlMachine& control() const override { return machine_->control(); }
  std::span<const Retirement> retired() const override { return machine_->retired(); }
  bool is_running() const override { return machine_->is_running(); }
  Counters counters() const override { return machine_->counters(); }
  void peek(Space space, std::uint64_t word, std::span<std::byte> bytes) const override {
    machine_->peek(space, word, bytes);
  }

 private:
  std::unique_ptr<RtlMachine> machine_;
  int* compared_;
  std::uint64_t cycle_ = 0;
};

TEST_CASE("The cycles of a waveform are those of the retirements", "[trace]") {
  const Machine machine = find_machine("tiny");
  const Program program = random_program(1, machine);
  int compared = 0;
  const auto device =
      make_rtl_device(std::make_unique<Counting>(make_rtl_machine(machine, 1), &compared));
  device->load(program);
  CHECK(device->run().status == Status::done);
  CHECK(compared + 1 == static_cast<int>(program.instructions.size()));  // halt never retires
}

TEST_CASE("A window of cycles is read strictly", "[trace]") {
  const TraceWindow window = parse_trace_window({"window=10:20", "out.fst"});
  CHECK(window.from == 10);
  CHECK(window.to == 20);
  CHECK(window.path == "out.fst");
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"window=1:2"},
                                                {"1:2", "a"},
                                                {"window=2:1", "a"},
                                                {"window=1", "a"},
                                                {"window=:2", "a"},
                                                {"window=1:", "a"},
                                                {"window=1:2x", "a"},
                                                {"window=-1:2", "a"},
                                                {"window=1:2", "a", "b"}})
    CHECK_THROWS_AS(parse_trace_window(words), UsageError);
}

}  // namespace
}  // namespace isomer
