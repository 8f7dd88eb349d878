// SPDX-License-Identifier: Apache-2.0
//
// The control port: AXI4-Lite in every order, and registers that know when to listen.
#include <catch2/catch.hpp>

#include "isa/hardware/registers.h"
#include "isa/instructions/codec.h"
#include "sim/rtl/host.h"
#include "sim/rtl/rtl_machine.h"

namespace isomer {
namespace {

// A machine after reset with 64 KiB of empty memory.
struct Bench {
  Machine configuration = find_machine("tiny");
  std::unique_ptr<RtlMachine> machine = make_rtl_machine(configuration, 1);
  std::vector<std::byte> storage = std::vector<std::byte>(65536);
  AxiMemory memory{storage, MemoryTiming::ddr()};
  Host host{*machine, memory};

  Bench() { machine->reset(); }
  void tick(const ControlHost& pins) { machine->tick(pins, memory); }
  const ControlMachine& control() const { return machine->control(); }

  // A load that waits for a token that nobody gives: the machine stops with a deadlock.
  void start_deadlock() {
    put(0, {.operands = Load{}, .pop = 1});
    put(1, {.operands = Halt{}});
    host.write(registers::kProgramLength, 2);
    host.write(registers::kControl, kControlStart);
  }
  void put(std::size_t index, const Instruction& instruction) {
    const Word word = encode(instruction);
    for (std::size_t part = 0; part < 4; ++part)
      for (std::size_t i = 0; i < 8; ++i)
        storage[index * kWordBytes + part * 8 + i] =
            static_cast<std::byte>(word.parts[part] >> (8 * i));
  }
};

TEST_CASE("Identity registers", "[rtl][control]") {
  Bench bench;
  CHECK(bench.host.read(registers::kId) == kIdValue);
  CHECK(bench.host.read(registers::kVersion) == kVersionValue);
  CHECK(bench.host.read64(registers::kConfigHash) == hash(bench.configuration));
  CHECK(bench.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::idle));
  CHECK(bench.host.read(0x3fc) == 0);
}

TEST_CASE("Base registers keep what is written", "[rtl][control]") {
  Bench bench;
  bench.host.write64(registers::kProgram, 0x12'3456'7890U);
  for (std::uint32_t i = 0; i < kSegments; ++i)
    bench.host.write64(registers::kSegments + 8 * i, 0x80'0000'1000U + 16 * i);
  bench.host.write(registers::kProgramLength, 77);
  CHECK(bench.host.read64(registers::kProgram) == 0x12'3456'7890U);
  CHECK(bench.host.read(registers::kProgramLength) == 77);
  for (std::uint32_t i = 0; i < kSegments; ++i)
    CHECK(bench.host.read64(registers::kSegments + 8 * i) == 0x80'0000'1000U + 16 * i);
  bench.machine->reset();
  CHECK(bench.host.read64(registers::kProgram) == 0);
}

TEST_CASE("What is no register reads zero, and so do counters that do not exist",
          "[rtl][control]") {
  Bench bench;
  bench.start_deadlock();
  while (bench.machine->is_running()) bench.tick(ControlHost{});
  REQUIRE(bench.host.read(registers::kCounters) != 0);
  const auto expect_zero = [&](std::uint32_t first, std::uint32_t end) {
    for (std::uint32_t offset = first; offset < end; offset += 4)
      if (bench.host.read(offset) != 0) {
        CAPTURE(offset);
        REQUIRE(bench.host.read(offset) == 0);
      }
  };
  expect_zero(registers::kControl, registers::kControl + 4);
  expect_zero(registers::kProgramLength + 4, registers::kSegments);
  expect_zero(registers::kCounters + 8 * 7, registers::kCounters + 8 * counters::kQueueStates);
  expect_zero(registers::kCounters + 8 * (counters::kQueueStates + 5 * kQueues), 0x400);
}

TEST_CASE("Read-only registers ignore writes", "[rtl][control]") {
  Bench bench;
  for (const std::uint32_t offset :
       {registers::kId, registers::kStatus, registers::kTrapCause, registers::kCounters}) {
    const std::uint32_t before = bench.host.read(offset);
    bench.host.write(offset, 0xffffffff);
    CHECK(bench.host.read(offset) == before);
  }
}

TEST_CASE("Address and data of a write come in either order", "[rtl][control]") {
  for (const bool address_first : {true, false})
    for (int distance = 0; distance < 4; ++distance) {
      Bench bench;
      ControlHost address{.awvalid = true, .awaddr = registers::kProgramLength};
      ControlHost data{.wvalid = true, .wdata = 0xabcd};
      bench.tick(address_first ? address : data);
      for (int i = 0; i < distance; ++i) {
        bench.tick(ControlHost{});
        CHECK_FALSE(bench.control().bvalid);
      }
      bench.tick(address_first ? data : address);
      int cycles = 0;
      while (!bench.control().bvalid && ++cycles < 10) bench.tick(ControlHost{});
      CHECK(bench.control().bvalid);
      CHECK(bench.control().bresp == 0);
      CHECK(bench.host.read(registers::kProgramLength) == 0xabcd);
    }
}

TEST_CASE("Answers wait for a host that is not ready", "[rtl][control]") {
  Bench bench;
  ControlHost pins{.awvalid = true,
                   .awaddr = registers::kProgramLength,
                   .wvalid = true,
                   .wdata = 5,
                   .bready = false,
                   .arvalid = true,
                   .araddr = registers::kId,
                   .rready = false};
  bench.tick(pins);
  pins.awvalid = pins.wvalid = pins.arvalid = false;
  for (int i = 0; i < 3; ++i) bench.tick(pins);
  for (int i = 0; i < 5; ++i) {
    bench.tick(pins);
    CHECK(bench.control().bvalid);
    CHECK(bench.control().rvalid);
    CHECK(bench.control().rdata == kIdValue);
    CHECK_FALSE(bench.control().arready);
  }
  pins.bready = pins.rready = true;
  bench.tick(pins);
  bench.tick(pins);
  CHECK_FALSE(bench.control().bvalid);
  CHECK_FALSE(bench.control().rvalid);
  CHECK(bench.host.read(registers::kProgramLength) == 5);
}

TEST_CASE("A second write waits until the first is answered", "[rtl][control]") {
  Bench bench;
  ControlHost pins{.awvalid = true,
                   .awaddr = registers::kProgramLength,
                   .wvalid = true,
                   .wdata = 1,
                   .bready = false};
  for (int i = 0; i < 6; ++i) {
    bench.tick(pins);
    pins.wdata = 2;
  }
  CHECK(bench.control().bvalid);
  CHECK_FALSE(bench.control().awready);
  CHECK(bench.host.read(registers::kProgramLength) == 1);
}

TEST_CASE("Strobes select bytes", "[rtl][control]") {
  Bench bench;
  bench.host.write(registers::kProgramLength, 0x11223344);
  bench.host.write(registers::kSegments + 4, 0x55);
  const auto write = [&](std::uint32_t offset, std::uint32_t value, std::uint32_t strobe) {
    bench.tick(
        {.awvalid = true, .awaddr = offset, .wvalid = true, .wdata = value, .wstrb = strobe});
    for (int i = 0; i < 3; ++i) bench.tick(ControlHost{});
  };
  write(registers::kProgramLength, 0xaabbccdd, 0b0101);
  CHECK(bench.host.read(registers::kProgramLength) == 0x11bb33dd);
  write(registers::kSegments + 4, 0xff, 0b1110);
  CHECK(bench.host.read(registers::kSegments + 4) == 0x55);
  write(registers::kControl, kControlStart, 0b1110);
  CHECK(bench.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::idle));
}

