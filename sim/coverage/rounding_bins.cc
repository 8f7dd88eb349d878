// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/rounding_bins.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "isa/arithmetic/rnt.h"
#include "isa/hardware/features.h"
#include "sim/coverage/axes.h"

namespace isomer::coverage {
namespace {

constexpr std::size_t kShiftClasses = 20;
constexpr std::size_t kFirstSingle = 2;   // the class of shift -9
constexpr std::size_t kBeforeWidth = 14;  // 3 to A - 2

constexpr std::size_t kCases = 2 * 5 * 4;
std::size_t number(const RoundingCase& is) {
  return (static_cast<std::size_t>(is.is_negative) * 5 + static_cast<std::size_t>(is.remainder)) *
             4 +
         static_cast<std::size_t>(is.clamping);
}

// Shifts that stand for a class: all of a short one, ends and middle of a long one.
std::vector<int> shifts_of(std::size_t shift_class, int a) {
  if (shift_class == 0) return {-64};
  if (shift_class == 1) return {-63, -32, -10};
  if (shift_class < kBeforeWidth) return {static_cast<int>(shift_class) - 11};
  if (shift_class == kBeforeWidth) return {3, 4, a / 2, a - 2};
  if (shift_class == kShiftClasses - 1) return {63};
  if (shift_class == kShiftClasses - 2) return {a + 2, 60, 62};
  return {a - 1 + static_cast<int>(shift_class - kBeforeWidth - 1)};
}

struct Bounds {
  std::int64_t lo, hi;
};

// Every kind of bounds around the integer `near`.
void add_bounds(const RoundingPlace& place, std::int64_t near, std::vector<Bounds>& bounds) {
  for (int bits = 1; bits <= place.widest; ++bits) {
    if (bits > 3 && bits < place.widest - 1) continue;  // as their neighbours
    const std::int64_t size = std::int64_t{1} << bits;
    bounds.push_back({-size / 2, size / 2 - 1});
    if (place.has_unsigned) bounds.push_back({0, size - 1});
  }
  if (!place.has_bounds) return;
  constexpr std::int64_t kLeast = -65536, kGreatest = 65535;
  bounds.push_back({kLeast, kGreatest});
  near = clamp(near, kLeast - 3, kGreatest + 3);
  for (std::int64_t bound = near - 2; bound <= near + 2; ++bound)
    if (kLeast <= bound && bound <= kGreatest) bounds.push_back({bound, bound});
}

// Integers whose value * 2^-shift lies around small integers and around every bound, with each kind
// of fraction, and the ends of the place's range.
std::vector<std::int64_t> candidates(const RoundingPlace& place, int shift) {
  std::vector<std::int64_t> quotients = {-3, -2, -1, 0, 1, 2, 3, -65537, -65536, 65535, 65536};
  for (const int bits : {1, 2, 3, place.widest - 1, place.widest}) {
    if (bits < 1) continue;
    for (const std::int64_t limit : {std::int64_t{1} << (bits - 1), std::int64_t{1} << bits})
      for (std::int64_t near = -2; near <= 1; ++near) {
        quotients.push_back(limit + near);
        quotients.push_back(-limit + near);
      }
  }
  std::vector<std::int64_t> fractions = {0};
  if (shift > 0) {
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    fractions = {0, 1, half - 1, half, half + 1, 2 * (half - 1) + 1};
  }
  std::vector<std::int64_t> values = {place.least, place.least + 1, place.greatest - 1,
                                      place.greatest};
  for (const std::int64_t quotient : quotients) {
    if (shift <= 0) {
      values.push_back(quotient);
      values.push_back(round_shift(quotient, -shift, Rounding::floor));
      continue;
    }
    if (shift_left_saturating(quotient, shift) >> shift != quotient) continue;
    for (const std::int64_t fraction : fractions)
      values.push_back(shift_left_saturating(quotient, shift) + fraction);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::erase_if(values, [&](std::int64_t v) { return v < place.least || v > place.greatest; });
  return values;
}

// Which cases have a witness at one of the shifts, and which mode, sign and remainder.
struct Reach {
  std::array<bool, kCases> cases{};
  std::array<std::array<bool, kCases>, 4> modes{};  // by number() with Clamping::none
};

void search(const RoundingPlace& place, int shift, std::uint32_t modes, Reach& reach) {
  std::vector<Bounds> bounds;
  for (const std::int64_t value : candidates(place, shift)) {
    bounds.clear();
    add_bounds(place, round_shift(value, shift, Rounding::floor), bounds);
    for (std::size_t mode = 0; mode < kRoundings.size(); ++mode) {
      if (((modes >> mode) & 1) == 0) continue;
      for (const auto& [lo, hi] : bounds) {
        RoundingCase is = classify_rounding(value, shift, lo, hi, kRoundings[mode]);
        reach.cases[number(is)] = true;
        is.clamping = Clamping::none;
        reach.modes[mode][number(is)] = true;
      }
    }
  }
}

// The sentence for a case that has no witness.
std::string explain(const RoundingPlace& place, int shift, const RoundingCase& is) {
  const bool is_exact = is.remainder == Remainder::exact;
  if (shift <= 0 && !is_exact) return "a shift to the left, or by 0, drops no bits";
  if (is_exact && is.clamping == Clamping::rounded) return "an exact value is not rounded";
  if (shift == 1 &&
      (is.remainder == Remainder::below_half || is.remainder == Remainder::above_half))
    return "the one bit that is dropped is worth one half";
  if (!place.has_bounds && is.is_negative && is.clamping == Clamping::high)
    return "a negative value is below every width's greatest";
  if (!place.has_bounds && !place.has_unsigned && !is.is_negative && is.clamping == Clamping::low)
    return "a value that is not negative is above every signed width's least";
  if (is.clamping == Clamping::rounded)
    return fmt::format("no rounding of this machine takes such a value of {}..{} away from zero",
                       place.least, place.greatest);
  return fmt::format("no value of {}..{} with bounds of this stage does that at such a shift",
                     place.least, place.greatest);
}

}  // namespace

CoverageAxis shift_axis(int accumulator_bits) {
  const int a = accumulator_bits;
  CoverageAxis axis{.name = "shift", .values = {"-64", "-63..-10"}};
  for (int shift = -9; shift <= 2; ++shift) axis.values.push_back(std::to_string(shift));
  axis.values.push_back(fmt::format("3..{}", a - 2));
  for (int shift = a - 1; shift <= a + 1; ++shift) axis.values.push_back(std::to_string(shift));
  axis.values.push_back(fmt::format("{}..62", a + 2));
  axis.values.emplace_back("63");
  return axis;
}

std::size_t shift_class(int shift, int accumulator_bits) {
  const int a = accumulator_bits;
  if (shift < -9) return shift == -64 ? 0 : 1;
  if (shift <= 2) return kFirstSingle + static_cast<std::size_t>(shift + 9);
  if (shift <= a - 2) return kBeforeWidth;
  if (shift == 63) return kShiftClasses - 1;
  return kBeforeWidth + 1 + static_cast<std::size_t>(std::min(shift - (a - 1), 3));
}

CoverageAxis remainder_axis() {
  return {"remainder", {"exact", "below half", "tie to even", "tie to odd", "above half"}};
}

RoundingCase classify_rounding(std::int64_t value, int shift, std::int64_t lo, std::int64_t hi,
                               Rounding mode) {
  RoundingCase is{.is_negative = value < 0};
  std::int64_t truncated = round_shift(value, shift, Rounding::floor);
  if (shift > 0) {
    const std::int64_t half = std::int64_t{1} << (shift - 1);
    const std::int64_t fraction = value & (2 * (half - 1) + 1);
    if (fraction != 0) {
      is.remainder = fraction < half        ? Remainder::below_half
                     : fraction > half      ? Remainder::above_half
                     : (truncated & 1) != 0 ? Remainder::tie_to_odd
                                            : Remainder::tie_to_even;
      if (value < 0) ++truncated;
    }
  }
  const std::int64_t rounded = round_shift(value, shift, mode);
  if (rounded == clamp(rounded, lo, hi)) return is;
  if (truncated == clamp(truncated, lo, hi)) {
    is.clamping = Clamping::rounded;
  } else {
    is.clamping = rounded > hi ? Clamping::high : Clamping::low;
  }
  return is;
}

RoundingBins::RoundingBins(CoveragePlan& plan, const Machine& machine, const RoundingPlace& place)
    : accumulator_bits_(machine.accumulator_bits) {
  const std::uint32_t modes = available(machine, Feature::rounding);
  std::vector<Reach> reach(kShiftClasses);
  Reach any;
  for (std::size_t at = 0; at < kShiftClasses && place.absent.empty(); ++at) {
    for (const int shift : shifts_of(at, accumulator_bits_)) search(place, shift, modes, reach[at]);
    for (std::size_t mode = 0; mode < any.modes.size(); ++mode)
      for (std::size_t i = 0; i < kCases; ++i)
        any.modes[mode][i] = any.modes[mode][i] || reach[at].modes[mode][i];
  }
  const auto case_at = [](std::size_t negative, std::size_t rest, std::size_t clamping) {
    return RoundingCase{.is_negative = negative != 0,
                        .remainder = static_cast<Remainder>(rest),
                        .clamping = static_cast<Clamping>(clamping)};
  };
  cases_ = plan.add(place.name + " rounding",
                    "what RNT meets: the shift, the value and what the clamp does",
                    {shift_axis(accumulator_bits_),
                     sign_axis(),
                     remainder_axis(),
                     {"clamp", {"none", "high", "low", "by rounding"}}},
                    [&](const std::vector<std::size_t>& at) {
                      const RoundingCase is = case_at(at[1], at[2], at[3]);
                      if (!place.absent.empty()) return place.absent;
                      if (reach[at[0]].cases[number(is)]) return std::string();
                      return explain(place, shifts_of(at[0], accumulator_bits_).front(), is);
                    });
  modes_ = plan.add(place.name + " mode", "the rounding mode, and the fraction that it decides on",
                    {rounding_axis(), sign_axis(), remainder_axis()},
                    [&](const std::vector<std::size_t>& at) -> std::string {
                      if (!place.absent.empty()) return place.absent;
                      if (const auto reason = no_rounding(machine, at[0]); !reason.empty())
                        return reason;
                      if (any.modes[at[0]][number(case_at(at[1], at[2], 0))]) return "";
                      return "no value of this stage has such a fraction";
                    });
}

}  // namespace isomer::coverage
