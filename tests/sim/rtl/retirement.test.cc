// SPDX-License-Identifier: Apache-2.0
//
// What a retirement tells of its queue.
#include <array>
#include <catch2/catch.hpp>
#include <string>

#include "isa/random/program.h"
#include "sim/rtl/rtl_device.h"

namespace isomer {
namespace {

std::uint64_t sum(const QueueCounters& states) {
  return states.empty + states.token + states.lock + states.busy + states.push;
}

TEST_CASE("The states at a retirement sum to its cycle", "[rtl][retirement]") {
  const Machine tiny = find_machine("tiny");
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto device = make_rtl_device(tiny);
    device->load(random_program(seed, tiny));
    std::array<QueueCounters, kQueues> last{};
    std::string wrong;
    const Outcome outcome = device->run([&](const Retirement& retirement) {
      QueueCounters& before = last[static_cast<std::size_t>(retirement.queue)];
      const QueueCounters& now = retirement.states;
      if (sum(now) != retirement.cycle || now.busy <= before.busy)
        wrong += " " + std::to_string(retirement.pc);
      before = now;
      return true;
    });
    CAPTURE(seed);
    REQUIRE(wrong == "");
    for (std::size_t queue = 0; queue < kQueues; ++queue)
      REQUIRE(last[queue].busy == outcome.counters.queues[queue].busy);
  }
}

}  // namespace
}  // namespace isomer
