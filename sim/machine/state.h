// SPDX-License-Identifier: Apache-2.0
//
// The architectural state of one machine: its local memories and device memory. MACHINE.md
// section 1.

#ifndef SIM_MACHINE_STATE_H_
#define SIM_MACHINE_STATE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "isa/arithmetic/accumulate.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/footprint.h"
#include "isa/program/program.h"

namespace isomer {

// What the instructions of the post queue leave in counters 5 and 6 of MACHINE.md section 6.
struct PostCounts {
  std::uint64_t saturations = 0;
  std::uint64_t high_water = 0;

  PostCounts& operator+=(const PostCounts& other) {
    saturations += other.saturations;
    high_water |= other.high_water;
    return *this;
  }
  friend bool operator==(const PostCounts&, const PostCounts&) = default;
};

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

  // Element `element` of activation word `word`, both wrapped by the caller.
  std::int64_t activation(std::size_t word, std::size_t element, bool is_signed) const {
    const std::size_t at = word * rows() + element;
    if (machine.operand_bits == 8)
      return is_signed ? std::int64_t{static_cast<std::int8_t>(activations[at])}
                       : std::int64_t{activations[at]};
    const unsigned bits = activations[2 * at] | static_cast<unsigned>(activations[2 * at + 1]) << 8;
    return is_signed ? std::int64_t{static_cast<std::int16_t>(bits)} : std::int64_t{bits};
  }
  // Keeps the low operand_bits of the value.
  void set_activation(std::size_t word, std::size_t element, std::int64_t value) {
    const std::size_t at = word * rows() + element;
    if (machine.operand_bits == 8) {
      activations[at] = static_cast<std::uint8_t>(value);
    } else {
      activations[2 * at] = static_cast<std::uint8_t>(value);
      activations[2 * at + 1] = static_cast<std::uint8_t>(value >> 8);
    }
  }

  // Column `column` of accumulator `word`; written modulo 2^A.
  std::int64_t accumulator(std::size_t word, std::size_t column) const {
    const std::size_t at = word * columns() + column;
    return machine.accumulator_bits == 32 ? std::int64_t{accumulators[at]} : wide_accumulators[at];
  }
  void set_accumulator(std::size_t word, std::size_t column, std::int64_t value) {
    const std::size_t at = word * columns() + column;
    if (machine.accumulator_bits == 32) {
      accumulators[at] = static_cast<std::int32_t>(value);
    } else {
      wide_accumulators[at] = isomer::wrap(value, machine.accumulator_bits);
    }
  }

  // Value `column` of the parameter word at that address, wrapped here.
  std::int64_t parameter(std::int64_t address, std::size_t column) const {
    return parameters[parameter_word(address) * columns() + column];
  }

  std::size_t rows() const { return static_cast<std::size_t>(machine.rows); }
  std::size_t columns() const { return static_cast<std::size_t>(machine.columns); }

  // The bytes of one local word, as ObservableDevice::peek gives them.
  std::span<const std::byte> word(Space space, std::uint64_t number) const;

  // The declared bytes of a segment.
  std::span<std::byte> segment(int index);
  std::span<const std::byte> segment(int index) const;

  Machine machine;
  std::vector<std::uint8_t> activations;        // [word][element], O/8 bytes each, little-endian
  std::vector<std::uint8_t> weights;            // [word], C * O/8 bytes of codes each
  std::vector<std::int16_t> parameters;         // [word][column]
  std::vector<std::int32_t> accumulators;       // [bank and entry][column], A = 32; else empty
  std::vector<std::int64_t> wide_accumulators;  // the same for A = 48

  // Grows with every instruction of the post queue that is executed; a device clears it.
  PostCounts counts;

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
