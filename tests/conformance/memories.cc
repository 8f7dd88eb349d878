// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/memories.h"

#include <stdexcept>

namespace dut {
namespace {

constexpr Int kLineBytes = 16;

// Of an accumulator in FORMAT.md.
Int accumulator_bytes(const Config& config) { return config.accumulator_bits == 32 ? 4 : 8; }

}  // namespace

Int LocalMemory::integer(Int address, Int index, Int bits) {
  std::uint64_t value = 0;
  for (Int i = 0; i < bits / 8; ++i)
    value |= static_cast<std::uint64_t>(byte(address, index * bits / 8 + i)) << (8 * i);
  return static_cast<Int>(value);
}

void LocalMemory::set_integer(Int address, Int index, Int bits, Int value) {
  for (Int i = 0; i < bits / 8; ++i)
    byte(address, index * bits / 8 + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

void Banks::lock(Int base, Int last) {
  Int bank = base / bank_words_ % banks_;
  mask_ |= std::uint64_t{1} << bank;
  while (bank != last % banks_) {
    bank = (bank + 1) % banks_;
    mask_ |= std::uint64_t{1} << bank;
  }
}

Machine::Machine(const Config& c)
    : config(c),
      activations(c.banks * c.bank_words, c.rows * c.operand_bits / 8),
      weights(c.weight_words, c.columns * c.operand_bits / 8),
      parameters(c.parameter_words, c.columns * 2),
      accumulators(2 * c.entries, c.columns * accumulator_bytes(c)),
      device(c.address_bits) {}

Int Machine::activation(const Banks& banks, Int address, Int element, bool is_signed) {
  const Int word = activations.wrapped(address);
  if (!banks.holds(word)) return 0;
  const Int bits = activations.integer(word, element, config.operand_bits);
  return is_signed ? wrap(bits, config.operand_bits) : bits;
}

void Machine::set_activation(const Banks& banks, Int address, Int element, Int value) {
  const Int word = activations.wrapped(address);
  if (banks.holds(word)) activations.set_integer(word, element, config.operand_bits, value);
}

Int Machine::entry(Int base, Int index) const {
  const Int bank = base / config.entries % 2;
  return bank * config.entries + (base + index) % config.entries;
}

Int Machine::accumulator(Int base, Int index, Int column) {
  const Int bits = 8 * accumulator_bytes(config);
  return wrap(accumulators.integer(entry(base, index), column, bits), config.accumulator_bits);
}

void Machine::set_accumulator(Int base, Int index, Int column, Int value) {
  accumulators.set_integer(entry(base, index), column, 8 * accumulator_bytes(config),
                           wrap(value, config.accumulator_bits));
}

LocalMemory* Machine::local(const std::string& space) {
  if (space == "activations") return &activations;
  if (space == "weights") return &weights;
  if (space == "parameters") return &parameters;
  if (space == "accumulators") return &accumulators;
  if (space == "device") return nullptr;
  throw std::runtime_error("there is no memory " + space);
}

Int Machine::word_bytes(const std::string& space) {
  const LocalMemory* memory = local(space);
  return memory == nullptr ? kLineBytes : memory->word_bytes();
}

std::uint8_t& Machine::byte(const std::string& space, Int word, Int index) {
  LocalMemory* memory = local(space);
  return memory == nullptr ? device.byte(word * kLineBytes + index) : memory->byte(word, index);
}

void Machine::write(const Run& run) {
  const auto size = static_cast<std::size_t>(word_bytes(run.space));
  for (std::size_t i = 0; i < run.bytes.size(); ++i)
    byte(run.space, static_cast<Int>(run.first + i / size), static_cast<Int>(i % size)) =
        run.bytes[i];
}

Run Machine::read(const Ask& ask) {
  Run run{ask.space, ask.first, {}};
  for (std::uint64_t word = 0; word < ask.count; ++word)
    for (Int i = 0; i < word_bytes(ask.space); ++i)
      run.bytes.push_back(byte(ask.space, static_cast<Int>(ask.first + word), i));
  return run;
}

}  // namespace dut
