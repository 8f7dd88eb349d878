// SPDX-License-Identifier: Apache-2.0
//
// Faults planted into compiled programs are caught: by the hazard checker or by the comparison.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/instructions/codec.h"
#include "tests/isa/compiler/judge.h"
#include "tests/support/networks.h"

namespace isomer::testing {
namespace {

// On tiny: tiles of every operand stream, the reduction is split, a pool reads a tile row late.
Network victim() {
  const Window three{3, 3, 1, 1, {1, 1, 1, 1}};
  return NetworkBuilder(3, 6, 16, 18, true)
      .convolution(9, three)
      .max_pool({2, 2, 2, 2, {}})
      .convolution(20, three, true)
      .fully_connected(7, true)
      .build();
}

struct Mutant {
  Network network = victim();
  Machine machine = find_machine("tiny");
  Program program = compile(network, machine);
  std::vector<Instruction> code;

  Mutant() {
    for (const Word& word : program.instructions) code.push_back(decode(word));
  }

  // "" when nothing notices.
  std::string verdict() {
    for (std::size_t i = 0; i < code.size(); ++i) program.instructions[i] = encode(code[i]);
    const auto input = random_input(network, 7);
    const Run run = run_functional(program, machine, input);
    if (!run.failure.empty()) return run.failure;
    return first_difference(run.tensors, expected_tensors(network, input));
  }

  // The n-th instruction of that kind.
  template <typename Op, typename Predicate>
  Op& find(const Predicate& predicate, int n = 0) {
    for (Instruction& instruction : code) {
      Op* op = std::get_if<Op>(&instruction.operands);
      if (op != nullptr && predicate(*op) && n-- == 0) return *op;
    }
    throw std::logic_error("the victim has no such instruction");
  }
};

TEST_CASE("The victim itself is right", "[compiler][fault]") { REQUIRE(Mutant().verdict() == ""); }

TEST_CASE("Every dropped token is caught", "[compiler][fault]") {
  const Mutant original;
  int dropped = 0;
  for (std::size_t consumer = 0; consumer < original.code.size(); ++consumer) {
    const Queue to = queue_of(original.code[consumer]);
    for (int bit = 0; bit < kQueues - 1; ++bit) {
      if ((original.code[consumer].pop >> bit & 1) == 0) continue;
      const Queue from = token_peer(to, bit);
      // The k-th pop of a pair matches the k-th push.
      int k = 0;
      for (std::size_t i = 0; i < consumer; ++i)
        if (queue_of(original.code[i]) == to && (original.code[i].pop >> bit & 1) != 0) ++k;
      Mutant mutant = original;
      mutant.code[consumer].pop &= ~(1u << bit);
      const int push_bit = token_bit(from, to);
      for (Instruction& giver : mutant.code)
        if (queue_of(giver) == from && (giver.push >> push_bit & 1) != 0 && k-- == 0)
          giver.push &= ~(1u << push_bit);
      ++dropped;
      if (mutant.verdict().empty()) {
        CAPTURE(consumer, bit);
        FAIL("nothing noticed");
      }
    }
  }
  REQUIRE(dropped > 50);
}

TEST_CASE("A short halo is caught", "[compiler][fault]") {
  Mutant mutant;
  const auto is_tile = [](const Load& load) {
    return load.memory == static_cast<std::int32_t>(Memory::activations) && load.rows > 1;
  };
  mutant.find<Load>(is_tile).rows -= 1;
  REQUIRE(mutant.verdict() != "");
}

TEST_CASE("A tile that sees one input row too few is caught", "[compiler][fault]") {
  Mutant mutant;
  mutant.find<Mac>([](const Mac& mac) { return mac.in_h > 2; }).in_h -= 1;
  REQUIRE(mutant.verdict() != "");
}

TEST_CASE("Swapped groups of output channels are caught", "[compiler][fault]") {
  Mutant mutant;
  const auto is_weights = [](const Load& load) {
    return load.memory == static_cast<std::int32_t>(Memory::weights);
  };
  Load& first = mutant.find<Load>(is_weights, 1);
  Load& second = mutant.find<Load>(is_weights, 2);
  REQUIRE(first.words == second.words);
  std::swap(first.offset, second.offset);
  REQUIRE(mutant.verdict() != "");
}

TEST_CASE("A reduction block that starts over is caught", "[compiler][fault]") {
  Mutant mutant;
  const auto continues = [](const Mac& mac) {
    return mac.mode == static_cast<std::int32_t>(AccumulateMode::accumulate);
  };
  mutant.find<Mac>(continues).mode = static_cast<std::int32_t>(AccumulateMode::zero);
  REQUIRE(mutant.verdict() != "");
}

TEST_CASE("A range of banks that is too short is caught", "[compiler][fault]") {
  Mutant mutant;
  const int bank_words = mutant.machine.activation_bank_words;
  Mac& mac = mutant.find<Mac>([&](const Mac& m) { return m.x_base / bank_words != m.x_last; });
  mac.x_last = mac.x_base / bank_words;
  REQUIRE(mutant.verdict() != "");
}

}  // namespace
}  // namespace isomer::testing
