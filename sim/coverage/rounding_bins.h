// SPDX-License-Identifier: Apache-2.0
//
// Bins of one place that rounds: RNT(value, shift, lo, hi) in ARITHMETIC.md (F3), (F4).

#ifndef SIM_COVERAGE_ROUNDING_BINS_H_
#define SIM_COVERAGE_ROUNDING_BINS_H_

#include <cstdint>
#include <string>

#include "isa/arithmetic/rounding.h"
#include "isa/hardware/machine.h"
#include "sim/coverage/plan.h"

namespace isomer::coverage {

// Of value * 2^-shift, against its floor.
enum class Remainder : std::uint8_t { exact, below_half, tie_to_even, tie_to_odd, above_half };

// What the clamp does with the rounded value. rounded: the value without its fraction was in range.
enum class Clamping : std::uint8_t { none, high, low, rounded };

// What one RNT meets.
struct RoundingCase {
  bool is_negative = false;
  Remainder remainder = Remainder::exact;
  Clamping clamping = Clamping::none;
};
RoundingCase classify_rounding(std::int64_t value, int shift, std::int64_t lo, std::int64_t hi,
                               Rounding mode);

// Classes of shifts: -64, -63 to -10, each of -9 to 2, 3 to A - 2, A - 1, A, A + 1, A + 2 to
// 62, 63.
CoverageAxis shift_axis(int accumulator_bits);
std::size_t shift_class(int shift, int accumulator_bits);

// Names of Remainder.
CoverageAxis remainder_axis();
// Where a machine rounds: the integers that come in, and the bounds that may go with them.
struct RoundingPlace {
  std::string name;        // "post s1"
  std::int64_t least = 0;  // values
  std::int64_t greatest = 0;
  int widest = 0;             // bounds of 1 to `widest` bits, two's complement
  bool has_unsigned = false;  // and the same widths unsigned
  bool has_bounds = false;    // or any lo and hi of 17 bits
  std::string absent = {};    // why the machine does not have the place; empty when it does
};

class RoundingBins {
 public:
  // Declares the groups. Bins that no value and bounds of the place reach are declared unreachable.
  RoundingBins(CoveragePlan& plan, const Machine& machine, const RoundingPlace& place);

  // Counts one RNT, and returns its case.
  RoundingCase count(CoverageCounts& counts, std::int64_t value, int shift, std::int64_t lo,
                     std::int64_t hi, Rounding mode) const {
    const RoundingCase is = classify_rounding(value, shift, lo, hi, mode);
    ++counts[cases_(shift_class(shift, accumulator_bits_), is.is_negative, is.remainder,
                    is.clamping)];
    ++counts[modes_(mode, is.is_negative, is.remainder)];
    return is;
  }

 private:
  int accumulator_bits_;
  CoverageIndex cases_;  // shift, sign, remainder, clamping
  CoverageIndex modes_;  // mode, sign, remainder
};

}  // namespace isomer::coverage

#endif  // SIM_COVERAGE_ROUNDING_BINS_H_
