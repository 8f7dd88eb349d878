// SPDX-License-Identifier: Apache-2.0
//
// One 256-bit instruction word: four 64-bit parts, least significant first, little-endian in
// memory.

#ifndef ISA_INSTRUCTIONS_WORD_H_
#define ISA_INSTRUCTIONS_WORD_H_

#include <array>
#include <cstdint>

namespace isomer {

inline constexpr int kWordBits = 256;
inline constexpr int kWordBytes = kWordBits / 8;

struct Word {
  std::array<std::uint64_t, 4> parts{};

  // Bits [lsb, lsb + bits), bits <= 32, as an unsigned number.
  constexpr std::uint32_t get(int lsb, int bits) const {
    std::uint64_t value = parts[static_cast<std::size_t>(lsb / 64)] >> (lsb % 64);
    if (lsb % 64 + bits > 64)
      value |= parts[static_cast<std::size_t>(lsb / 64 + 1)] << (64 - lsb % 64);
    return static_cast<std::uint32_t>(value & ((std::uint64_t{1} << bits) - 1));
  }

  // The low `bits` bits of `value` into [lsb, lsb + bits).
  constexpr void set(int lsb, int bits, std::uint32_t value) {
    const std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
    const std::uint64_t field = value & mask;
    auto& low = parts[static_cast<std::size_t>(lsb / 64)];
    low = (low & ~(mask << (lsb % 64))) | (field << (lsb % 64));
    if (lsb % 64 + bits > 64) {
      auto& high = parts[static_cast<std::size_t>(lsb / 64 + 1)];
      const int done = 64 - lsb % 64;
      high = (high & ~(mask >> done)) | (field >> done);
    }
  }

  friend bool operator==(const Word&, const Word&) = default;
};

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_WORD_H_
