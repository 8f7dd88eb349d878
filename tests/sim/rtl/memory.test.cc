// SPDX-License-Identifier: Apache-2.0
//
// Device memory: its timing to the cycle, its data, and that no stall changes a result.
#include <algorithm>
#include <catch2/catch.hpp>

#include "isa/container/error.h"
#include "isa/random/program.h"
#include "sim/memory/axi_memory.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/programs.h"

namespace isomer {
namespace {

TEST_CASE("Bursts share one channel in order", "[memory]") {
  BurstSchedule ddr(MemoryTiming::ddr());
  const auto first = ddr.add(MemoryChannel::read, 10, 16);
  CHECK(first.first == 74);
  CHECK(first.interval == 1);
  const auto second = ddr.add(MemoryChannel::write, 11, 4);
  CHECK(second.first == 74 + 16 + 1);
  CHECK(second.answer == 91 + 3 + 32);
  CHECK(ddr.add(MemoryChannel::read, 1000, 1).first == 1064);

  BurstSchedule slow(MemoryTiming::slow());
  const auto only = slow.add(MemoryChannel::write, 0, 2);
  CHECK(only.first == 200);
  CHECK(only.interval == 2);
  CHECK(only.answer == 202 + 32);
}

TEST_CASE("Delays depend on seed, channel and number alone", "[memory]") {
  const MemoryTiming timing = MemoryTiming::stress(5);
  bool differs = false;
  for (std::uint64_t n = 0; n < 50; ++n) {
    const std::uint64_t delay = burst_delay(timing, MemoryChannel::read, n);
    CHECK(delay <= 100);
    CHECK(delay == burst_delay(timing, MemoryChannel::read, n));
    differs |= delay != burst_delay(timing, MemoryChannel::write, n);
    differs |= delay != burst_delay(MemoryTiming::stress(6), MemoryChannel::read, n);
  }
  CHECK(differs);
  CHECK(counter_hash(0, 0) == 0xE220A8397B1DCDAFU);  // SplitMix64's first output for seed 0
}

TEST_CASE("Unknown timings are refused", "[memory]") {
  CHECK(find_memory_timing("slow").latency == 200);
  CHECK_THROWS_WITH(find_memory_timing("fast"), Catch::Contains("ddr, slow"));
}

TEST_CASE("Data are written by strobe and read back, beyond the end is an error", "[memory]") {
  std::vector<std::byte> storage(64, std::byte{0x11});
  AxiMemory memory(storage, {.latency = 2, .response = 3});
  AxiMaster master{.rready = true, .bready = true};
  master.awvalid = true;
  master.awaddr = 48;
  master.awlen = 1;
  memory.show();
  memory.clock(master);
  master.awvalid = false;
  master.wvalid = true;
  master.wdata = {0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};
  master.wstrb = 0x8001;
  int beats = 0;
  std::uint32_t answer = 99;
  while (!memory.is_idle()) {
    const AxiSlave& slave = memory.show();
    beats += slave.wready ? 1 : 0;
    if (slave.bvalid) answer = slave.bresp;
    memory.clock(master);
  }
  CHECK(beats == 2);
  CHECK(answer == 3);  // the second beat lies outside
  for (std::size_t i = 0; i < 64; ++i)
    CHECK(storage[i] == (i == 48 || i == 63 ? std::byte{0xff} : std::byte{0x11}));

  master = {.arvalid = true, .araddr = 48, .arlen = 1, .rready = true, .bready = true};
  std::vector<std::uint32_t> answers;
  for (bool first = true; first || !memory.is_idle(); first = false) {
    const AxiSlave& slave = memory.show();
    if (slave.rvalid) answers.push_back(slave.rresp);
    memory.clock(master);
    master.arvalid = false;
  }
  CHECK(answers == std::vector<std::uint32_t>{0, 3});
}

TEST_CASE("No stall and no initial state changes a result", "[rtl][memory]") {
  const Machine tiny = find_machine("tiny");
  for (int p = 0; p < 4; ++p) {
    const Program program = random_program(static_cast<std::uint64_t>(p), tiny);
    const auto reference = make_rtl_device(tiny);
    reference->load(program);
    REQUIRE(reference->run().status == Status::done);
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      const MemoryTiming timing =
          seed % 2 == 0 ? MemoryTiming::stress(seed) : MemoryTiming::jittery(seed);
      const auto device = make_rtl_device(tiny, {.memory = timing, .seed = seed});
      device->load(program);
      if (device->run().status != Status::done) FAIL("seed " << seed);
      for (int s = 0; s < static_cast<int>(program.segments.size()); ++s)
        if (!std::ranges::equal(device->segment(s), reference->segment(s)))
          FAIL("segment " << s << " of program " << p << " differs, seed " << seed);
    }
  }
}

}  // namespace
}  // namespace isomer
