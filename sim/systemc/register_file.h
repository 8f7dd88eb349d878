// SPDX-License-Identifier: Apache-2.0
//
// The registers of MACHINE.md section 6 as the host sees them.

#ifndef SIM_SYSTEMC_REGISTER_FILE_H_
#define SIM_SYSTEMC_REGISTER_FILE_H_

#include <array>
#include <cstdint>

#include "isa/hardware/machine.h"
#include "isa/program/program.h"
#include "sim/device.h"

namespace isomer {

class RegisterFile {
 public:
  enum class Request : std::uint8_t { none, start, abort };

  static constexpr std::uint32_t kBytes = 0x400;

  explicit RegisterFile(const Machine& machine)
      : hash_(isomer::hash(machine)),
        has_counters_(machine.has_counters != 0),
        has_segments_(machine.one_transfer == 0),
        base_mask_(((std::uint64_t{1} << machine.address_bits) - 1) & ~kLineMask),
        length_mask_(static_cast<std::uint32_t>(base_mask_ >> 5)) {}

  // The register at that byte offset; its two lowest bits do not count.
  std::uint32_t read(std::uint32_t offset) const;

  // Writes the bytes of the register whose bit in `strobes` is set; what it asks the machine for.
  // While running everything but ABORT is ignored.
  Request write(std::uint32_t offset, std::uint32_t value, std::uint32_t strobes = 0xf);

  std::uint64_t program() const { return bases_[0]; }
  std::uint32_t program_length() const { return length_; }
  std::uint64_t segment(std::size_t i) const { return bases_[i + 1]; }

  // What a run has come to: status, trap and counters.
  Outcome outcome;

 private:
  static constexpr std::uint64_t kLineMask = 15;  // addresses are multiples of 16

  std::uint64_t counter(std::uint32_t number) const;

  std::uint64_t hash_;
  bool has_counters_;
  bool has_segments_;  // that can be read
  std::uint64_t base_mask_;
  std::uint32_t length_mask_;                         // instructions that the addresses reach
  std::array<std::uint64_t, 1 + kSegments> bases_{};  // PROGRAM, SEGMENT 0 to 7
  std::uint32_t length_ = 0;
};

}  // namespace isomer

#endif  // SIM_SYSTEMC_REGISTER_FILE_H_
