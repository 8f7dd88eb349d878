// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/program_cache.h"

#include <cstring>

#include "isa/instructions/busy_cycles.h"
#include "sim/machine/traffic.h"

namespace isomer::cycle {
namespace {

FetchedWord examine(const Machine& machine, const Word& word) {
  FetchedWord result{.word = word, .decoded = {}, .locks = {}};
  Decoded& decoded = result.decoded;
  decoded.trap = check(word, machine);
  if (decoded.trap != Trap::none) return result;
  decoded.instruction = decode(word);
  decoded.queue = queue_of(decoded.instruction);
  const Operands& operands = decoded.instruction.operands;
  decoded.is_halt = std::holds_alternative<Halt>(operands);
  result.locks = locks_of(machine, operands);
  result.busy = static_cast<Cycle>(busy_cycles(machine, operands).value_or(0));
  result.array_cycles = traffic_of(machine, operands).array_cycles;
  return result;
}

}  // namespace

const FetchedWord& ProgramCache::fetch(std::uint32_t pc, std::span<const std::byte> bytes) {
  Word word;
  std::memcpy(word.parts.data(), bytes.data(), kWordBytes);
  const bool is_new = pc >= words_.size();
  if (is_new) words_.resize(std::size_t{pc} + 1);
  FetchedWord& cached = words_[pc];
  if (is_new || cached.word != word) cached = examine(machine_, word);
  return cached;
}

}  // namespace isomer::cycle
