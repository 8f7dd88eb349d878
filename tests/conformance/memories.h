// SPDX-License-Identifier: Apache-2.0
//
// The memories of isa/MACHINE.md, section 1.

#ifndef TESTS_CONFORMANCE_MEMORIES_H_
#define TESTS_CONFORMANCE_MEMORIES_H_

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>

#include "tests/conformance/arithmetic.h"
#include "tests/conformance/config.h"
#include "tests/conformance/vector_text.h"

namespace dut {

// Words of some bytes; addresses wrap.
class LocalMemory {
 public:
  LocalMemory(Int words, Int word_bytes)
      : words_(words),
        word_bytes_(word_bytes),
        bytes_(static_cast<std::size_t>(words * word_bytes)) {}

  Int words() const { return words_; }
  Int word_bytes() const { return word_bytes_; }
  Int wrapped(Int address) const { return address & (words_ - 1); }  // words: a power of two
  std::uint8_t& byte(Int address, Int index) {
    return bytes_[static_cast<std::size_t>(wrapped(address) * word_bytes_ + index)];
  }
  // Little-endian integer number `index` of `bits` bits in the word, as a natural number.
  Int integer(Int address, Int index, Int bits);
  void set_integer(Int address, Int index, Int bits, Int value);

 private:
  Int words_, word_bytes_;
  Bytes bytes_;
};

// Device memory, byte by byte where somebody wrote.
class DeviceMemory {
 public:
  explicit DeviceMemory(Int address_bits) : address_bits_(address_bits) {}
  std::uint8_t& byte(Int address) {
    const Int at = low_bits(address, address_bits_);
    return lines_[at / 16][static_cast<std::size_t>(at % 16)];
  }

 private:
  Int address_bits_;
  std::unordered_map<Int, std::array<std::uint8_t, 16>> lines_;
};

// The banks that an instruction has locked.
class Banks {
 public:
  explicit Banks(const Config& config) : banks_(config.banks), bank_words_(config.bank_words) {}
  // From the bank of the base address upward to bank `last`.
  void lock(Int base, Int last);
  // `word` is wrapped.
  bool holds(Int word) const {
    return faults.ignores_locks || (mask_ >> (word / bank_words_) & 1) != 0;
  }

 private:
  Int banks_, bank_words_;
  std::uint64_t mask_ = 0;
};

struct Machine {
  explicit Machine(const Config& config);

  // Element `element` of activation word `address`, zero outside the banks.
  Int activation(const Banks& banks, Int address, Int element, bool is_signed);
  // Its low operand_bits; nothing outside the banks.
  void set_activation(const Banks& banks, Int address, Int element, Int value);

  Int parameter(Int address, Int column) {
    return wrap(parameters.integer(address, column, 16), 16);
  }
  // `index` counts from `base` and wraps inside base's bank.
  Int accumulator(Int base, Int index, Int column);
  void set_accumulator(Int base, Int index, Int column, Int value);

  // The bytes of one word of a space by its name, as FORMAT.md orders them.
  void write(const Run& run);
  Run read(const Ask& ask);

  Config config;
  LocalMemory activations, weights, parameters, accumulators;
  DeviceMemory device;
  std::array<Int, 8> bases{};  // the SEGMENT registers
  Int saturations = 0;         // of the last instruction
  Int high_water = 0;

 private:
  Int entry(Int base, Int index) const;
  LocalMemory* local(const std::string& space);  // null: device memory
  std::uint8_t& byte(const std::string& space, Int word, Int index);
  Int word_bytes(const std::string& space);
};

}  // namespace dut

#endif  // TESTS_CONFORMANCE_MEMORIES_H_
