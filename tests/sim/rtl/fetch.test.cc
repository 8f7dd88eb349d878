// SPDX-License-Identifier: Apache-2.0
//
// Fetch from program addresses of every kind, and up to the end of device memory.
#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/hardware/registers.h"
#include "isa/instructions/codec.h"
#include "isa/program/builder.h"
#include "isa/random/program.h"
#include "sim/functional/device.h"
#include "sim/machine/layout.h"
#include "sim/rtl/host.h"
#include "sim/rtl/rtl_machine.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

const Machine& tiny() {
  static const Machine machine = find_machine("tiny");
  return machine;
}

// Runs the program with its code at byte `code` of `storage`; how it ends.
Outcome run(const Program& program, const DeviceLayout& layout, std::uint64_t code,
            std::vector<std::byte>& storage, const MemoryTiming& timing) {
  const auto machine = make_rtl_machine(tiny(), 1);
  machine->reset();
  AxiMemory memory(storage, timing);
  Host host(*machine, memory);
  host.write64(registers::kProgram, code);
  host.write(registers::kProgramLength, static_cast<std::uint32_t>(program.instructions.size()));
  for (std::uint32_t i = 0; i < kSegments; ++i)
    host.write64(registers::kSegments + 8 * i, layout.segments[i]);
  host.write(registers::kControl, kControlStart);
  while (machine->is_running()) machine->tick(ControlHost{}, memory);
  Outcome outcome;
  outcome.status = static_cast<Status>(host.read(registers::kStatus));
  outcome.trap = static_cast<Trap>(host.read(registers::kTrapCause));
  outcome.trap_pc = host.read(registers::kTrapPc);
  outcome.counters = host.read_counters();
  return outcome;
}

TEST_CASE("A program may begin at any line", "[rtl][fetch]") {
  const Program program = random_program(3, tiny(), {.instructions = 60});
  const auto functional = make_functional_device(tiny());
  functional->load(program);
  const Outcome expected = functional->run();
  REQUIRE(expected.status == Status::done);

  const DeviceLayout layout = lay_out(program);
  const std::size_t code_bytes = program.instructions.size() * kWordBytes;
  for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::jittery(4)}) {
    for (const std::uint64_t offset : {0x10U, 0xF90U, 0xFD0U, 0xFF0U, 0x1FF0U}) {
      // Behind the segments; where the layout has it, there is nothing.
      std::vector<std::byte> storage(layout.bytes + 0x4000);
      fill_memory(program, layout, std::span(storage).first(layout.bytes));
      const auto begin = storage.begin() + static_cast<std::ptrdiff_t>(layout.code);
      const auto end = begin + static_cast<std::ptrdiff_t>(code_bytes);
      REQUIRE(offset + code_bytes <= 0x4000);
      std::copy(begin, end, storage.begin() + static_cast<std::ptrdiff_t>(layout.bytes + offset));
      std::fill(begin, end, std::byte{0});

      const Outcome outcome = run(program, layout, layout.bytes + offset, storage, timing);
      INFO("code at offset " << offset << ", latency " << timing.latency);
      CHECK(outcome.status == Status::done);
      CHECK(outcome.counters.retired == expected.counters.retired);
      CHECK(outcome.counters.bytes_read == expected.counters.bytes_read);
      for (int s = 0; s < static_cast<int>(program.segments.size()); ++s) {
        const auto right = functional->segment(s);
        const auto found =
            std::span(storage).subspan(layout.segments[static_cast<std::size_t>(s)], right.size());
        CHECK(std::ranges::equal(right, found));
      }
    }
  }
}

TEST_CASE("A program that runs out of device memory traps where it does", "[rtl][fetch]") {
  ProgramBuilder builder(tiny());
  for (int i = 0; i < 40; ++i) builder.add(Sync{.queue = i % 4});
  const Program program = builder.build();
  const DeviceLayout layout = lay_out(program);
  std::vector<std::byte> code(layout.bytes);
  fill_memory(program, layout, code);
  for (const MemoryTiming& timing : {MemoryTiming::ddr(), MemoryTiming::jittery(5)}) {
    for (const std::size_t lines : {1U, 2U, 3U, 16U, 17U, 37U, 64U, 81U}) {  // of the code
      for (const std::size_t before : {0U, 0xF90U}) {
        std::vector<std::byte> storage(before + 16 * lines);
        std::copy_n(code.begin(), 16 * lines,
                    storage.begin() + static_cast<std::ptrdiff_t>(before));
        const Outcome outcome = run(program, layout, before, storage, timing);
        INFO(lines << " lines at " << before);
        CHECK(outcome.status == Status::trap);
        CHECK(outcome.trap == Trap::fetch_bus);
        CHECK(outcome.trap_pc == lines / 2);
        CHECK(outcome.counters.retired == lines / 2);
      }
    }
  }
}

}  // namespace
}  // namespace isomer
