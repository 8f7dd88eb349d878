// SPDX-License-Identifier: Apache-2.0
//
// Accumulators and activations as the lanes of the fast mac see them: Value is the accumulator's
// type, in which every product fits as well.

#ifndef SIM_MACHINE_SUMS_H_
#define SIM_MACHINE_SUMS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "isa/arithmetic/accumulate.h"
#include "sim/machine/state.h"

namespace isomer {

inline constexpr std::size_t kMaxRows = 64;

// `count` activations at x, widened.
template <typename Value>
[[gnu::always_inline]] inline void widen(const State& state, bool is_signed, const std::uint8_t* x,
                                         std::size_t count, Value* wide) {
  if (state.machine.operand_bits == 8) {
    for (std::size_t r = 0; r < count; ++r)
      wide[r] = is_signed ? Value{static_cast<std::int8_t>(x[r])} : Value{x[r]};
    return;
  }
  for (std::size_t r = 0; r < count; ++r) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, x + 2 * r, sizeof bits);
    wide[r] = is_signed ? Value{static_cast<std::int16_t>(bits)} : Value{bits};
  }
}

// The sums of accumulator `word`.
inline std::int32_t* sums_of(State& state, std::size_t word, std::int32_t) {
  return &state.accumulators[word * state.columns()];
}
inline std::int64_t* sums_of(State& state, std::size_t word, std::int64_t) {
  return &state.wide_accumulators[word * state.columns()];
}

// Modulo 2^A; an std::int32_t wraps by itself.
[[gnu::always_inline]] inline void wrap_sums(std::int32_t*, std::size_t) {}
[[gnu::always_inline]] inline void wrap_sums(std::int64_t* sums, std::size_t count) {
  for (std::size_t c = 0; c < count; ++c) sums[c] = wrap(sums[c], 48);
}

}  // namespace isomer

#endif  // SIM_MACHINE_SUMS_H_
