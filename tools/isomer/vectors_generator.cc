// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/vectors_generator.h"

#include <algorithm>
#include <map>
#include <set>

#include "isa/container/error.h"
#include "isa/instructions/codec.h"
#include "isa/random/instructions.h"
#include "isa/random/locks.h"
#include "sim/machine/execute.h"
#include "tools/isomer/vectors_memory.h"
#include "tools/isomer/vectors_words.h"

namespace isomer {
namespace {

constexpr int kSegmentLines = 256;  // that load and store stay inside
constexpr int kDeviceLines = 4096;  // of device memory
constexpr std::uint64_t kLineBytes = 16;

// A random instruction, in half of all cases with locks on all that it uses.
template <typename Draw>
Operands draw(Random& random, const Machine& machine, Draw draw_one) {
  Operands operands;
  do {
    auto operation = draw_one();
    if (random.between(0, 1) == 0) lock_what_is_used(machine, operation);
    operands = operation;
  } while (overlaps_itself(machine, operands));
  return operands;
}

Operands random_operands(Random& random, const Machine& machine, const std::string& kind) {
  const auto with = [&](auto draw_one) {
    return draw(random, machine, [&] { return draw_one(random, machine); });
  };
  const auto transfer = [&](auto draw_one) {
    return draw(random, machine, [&] {
      return draw_one(random, machine, random.between(0, kSegments - 1), kSegmentLines);
    });
  };
  if (kind == "load") return transfer(random_load);
  if (kind == "store") return transfer(random_store);
  if (kind == "mac") return with(random_mac);
  if (kind == "post") return with(random_post);
  if (kind == "max_pool") return with(random_max_pool);
  if (kind == "avg_pool") return with(random_average_pool);
  if (kind == "add") return with(random_add);
  if (kind == "multiply") return with(random_multiply);
  if (kind == "rescale") return with(random_rescale);
  if (kind == "lookup") return with(random_lookup);
  throw Error("there are no vectors of kind '" + kind + "'");
}

using WordSets = std::map<Space, std::set<std::uint64_t>>;

// Spans of the words, those of one kind in ascending order.
std::vector<WordSpan> spans_of(const WordSets& sets) {
  std::vector<WordSpan> spans;
  for (const auto& [space, words] : sets) {
    for (auto at = words.begin(); at != words.end();) {
      const std::uint64_t first = *at;
      std::uint64_t count = 0;
      while (at != words.end() && *at == first + count) ++at, ++count;
      append_spans(space, first, count, &spans);
    }
  }
  return spans;
}

std::vector<WordRun> runs_of(const State& state, const std::vector<WordSpan>& spans) {
  std::vector<WordRun> runs;
  for (const WordSpan& span : spans) {
    WordRun run{span.space, span.first, {}};
    for (std::uint64_t i = 0; i < span.count; ++i) {
      const std::span<const std::byte> bytes = bytes_of_word(state, span.space, span.first + i);
      run.bytes.insert(run.bytes.end(), bytes.begin(), bytes.end());
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

// A seed of its own for each vector: FNV-1a over the kind, then one step of the generator.
std::uint64_t seed_of(std::uint64_t seed, const std::string& kind, std::int64_t number) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : kind) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Random(seed ^ Random(hash + static_cast<std::uint64_t>(number)).next()).next();
}

}  // namespace

std::vector<std::string> other_kinds() {
  std::vector<std::string> kinds = arithmetic_kinds();
  kinds.insert(kinds.end(), {"word", "program"});
  return kinds;
}

void append_spans(Space space, std::uint64_t first, std::uint64_t count,
                  std::vector<WordSpan>* spans) {
  for (std::uint64_t done = 0; done < count; done += kRunWords)
    spans->push_back({space, first + done, std::min(kRunWords, count - done)});
}

VectorGenerator::VectorGenerator(const Machine& machine, std::uint64_t seed,
                                 std::uint8_t background)
    : machine_(machine), seed_(seed), background_(background), state_(machine) {
  state_.device.resize(kDeviceLines * kLineBytes);
}

Vector VectorGenerator::make(const std::string& kind, std::int64_t number) {
  Random random(seed_of(seed_, kind, number));
  Vector vector;
  vector.answer.name = kind + "/" + std::to_string(number);
  const std::vector<std::string> arithmetic = arithmetic_kinds();
  if (kind == "word") {
    make_word(random, machine_, number, vector);
  } else if (kind == "program") {
    make_program(random, machine_, number, vector);
  } else if (std::find(arithmetic.begin(), arithmetic.end(), kind) != arithmetic.end()) {
    make_arithmetic(random, machine_, kind, vector);
  } else {
    make_instruction(random, kind, vector);
  }
  return vector;
}

void VectorGenerator::clear() {
  const auto value = static_cast<signed char>(background_);
  std::fill(state_.activations.begin(), state_.activations.end(), background_);
  std::fill(state_.weights.begin(), state_.weights.end(), background_);
  std::fill(state_.parameters.begin(), state_.parameters.end(), value);
  std::fill(state_.accumulators.begin(), state_.accumulators.end(), value);
  std::fill(state_.wide_accumulators.begin(), state_.wide_accumulators.end(), value);
  std::fill(state_.device.begin(), state_.device.end(), static_cast<std::byte>(background_));
  state_.counts = {};
}

// Names the words that the instruction reads, those that it may write and the neighbours of these.
void VectorGenerator::fill(Random& random, const std::vector<Access>& accesses, Vector& vector) {
  WordSets known, asked;
  for (const Access& access : accesses) {
    const bool is_device = access.space == Space::device;
    const std::uint64_t words = is_device ? kDeviceLines : memory_words(machine_, access.space);
    const std::uint64_t base =
        is_device ? state_.bases[static_cast<std::size_t>(access.segment)] / kLineBytes : 0;
    const std::uint64_t first = base + access.first;
    for (std::uint64_t i = 0; i < access.count; ++i) {
      known[access.space].insert(first + i);
      if (access.is_write) asked[access.space].insert(first + i);
    }
    if (!access.is_write) continue;
    for (const std::uint64_t neighbour : {first + words - 1, first + access.count}) {
      known[access.space].insert(neighbour % words);
      asked[access.space].insert(neighbour % words);
    }
  }
  for (const auto& [space, words] : known) {
    const WordPattern pattern(random);
    for (const std::uint64_t word : words) pattern.fill(random, state_, space, word);
  }
  vector.in = runs_of(state_, spans_of(known));
  vector.ask = spans_of(asked);
}

void VectorGenerator::make_instruction(Random& random, const std::string& kind, Vector& vector) {
  clear();
  const Instruction instruction{.operands = random_operands(random, machine_, kind)};
  vector.word = encode(instruction);
  vector.fields = fields_of(instruction.operands);
  if (kind == "load" || kind == "store") {
    for (std::size_t i = 0; i < kSegments; ++i) {
      state_.bases[i] =
          kLineBytes * static_cast<std::uint64_t>(random.between(1, kDeviceLines - kSegmentLines));
      vector.operands.emplace_back("base" + std::to_string(i), state_.bases[i]);
    }
  }
  fill(random, footprint(machine_, instruction), vector);
  if (execute(state_, instruction.operands) != Trap::none)
    throw Error("vectors: " + vector.answer.name + " left device memory");
  if (machine_.has_counters != 0)
    vector.answer.results = {{"saturations", static_cast<std::int64_t>(state_.counts.saturations)},
                             {"high_water", static_cast<std::int64_t>(state_.counts.high_water)}};
  vector.answer.out = runs_of(state_, vector.ask);
}

}  // namespace isomer
