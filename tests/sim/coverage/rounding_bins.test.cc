// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/rounding_bins.h"

#include <catch2/catch.hpp>
#include <set>

#include "isa/arithmetic/rnt.h"

namespace isomer::coverage {
namespace {

RoundingCase classify(std::int64_t value, int shift, Rounding mode = Rounding::half_up) {
  return classify_rounding(value, shift, -128, 127, mode);
}

TEST_CASE("Fractions are those of the value against its floor", "[coverage]") {
  CHECK(classify(8, 2).remainder == Remainder::exact);
  CHECK(classify(9, 2).remainder == Remainder::below_half);
  CHECK(classify(10, 2).remainder == Remainder::tie_to_even);  // 2.5
  CHECK(classify(14, 2).remainder == Remainder::tie_to_odd);   // 3.5
  CHECK(classify(11, 2).remainder == Remainder::above_half);
  CHECK(classify(-10, 2).remainder == Remainder::tie_to_odd);  // -2.5 between -3 and -2
  CHECK(classify(-9, 2).remainder == Remainder::above_half);   // -2.25 is -3 + 0.75
  CHECK(classify(5, -3).remainder == Remainder::exact);
  CHECK(classify(-1, 63).remainder == Remainder::above_half);
  CHECK(classify(-1, 63).is_negative);
}

TEST_CASE("A clamp that only rounding makes necessary has a bin of its own", "[coverage]") {
  CHECK(classify(254, 1).clamping == Clamping::none);
  CHECK(classify(255, 1).clamping == Clamping::rounded);  // 127.5
  CHECK(classify(256, 1).clamping == Clamping::high);
  CHECK(classify(255, 1, Rounding::floor).clamping == Clamping::none);
  CHECK(classify(-257, 1, Rounding::floor).clamping == Clamping::rounded);  // -128.5
  CHECK(classify(-257, 1, Rounding::half_away).clamping == Clamping::rounded);
  CHECK(classify(-257, 1).clamping == Clamping::none);
  CHECK(classify(-260, 1).clamping == Clamping::low);
  CHECK(classify(1, -64).clamping == Clamping::high);
  CHECK(classify_rounding(-3, 1, 0, 255, Rounding::half_up).clamping == Clamping::low);
}

TEST_CASE("Every shift has one class", "[coverage]") {
  for (const int a : {32, 48}) {
    const CoverageAxis axis = shift_axis(a);
    std::set<std::size_t> seen;
    for (int shift = -64; shift <= 63; ++shift) {
      const std::size_t at = shift_class(shift, a);
      REQUIRE(at < axis.values.size());
      seen.insert(at);
    }
    CHECK(seen.size() == axis.values.size());
    for (const int shift : {-64, -9, 0, 2, a - 1, a, a + 1, 63})
      CHECK(axis.values[shift_class(shift, a)] == std::to_string(shift));
  }
}

// What the search for witnesses declares unreachable is so, for every value of a narrow place.
TEST_CASE("No value reaches a rounding bin that is declared unreachable", "[coverage]") {
  const Machine machine = find_machine("tiny");
  CoveragePlan plan;
  const RoundingPlace place{.name = "narrow", .least = -300, .greatest = 300, .widest = 7};
  const RoundingBins bins(plan, machine, place);
  CoverageCounts counts(plan.bins);
  for (int shift = -64; shift <= 63; ++shift)
    for (std::int64_t value = place.least; value <= place.greatest; ++value)
      for (int bits = 1; bits <= place.widest; ++bits) {
        const std::int64_t limit = std::int64_t{1} << (bits - 1);
        for (const Rounding mode : kRoundings)
          bins.count(counts, value, shift, -limit, limit - 1, mode);
      }
  int contradictions = 0;
  int holes = 0;
  for (const CoverageGroup& group : plan.groups)
    for (std::size_t i = 0; i < group.bins(); ++i) {
      const bool is_hit = counts[group.first + i] != 0;
      if (is_hit != group.unreachable[i].empty()) {
        UNSCOPED_INFO(group.name << ": " << group.bin_name(i) << ": " << group.unreachable[i]);
        ++(is_hit ? contradictions : holes);
      }
    }
  CHECK(contradictions == 0);
  CHECK(holes == 0);
}

}  // namespace
}  // namespace isomer::coverage
