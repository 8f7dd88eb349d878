// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/diagnostics.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <sstream>
#include <vector>

#include "isa/arithmetic/quantize.h"
#include "isa/container/error.h"
#include "isa/random/random.h"

namespace isomer::train {
namespace {

// Sums of twelve uniform numbers: nearly normal.
std::vector<float> normal(std::size_t count) {
  Random random(12);
  std::vector<float> values(count);
  for (float& v : values) {
    v = 0;
    for (int i = 0; i < 12; ++i) v += static_cast<float>(random.integer(24)) * 0x1p-24F;
  }
  return values;
}

TEST_CASE("the chosen exponent has the least error and the largest correlation",
          "[train][quantizers][diagnostics]") {
  const std::vector<float> values = normal(20000);
  for (const int bits : {4, 6, 8}) {
    const ExponentTable table = exponent_table(values, bits, true, "conv1.weight").value();
    REQUIRE(table.candidates.size() == 7);
    const ExponentCandidate& chosen = table.candidates[3];
    CAPTURE(bits);
    CHECK(chosen.exponent == table.search);
    for (std::size_t i = 0; i < 7; ++i) {
      const ExponentCandidate& c = table.candidates[i];
      CHECK(c.exponent == table.search + 3 - static_cast<int>(i));
      CHECK(c.mse >= chosen.mse);
      if (bits > 4) CHECK(c.pcc <= chosen.pcc);  // correlation forgives clipping more than error
      CHECK(c.sqnr_db <= chosen.sqnr_db);
    }
    // The error grows away from the best exponent, and the histograms grow apart.
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(table.candidates[i].mse > table.candidates[i + 1].mse);
      CHECK(table.candidates[6 - i].mse > table.candidates[5 - i].mse);
      if (bits == 4) continue;  // fewer levels than bins: the histograms say little
      CHECK(table.candidates[i].jss < table.candidates[i + 1].jss);
      CHECK(table.candidates[6 - i].jss < table.candidates[5 - i].jss);
    }
    CHECK(table.ceil - table.floor == 1);
    CHECK((table.search == table.ceil || table.search == table.floor));
  }
}

TEST_CASE("the figures of a tensor done by hand", "[train][quantizers][diagnostics]") {
  // 2 bits: -2 .. 1. Only 2^0 has no error.
  const std::vector<float> values = {-2.0F, -1.0F, 0.0F, 1.0F};
  const ExponentTable table = exponent_table(values, 2, true, "t", 4).value();
  CHECK(table.count == 4);
  CHECK(table.search == 0);
  CHECK(table.ceil == 1);
  CHECK(table.floor == 1);
  const ExponentCandidate& exact = table.candidates[3];
  CHECK(exact.mse == 0);
  CHECK(exact.sqnr_db == std::numeric_limits<double>::infinity());
  CHECK(exact.pcc == Approx(1));
  CHECK(exact.jss == Approx(1));
  const ExponentCandidate& coarser = table.candidates[2];  // -2 0 0 2 (ties go up)
  CHECK(coarser.exponent == 1);
  CHECK(coarser.mse == 0.5);
  CHECK(coarser.sqnr_db == Approx(10 * std::log10(3.0)));
  const ExponentCandidate& finer = table.candidates[4];  // -1 -1 0 0.5
  CHECK(finer.mse == Approx((1 + 0.25) / 4));

  CHECK(table.min == -2);
  CHECK(table.width == 1);  // -2 .. 2, as far as the coarser one reaches
  CHECK(table.density == std::vector<double>{0.25, 0.25, 0.25, 0.25});
  CHECK(coarser.density == std::vector<double>{0.25, 0, 0.5, 0.25});
  CHECK(finer.density == std::vector<double>{0, 0.5, 0.5, 0});
}

TEST_CASE("densities are shares of all values", "[train][quantizers][diagnostics]") {
  const std::vector<float> values = normal(3000);
  for (const bool is_signed : {true, false}) {
    const ExponentTable table = exponent_table(values, 4, is_signed, "t").value();
    const auto sum = [](const std::vector<double>& shares) {
      return std::accumulate(shares.begin(), shares.end(), 0.0);
    };
    CHECK(table.density.size() == 128);
    CHECK(sum(table.density) == Approx(1));
    for (const ExponentCandidate& c : table.candidates) {
      CHECK(sum(c.density) == Approx(1));
      const auto levels =
          std::count_if(c.density.begin(), c.density.end(), [](double share) { return share > 0; });
      CHECK(levels <= 16);
    }
  }
}

TEST_CASE("tables are written as CSV", "[train][quantizers][diagnostics]") {
  const std::vector<float> values = {-2.0F, -1.0F, 0.0F, 1.0F};
  const ExponentTable table = exponent_table(values, 2, true, "t", 2).value();
  std::ostringstream candidates;
  write_candidates(table, true, candidates);
  std::vector<std::string> lines;
  std::istringstream text(candidates.str());
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  REQUIRE(lines.size() == 8);
  CHECK(lines[0] == "tensor,bits,signed,exponent,chosen_by,mse,pcc,jss,sqnr_db");
  CHECK(lines[3].substr(0, 23) == "t,2,1,1,ceil+floor,0.5,");
  CHECK(lines[4] == "t,2,1,0,search,0,1,1,inf");
  CHECK(lines[5].substr(0, 9) == "t,2,1,-1,");

  std::ostringstream densities;
  write_densities(table, densities);
  CHECK(densities.str().substr(0, 33) == "value,original,3,2,1,0,-1,-2,-3\n-");
}

TEST_CASE("there is no table of zeros, and none of what is no number",
          "[train][quantizers][diagnostics]") {
  CHECK_FALSE(exponent_table(std::vector<float>(3), 8, true, "t"));
  CHECK_FALSE(exponent_table(std::vector<float>{-1.0F}, 8, false, "t"));
  CHECK_FALSE(exponent_table({}, 8, true, "t"));
  CHECK_THROWS_WITH(
      exponent_table(std::vector<float>{std::numeric_limits<float>::infinity()}, 8, true, "fc.w"),
      Catch::Contains("'fc.w'"));
}

}  // namespace
}  // namespace isomer::train