TEST_CASE("While running, only ABORT is heard", "[rtl][control]") {
  Bench bench;
  bench.put(0, {.operands = Mac{.out_h = 1000, .out_w = 1000}});
  bench.put(1, {.operands = Halt{}});
  bench.host.write(registers::kProgramLength, 2);
  bench.host.write(registers::kControl, kControlStart);
  CHECK(bench.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::running));

  bench.host.write(registers::kProgramLength, 1);
  bench.host.write64(registers::kSegments, 0x1000);
  bench.host.write64(registers::kProgram, 0x1000);
  CHECK(bench.host.read(registers::kProgramLength) == 2);
  CHECK(bench.host.read64(registers::kSegments) == 0);
  CHECK(bench.host.read64(registers::kProgram) == 0);

  const std::uint64_t before = bench.host.read64(registers::kCounters);
  bench.host.write(registers::kControl, kControlStart);  // ignored: the counters go on
  CHECK(bench.host.read64(registers::kCounters) > before);
  bench.host.write(registers::kControl, kControlAbort);
  CHECK(bench.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::running));
}

TEST_CASE("ABORT while idle does nothing", "[rtl][control]") {
  Bench bench;
  bench.host.write(registers::kControl, kControlAbort);
  CHECK(bench.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::idle));
  bench.start_deadlock();
  while (bench.machine->is_running()) bench.tick(ControlHost{});
  CHECK(bench.host.read(registers::kStatus) == static_cast<std::uint32_t>(Status::deadlock));
}

}  // namespace
}  // namespace isomer
