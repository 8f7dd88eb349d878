// SPDX-License-Identifier: Apache-2.0
//
// The two first-in first-out buffers alone: both are a queue, in every cycle.
#include <verilated.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <deque>
#include <random>
#include <string>

#include "VFifo.h"
#include "VLineFifo.h"

namespace isomer {
namespace {

constexpr std::size_t kDepth = 4;  // as in CMakeLists.txt

// Random traffic, bursts of pushes and of pops among it; the first cycle that differs, or "".
template <typename Fifo>
std::string difference(int cycles) {
  VerilatedContext context;
  context.randReset(2);
  Fifo fifo(&context);
  std::deque<std::uint8_t> queue;
  std::mt19937 random(1);
  const auto cycle = [&] {
    fifo.clk_i = 0;
    fifo.eval();
    fifo.clk_i = 1;
    fifo.eval();
  };
  fifo.rst_ni = 1;
  fifo.clk_i = 0;
  fifo.eval();
  fifo.rst_ni = 0;
  cycle();
  fifo.rst_ni = 1;
  std::mt19937::result_type push_odds = 0;  // of 4
  std::mt19937::result_type pop_odds = 0;
  for (int i = 0; i < cycles; ++i) {
    if (i % 16 == 0) {
      push_odds = random() % 5;
      pop_odds = random() % 5;
    }
    fifo.push_i = queue.size() < kDepth && random() % 4 < push_odds;
    fifo.pop_i = !queue.empty() && random() % 4 < pop_odds;
    fifo.clear_i = random() % 50 == 0;
    fifo.data_i = static_cast<std::uint8_t>(random());
    fifo.clk_i = 0;
    fifo.eval();
    const bool is_same = fifo.empty_o == queue.empty() && fifo.full_o == (queue.size() == kDepth) &&
                         (queue.empty() || fifo.head_o == queue.front());
    if (!is_same) return "cycle " + std::to_string(i);
    cycle();
    if (fifo.pop_i) queue.pop_front();
    if (fifo.push_i) queue.push_back(fifo.data_i);
    if (fifo.clear_i) queue.clear();
  }
  return "";
}

TEST_CASE("Both first-in first-out buffers equal a queue in every cycle", "[rtl][fifo]") {
  REQUIRE(difference<VFifo>(100'000) == "");
  REQUIRE(difference<VLineFifo>(100'000) == "");
}

}  // namespace
}  // namespace isomer
