// SPDX-License-Identifier: Apache-2.0
//
// ABORT in any cycle, and the last cycle of a program, beside the RTL.
#include <catch2/catch.hpp>

#include "isa/hardware/registers.h"
#include "isa/program/builder.h"
#include "sim/cycle/core.h"
#include "sim/machine/layout.h"
#include "sim/rtl/host.h"
#include "tests/sim/cycle/comparison.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

// A Verilated machine at its pins, with device memory and a host.
struct Bench {
  explicit Bench(const Program& program)
      : layout(lay_out(program)),
        length(static_cast<std::uint32_t>(program.instructions.size())),
        storage(layout.bytes) {
    fill_memory(program, layout, storage);
    machine->reset();
  }
  void start() {
    host.write64(registers::kProgram, layout.code);
    host.write(registers::kProgramLength, length);
    for (std::uint32_t i = 0; i < kSegments; ++i)
      host.write64(registers::kSegments + 8 * i, layout.segments[i]);
    host.write(registers::kControl, kControlStart);
  }
  void tick() { machine->tick(ControlHost{}, memory); }
  Outcome finish() {
    while (machine->is_running()) tick();
    Outcome outcome;
    outcome.status = static_cast<Status>(host.read(registers::kStatus));
    outcome.counters = host.read_counters();
    return outcome;
  }

  DeviceLayout layout;
  std::uint32_t length;
  std::vector<std::byte> storage;
  std::unique_ptr<RtlMachine> machine = make_rtl_machine(tiny(), 1);
  AxiMemory memory{storage, MemoryTiming::ddr()};
  Host host{*machine, memory};
};

TEST_CASE("ABORT in any cycle", "[cycle][rtl][abort]") {
  const Program program = testing::ping_pong(tiny(), 6);
  int aborted = 0;
  for (std::uint64_t at = 0; at < 900; at += 13) {
    Bench bench(program);
    bench.start();
    for (std::uint64_t i = 0; i < at; ++i) bench.tick();
    bench.host.write(registers::kControl, kControlAbort);
    const Outcome expected = bench.finish();

    cycle::Core core(tiny(), MemoryTiming::ddr());
    core.state().load(program);
    core.abort(at + 3);  // writes of registers take three cycles and act in their second
    const Outcome found =
        core.run(bench.layout.code, bench.length, [](const Retirement&) { return true; });
    INFO("after " << at << " cycles");
    REQUIRE(found.status == expected.status);
    REQUIRE(compare_counters(expected.counters, found.counters, testing::kRtlAndCycle) == "");
    aborted += found.status == Status::aborted ? 1 : 0;
  }
  CHECK(aborted > 30);
}

// Fetch asks for a burst in the cycle in which it finds the post queue full, and nothing else can
// happen: P0 issues when the mac has retired, the words behind it wait for ever.
Program burst_in_the_last_cycle() {
  ProgramBuilder builder(tiny());
  builder.segment("none", 16);
  builder.add(Mac{.in_h = 0, .out_h = 10, .out_w = 10}, {}, {Queue::post});
  for (int i = 0; i < 5; ++i) builder.add(Sync{.queue = 2}, {Queue::mac});
  builder.add(Sync{.queue = 0}, {Queue::store});
  for (int i = 0; i < 40; ++i) builder.add(Sync{.queue = 2}, {Queue::mac});
  return builder.build();
}

TEST_CASE("No burst outlives the program", "[cycle][rtl][deadlock]") {
  const Program program = burst_in_the_last_cycle();
  for (const MemoryTiming& timing : testing::timings(9)) {
    testing::DevicePair pair(tiny(), timing);
    CHECK(pair.run(program) == "");
    CHECK(pair.outcome.status == Status::deadlock);
  }
  // The next program, started at once, is not met by lines of this one.
  Bench bench(program);
  bench.start();
  while (bench.machine->is_running()) bench.tick();
  CHECK(bench.memory.is_idle());
  bench.tick();
  CHECK(bench.memory.is_idle());
}

}  // namespace
}  // namespace isomer
