// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_scenario.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "isa/container/error.h"
#include "isa/random/illegal_word.h"
#include "isa/random/program.h"
#include "isa/random/token_program.h"
#include "isa/random/trap_program.h"
#include "sim/cycle/cycle_device.h"

namespace isomer {
namespace {

constexpr std::uint64_t kWriteCycles = 60;  // more than the writes of an interruption take

constexpr ScenarioKind kKinds[] = {
    {"legal", "every instruction, right tokens"},
    {"jitter", "the same, every beat, address and answer late by chance"},
    {"outside", "accesses outside the locked banks, too"},
    {"tokens", "tokens in plenty, at times more than counters and queues hold"},
    {"overlap", "all four units at once, no tokens"},
    {"deadlock", "wrong tokens, then another program"},
    {"trap", "a word that fetch refuses, or no halt, then another program"},
    {"bus", "a load or store outside memory, then another program"},
    {"abort", "ABORT in any cycle or when all is over, then another program"},
    {"reset", "reset in any cycle or when all is over, then another program"},
    {"write", "registers and START written while a program runs"},
    {"again", "a program after another one and, the same, after power-up"},
};

MemoryTiming random_timing(Random& random, const Machine& machine) {
  switch (random.between(0, 5)) {
    case 0:
      return MemoryTiming::ddr();
    case 1:
      return MemoryTiming::slow();
    case 2:
      return MemoryTiming::stress(random.next());
    case 3:  // without any time of its own
      return {.latency = 0, .gap = 0, .response = 0};
    default:
      break;
  }
  return {.bytes_per_cycle = std::max(1, machine.bus_bytes() >> random.between(0, 2)),
          .latency = random.between(0, 100),
          .gap = random.between(0, 3),
          .response = random.between(0, 40),
          .max_bursts = random.between(1, 8),
          .max_delay = random.between(0, 1) * random.between(0, 100),
          .seed = random.next()};
}

class Maker {
 public:
  Maker(const Machine& machine, const std::string& kind, std::uint64_t seed)
      : machine_(machine), random_(seed_of(kind, seed)) {
    scenario_ = {.machine = machine.name, .kind = kind, .seed = seed};
  }

  Scenario make() {
    const std::string& kind = scenario_.kind;
    scenario_.memory = kind == "jitter" ? MemoryTiming::jittery(random_.next())  //
                                        : random_timing(random_, machine_);
    if (kind == "legal" || kind == "jitter") {
      add(legal(random_.between(10, 60)));
    } else if (kind == "outside") {
      add(random_program(random_.next(), machine_, {.instructions = 30, .outside_locks = true}));
    } else if (kind == "tokens") {
      add(tokens({.pairs = random_.between(20, 400),
                  .idle_share = random_.between(1, 6),
                  .has_flood = random_.between(0, 1) == 1}));
    } else if (kind == "overlap") {
      add(tokens({.instructions = random_.between(20, 100), .pairs = 0, .idle_share = 0}));
    } else if (kind == "deadlock") {
      add(mistaken());
    } else if (kind == "trap") {
      add(trapping());
    } else if (kind == "bus") {
      add(random_trap_program(random_.next(), machine_,
                              random_.between(0, 1) == 0 ? Trap::load_bus : Trap::store_bus));
    } else if (kind == "abort") {
      add(any());
      interrupt(Interruption::Kind::abort);
    } else if (kind == "reset") {
      add(any());
      interrupt(Interruption::Kind::reset);
    } else if (kind == "write") {
      add(any());
      interrupt(Interruption::Kind::write);
    } else if (kind == "again") {
      add(any());
      add(legal(20));
      add(scenario_.runs.back().program);
      scenario_.runs.back().is_again = true;
    } else {
      throw Error(fmt::format("there is no kind '{}' of random tests", kind));
    }
    const bool is_followed =
        kind == "deadlock" || kind == "trap" || kind == "bus" || kind == "abort" || kind == "reset";
    if (is_followed) add(legal(10));
    return std::move(scenario_);
  }

 private:
  // The kinds do not share their programs.
  static std::uint64_t seed_of(const std::string& kind, std::uint64_t seed) {
    std::uint64_t hash = seed;
    for (const char c : kind) hash = Random(hash ^ static_cast<unsigned char>(c)).next();
    return hash;
  }

  void add(Program program) {
    program.name = fmt::format("{} {} {}", scenario_.kind, scenario_.seed, scenario_.runs.size());
    scenario_.runs.push_back({.program = std::move(program)});
  }

  Program legal(int instructions) {
    return random_program(random_.next(), machine_, {.instructions = instructions});
  }
  Program tokens(const TokenProgramOptions& options) {
    return random_token_program(random_.next(), machine_, options);
  }
  Program mistaken() {
    return tokens({.pairs = random_.between(20, 200), .mistakes = random_.between(1, 4)});
  }
  Program trapping() {
    std::vector<Trap> causes = word_causes(machine_);
    causes.push_back(Trap::missing_halt);
    const auto cause =
        static_cast<std::size_t>(random_.between(0, static_cast<int>(causes.size()) - 1));
    return random_trap_program(random_.next(), machine_, causes[cause]);
  }
  Program any() {
    switch (random_.between(0, 5)) {
      case 0:
        return mistaken();
      case 1:
        return trapping();
      case 2:
        return tokens({.pairs = random_.between(0, 200)});
      default:
        return legal(15);
    }
  }

  // In a cycle of the last run, or when it is over.
  void interrupt(Interruption::Kind kind) {
    ScenarioRun& run = scenario_.runs.back();
    const auto device = make_cycle_device(machine_, {.memory = scenario_.memory});
    device->load(run.program);
    const std::uint64_t cycles = device->run().counters.cycles;
    std::uint64_t last = cycles + cycles / 16;
    if (kind == Interruption::Kind::write) last = cycles - std::min(cycles, kWriteCycles);
    if (last == 0) return;
    run.interruption = {kind, random_.next() % last};
  }

  const Machine& machine_;
  Random random_;
  Scenario scenario_;
};

}  // namespace

std::span<const ScenarioKind> scenario_kinds() { return kKinds; }

Scenario make_scenario(const Machine& machine, const std::string& kind, std::uint64_t seed) {
  return Maker(machine, kind, seed).make();
}

}  // namespace isomer
