// SPDX-License-Identifier: Apache-2.0
//
// Every fast instruction leaves exactly the state that its plain twin leaves.
#include <catch2/catch.hpp>

#include "isa/random/instructions.h"
#include "isa/random/random.h"
#include "sim/machine/execute.h"
#include "sim/machine/mac_vnni.h"

namespace isomer {
namespace {

// Shapes with C below, equal to and above R, and memories that small instructions wrap around.
std::vector<Machine> machines() {
  std::vector<Machine> result;
  for (const auto& [rows, columns] : std::vector<std::pair<int, int>>{{4, 4},
                                                                      {16, 16},
                                                                      {2, 2},
                                                                      {8, 2},
                                                                      {2, 8},
                                                                      {64, 4},
                                                                      {4, 64},
                                                                      {32, 16},
                                                                      {16, 32},
                                                                      {8, 8},
                                                                      {2, 16},
                                                                      {2, 32},
                                                                      {2, 64}})
    result.push_back({.name = "shape",
                      .rows = rows,
                      .columns = columns,
                      .activation_banks = 4,
                      .activation_bank_words = 16,
                      .weight_words = 128,
                      .accumulator_entries = 16,
                      .parameter_words = 8,
                      .queue_depth = 4,
                      .post_lanes = 2});
  for (const auto& [rows, columns] : std::vector<std::pair<int, int>>{{4, 4}, {16, 8}, {4, 16}}) {
    Machine wide = result.front();
    wide.rows = rows;
    wide.columns = columns;
    wide.operand_bits = 16;
    wide.accumulator_bits = 48;
    result.push_back(wide);
  }
  Machine deep = result.front();  // operands of 8 bits on wide accumulators
  deep.accumulator_bits = 48;
  result.push_back(deep);
  return result;
}

template <typename Value>
void fill(Random& random, std::vector<Value>& memory) {
  for (Value& value : memory)
    value = static_cast<Value>(random.between(0, 3) == 0
                                   ? (random.between(0, 1) == 0 ? std::numeric_limits<Value>::min()
                                                                : std::numeric_limits<Value>::max())
                                   : static_cast<Value>(random.next()));
}

State random_state(Random& random, const Machine& machine) {
  State state(machine);
  fill(random, state.activations);
  fill(random, state.weights);
  fill(random, state.parameters);
  fill(random, state.accumulators);
  fill(random, state.wide_accumulators);
  for (std::int64_t& acc : state.wide_accumulators) acc = wrap(acc, 48);
  return state;
}

bool equal(const State& a, const State& b) {
  return a.activations == b.activations && a.weights == b.weights && a.parameters == b.parameters &&
         a.accumulators == b.accumulators && a.wide_accumulators == b.wide_accumulators &&
         a.counts == b.counts;
}

// Runs `count` random instructions per machine on both; how many changed the state.
template <typename Draw>
int compare(int count, const Draw& draw) {
  int changes = 0;
  for (const Machine& machine : machines()) {
    Random random(static_cast<std::uint64_t>(machine.rows * 1000 + machine.columns));
    State fast = random_state(random, machine);
    for (int i = 0; i < count; ++i) {
      if (i % 32 == 0) fast = random_state(random, machine);
      const State before = fast;
      State plain = fast;
      auto instruction = draw(random, machine);
      while (overlaps_itself(machine, instruction)) instruction = draw(random, machine);
      execute(fast, instruction);
      reference::execute(plain, instruction);
      changes += equal(before, fast) ? 0 : 1;
      if (!equal(fast, plain)) {
        INFO("R = " << machine.rows << ", C = " << machine.columns << ", instruction " << i);
        REQUIRE(equal(fast, plain));
      }
    }
  }
  return changes;
}

TEST_CASE("mac: the fast version equals the plain one", "[machine][mac]") {
  CHECK(compare(150, random_mac) > 1000);
}

TEST_CASE("mac: every product of bytes is exact, and a wrong one is found", "[machine][mac]") {
  for (const MultiplyRun multiply : available_multiplies()) CHECK(is_exact(multiply));
  CHECK_FALSE(is_exact([](const VnniRun&) {}));
  if (selected_multiply() == nullptr) return;
  CHECK_FALSE(is_exact([](const VnniRun& run) {  // one pixel short
    VnniRun less = run;
    --less.count;
    selected_multiply()(less);
  }));
  CHECK_FALSE(is_exact([](const VnniRun& run) {  // every x unsigned
    VnniRun natural = run;
    natural.flip = 0;
    selected_multiply()(natural);
  }));
}

TEST_CASE("post: the fast version equals the plain one", "[machine][post]") {
  CHECK(compare(1000, random_post) > 7000);
}

TEST_CASE("max_pool: the fast version equals the plain one", "[machine][max_pool]") {
  CHECK(compare(1000, random_max_pool) > 7000);
}

}  // namespace
}  // namespace isomer
