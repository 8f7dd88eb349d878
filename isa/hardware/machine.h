// SPDX-License-Identifier: Apache-2.0
//
// A machine's configuration: one TOML file configures model, compiler, trainer and RTL.

#ifndef ISA_HARDWARE_MACHINE_H_
#define ISA_HARDWARE_MACHINE_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace isomer {

// All memory sizes are powers of two; addresses wrap modulo the memory.
struct Machine {
  std::string name;

  // [array]
  int rows = 16;              // R: input channels met per cycle; 2..64, a power of two
  int columns = 16;           // C: output channels; 2..64, a power of two
  int operand_bits = 8;       // an activation, and the widest stored weight: 8 or 16
  int accumulator_bits = 32;  // A: 32 or 48; 16-bit operands need 48
  int multipliers = 1;        // 0: shifters instead, which know the `pot` decoder only

  // [activations] words of R elements, contiguous banks, one read and one write port each
  int activation_banks = 16;         // 1..64
  int activation_bank_words = 1024;  // 4..65536; banks * words <= 65536

  // [weights] words, [accumulators] entries, [parameters] words
  int weight_words = 4096;        // words of C elements; LOAD writes, MAC reads; 4..65536
  int accumulator_entries = 512;  // per bank (two banks), each C lanes of A bits; 2..2048
  int parameter_words = 512;      // words of C 16-bit values; 4..4096

  // [queues] depth, [post] lanes
  int queue_depth = 8;    // per queue, architectural; 2..64, a power of two
  int post_lanes = 16;    // lanes POST handles per cycle, a power of two <= min(R, C)
  int serial_queues = 0;  // 1: instructions reach their units beat by beat, products bit by bit

  // [bus] of device memory
  int bus_bits = 128;     // of a beat: 16..128, a power of two
  int address_bits = 40;  // of a byte: 20 or 40
  int bus_bursts = 8;     // under way at most: 2, 4 or 8
  int one_transfer = 0;   // 1: LOAD and STORE take turns

  // [features] 1: the machine has it; instructions that need what it lacks trap (absent_feature)
  int has_affine = 1;     // the affine stage of post
  int has_add = 1;        // the residual stage of post; add, multiply and rescale
  int has_average = 1;    // avg_pool
  int has_lookup = 1;     // lookup
  int has_decoders = 1;   // weights of fewer bits than an operand; odd, table, pot, offsets of int
  int has_depthwise = 1;  // the diagonal mapping; the window mapping where 16 <= R and C <= R
  int has_roundings = 1;  // all four rounding modes instead of half_up alone
  int has_counters = 1;   // the counter registers, which read zero otherwise

  int element_bytes() const { return operand_bits / 8; }
  int activation_words() const { return activation_banks * activation_bank_words; }
  int activation_word_bytes() const { return rows * element_bytes(); }
  int weight_word_bytes() const { return columns * element_bytes(); }
  int parameter_word_bytes() const { return columns * 2; }
  // Of a weight in the array, signed.
  int decoded_bits() const { return operand_bits + 2 * has_decoders; }
  int bus_bytes() const { return bus_bits / 8; }
  int raw_elements() const { return accumulator_bits / operand_bits; }  // of a raw accumulator

  friend bool operator==(const Machine&, const Machine&) = default;
};

// Every field must be present and in range, unknown keys are refused; Error names file, key, range.
Machine parse_machine(std::string_view toml, std::string_view file);
Machine load_machine(const std::filesystem::path& path);

// A stock machine by name ("tiny", "base", "wide", "nano": embedded at build time from
// isa/hardware/machines), or, when `name_or_path` ends in .toml, a file.
Machine find_machine(const std::string& name_or_path);
std::vector<std::string> stock_machines();

// XXH3-64 of the canonical text: all fields but the name, in declaration order; without those of
// fields.h that have the value of the machines from before they were there.
std::uint64_t hash(const Machine& machine);

// The SystemVerilog package `isomer_config_pkg` of this machine; committed under
// rtl/generated/<name>/ and compared by a test.
std::string config_package(const Machine& machine);

}  // namespace isomer

#endif  // ISA_HARDWARE_MACHINE_H_
