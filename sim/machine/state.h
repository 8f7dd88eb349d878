// SPDX-License-Identifier: Apache-2.0
//
// The architectural state of one machine: its local memories and device memory. MACHINE.md
// section 1. For machines with 8-bit operands and 32-bit accumulators.

#ifndef SIM_MACHINE_STATE_H_
#define SIM_MACHINE_STATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/program/program.h"

namespace isomer {

struct State {
  explicit State(const Machine& configuration);

  // Gives device memory the layout and the initial content of a program; local memories stay.
  void load(const Program& program);

  // The word numbers that the addresses wrap to, and the index of a word's first value.
  std::size_t activation_word(std::int64_t address) const { return wrap(address, activation_mask); }
  std::size_t weight_word(std::int64_t address) const { return wrap(address, weight_mask); }
  std::size_t parameter_word(std::int64_t address) const { return wrap(address, parameter_mask); }
  // Entry base + index; the bank is the base's, index wraps inside it.
  std::size_t accumulator_word(std::int64_t base, std::int64_t index) const {
    const auto entries = static_cast<std::size_t>(machine.accumulator_entries);
    const auto address = static_cast<std::size_t>(base);
    return (address & entries) | (static_cast<std::size_t>(base + index) & (entries - 1));
  }

  // The bytes of one local word, as ObservableDevice::peek gives them.
  std::span<const std::byte> word(Space space, std::uint64_t number) const;

  // The declared bytes of a segment.
  std::span<std::byte> segment(int index);
  std::span<const std::byte> segment(int index) const;

  Machine machine;
  std::vector<std::uint8_t> activations;   // [word][element], R elements
  std::vector<std::int8_t> weights;        // [word][column], C columns
  std::vector<std::int16_t> parameters;    // [word][column]
  std::vector<std::int32_t> accumulators;  // [bank and entry][column]

  std::vector<std::byte> device;                 // device memory
  std::array<std::uint64_t, kSegments> bases{};  // SEGMENT registers
  std::vector<std::uint64_t> segment_bytes;      // declared sizes

 private:
  static std::size_t wrap(std::int64_t address, std::int64_t mask) {
    return static_cast<std::size_t>(address & mask);
  }
  std::int64_t activation_mask, weight_mask, parameter_mask;
};

}  // namespace isomer

#endif  // SIM_MACHINE_STATE_H_
