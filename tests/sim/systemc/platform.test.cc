// SPDX-License-Identifier: Apache-2.0
//
// The accelerator in a virtual platform: what a host sees through registers and memory is what the
// plain devices give, in the same cycles. One case: SystemC elaborates once per process.
#include "tests/sim/systemc/platform.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/hardware/registers.h"
#include "isa/random/program.h"
#include "sim/cycle/cycle_device.h"
#include "sim/functional/device.h"
#include "tests/sim/cycle/comparison.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

using sc_core::sc_time;
using testing::Platform;

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

Outcome expected_outcome(const Program& program, const MemoryTiming& timing) {
  const auto device = make_cycle_device(tiny(), {.memory = timing});
  device->load(program);
  return device->run();
}

void check_equal(Platform& platform, const Program& program, const MemoryTiming& timing) {
  const Outcome expected = expected_outcome(program, timing);
  const Outcome found = platform.outcome();
  CHECK(found.status == expected.status);
  CHECK(found.trap == expected.trap);
  CHECK(compare_counters(expected.counters, found.counters, testing::kRtlAndCycle) == "");
  const auto functional = make_functional_device(tiny());
  functional->load(program);
  functional->run();
  for (std::size_t s = 0; s < program.segments.size(); ++s)
    CHECK(std::ranges::equal(functional->segment(static_cast<int>(s)), platform.segment(s)));
}

// Waits for the event, and what it saw is what the plain devices say.
void run_programs(Platform& platform, const MemoryTiming& timing) {
  sc_core::wait(sc_time(1, sc_core::SC_US));
  CHECK(platform.host.read(registers::kId) == kIdValue);
  CHECK(platform.host.read64(registers::kConfigHash) == hash(tiny()));
  CHECK(platform.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::idle));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Program program = random_program(seed, tiny());
    platform.load(program);
    const sc_time begin = sc_core::sc_time_stamp();
    platform.start();
    CHECK(platform.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::running));
    platform.host.write(registers::kProgramLength, 1);  // ignored
    sc_core::wait(platform.accelerator.stopped());
    check_equal(platform, program, timing);
    const double cycles = (sc_core::sc_time_stamp() - begin) / sc_time(1, sc_core::SC_NS);
    CHECK(cycles == static_cast<double>(platform.outcome().counters.cycles));
  }
}

// A host that only polls.
void poll(Platform& platform, const MemoryTiming& timing) {
  const Program program = testing::ping_pong(tiny(), 7);
  platform.load(program);
  platform.start();
  int polls = 0;
  while (platform.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::running)) {
    sc_core::wait(sc_time(100, sc_core::SC_NS));
    ++polls;
  }
  CHECK(polls > 3);
  check_equal(platform, program, timing);
}

void stop_early(Platform& platform) {
  platform.load(testing::ping_pong(tiny(), 7));
  platform.start();
  sc_core::wait(sc_time(300, sc_core::SC_NS));
  platform.host.write(registers::kControl, kControlAbort);
  sc_core::wait(platform.accelerator.stopped());
  CHECK(platform.outcome().status == Status::aborted);
  CHECK(platform.outcome().counters.retired < 30);
}

void find_errors(Platform& platform) {
  const Program program = testing::ping_pong(tiny(), 7);
  platform.load(program);
  platform.ram.good_bytes = lay_out(program).segments[2];  // its output does not exist
  platform.start();
  sc_core::wait(platform.accelerator.stopped());
  CHECK(platform.outcome().trap == Trap::store_bus);
  platform.host.write64(registers::kProgram, 0x1000);  // outside the window
  platform.start();
  sc_core::wait(platform.accelerator.stopped());
  CHECK(platform.outcome().trap == Trap::fetch_bus);
  platform.ram.good_bytes = platform.ram.bytes.size();

  std::uint32_t value = 0;
  CHECK(platform.host.transport(tlm::TLM_READ_COMMAND, 0x400, &value) ==
        tlm::TLM_ADDRESS_ERROR_RESPONSE);
  CHECK(platform.host.transport(tlm::TLM_READ_COMMAND, 0x10, &value, 2) ==
        tlm::TLM_BURST_ERROR_RESPONSE);
}

void meet_slow_memory(Platform& platform) {
  const Program program = testing::ping_pong(tiny(), 7);
  platform.load(program);
  platform.ram.latency = sc_time(50, sc_core::SC_NS);
  platform.start();
  sc_core::wait(platform.accelerator.stopped());
  MemoryTiming later = MemoryTiming::ddr();
  later.latency += 50;
  check_equal(platform, program, later);
}

TEST_CASE("A virtual platform sees what the plain devices give", "[systemc]") {
  const MemoryTiming ddr = MemoryTiming::ddr();
  int finished = 0;
  const std::size_t size = 1 << 20;
  Platform waiting("waiting", tiny(), ddr, size, [&](Platform& platform) {
    run_programs(platform, ddr);
    stop_early(platform);
    find_errors(platform);
    meet_slow_memory(platform);
    ++finished;
  });
  const MemoryTiming stress = MemoryTiming::stress(5);
  Platform polling("polling", tiny(), stress, size, [&](Platform& platform) {
    poll(platform, stress);
    ++finished;
  });
  sc_core::sc_start();
  CHECK(finished == 2);
  CHECK(waiting.ram.bursts > 100);
}

}  // namespace
}  // namespace isomer
