// SPDX-License-Identifier: Apache-2.0
//
// The MAC unit of every stock machine in lockstep: decoders, mappings, biases, times.
#include <catch2/catch.hpp>

#include "sim/rtl/rtl_device.h"
#include "tests/sim/rtl/mac_programs.h"

namespace isomer {
namespace {

TEST_CASE("Random macs with every decoder and mapping", "[rtl][mac]") {
  for (const char* name : {"tiny", "nano", "wide", "base"}) {
    const auto device = make_rtl_device(find_machine(name));
    testing::check_random_macs(*device, 20, 30);
  }
}

}  // namespace
}  // namespace isomer
