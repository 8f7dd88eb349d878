// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/exponent.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "isa/arithmetic/quantize.h"
#include "isa/arithmetic/similarity.h"
#include "isa/container/error.h"
#include "isa/random/random.h"

namespace isomer {
namespace {

// The n quantiles of the standard normal distribution at (i + 1/2) / n, by bisection.
std::vector<float> normal_quantiles(int n) {
  std::vector<float> values;
  for (int i = 0; i < n; ++i) {
    const double target = (i + 0.5) / n;
    double lo = -8;
    double hi = 8;
    for (int step = 0; step < 60; ++step) {
      const double middle = (lo + hi) / 2;
      (std::erfc(-middle / std::sqrt(2.0)) / 2 < target ? lo : hi) = middle;
    }
    values.push_back(static_cast<float>(hi));
  }
  return values;
}

std::optional<int> search(const std::vector<float>& values, int bits, bool is_signed) {
  return search_exponent(values, bits, is_signed, Rounding::half_up, "t");
}

TEST_CASE("F20 the no-clip exponent is the smallest that holds the maximum",
          "[arithmetic][exponent][exhaustive]") {
  for (int bits = 2; bits <= 16; ++bits) {
    for (const bool is_signed : {true, false}) {
      const auto max = static_cast<double>(Format{bits, is_signed, 0}.max());
      for (int e = -40; e <= 40; ++e) {
        for (const double shape : {1.0, 1.25, 1.9999999, max, max + 0.5, max - 0.5}) {
          for (const double toward : {0.0, 1e300}) {
            const double r = std::nextafter(std::ldexp(shape, e), toward);
            const int exponent = no_clip_exponent(r, bits, is_signed);
            CAPTURE(bits, is_signed, r, exponent);
            REQUIRE(r <= std::ldexp(max, exponent));
            REQUIRE(r > std::ldexp(max, exponent - 1));
          }
        }
      }
    }
  }
  REQUIRE(no_clip_exponent(127.0, 8, true) == 0);
  REQUIRE(no_clip_exponent(127.5, 8, true) == 1);
}

TEST_CASE("F20 trap, exponents of numbers just below a power of two",
          "[arithmetic][exponent][trap]") {
  const float below_8 = std::nextafter(8.0F, 0.0F);
  REQUIRE(std::floor(std::log2(below_8)) == 3);  // the trap itself: a logarithm says 8
  REQUIRE(std::ilogb(below_8) == 2);
  REQUIRE(no_clip_exponent(static_cast<double>(below_8), 1, false) == 3);
  REQUIRE(no_clip_exponent(8.0, 1, false) == 3);
  REQUIRE(no_clip_exponent(std::nextafter(8.0, 9.0), 1, false) == 4);
}

TEST_CASE("F21 the search finds the least squared error of all exponents",
          "[arithmetic][exponent][random]") {
  Random random(21);
  for (int round = 0; round < 300; ++round) {
    std::vector<float> values;
    const int n = random.between(1, 60);
    for (int i = 0; i < n; ++i) {
      values.push_back(static_cast<float>(random.any_size(24)) * 0x1p-20F);
    }
    for (const int bits : {2, 4, 8}) {
      for (const bool is_signed : {true, false}) {
        const std::optional<int> chosen = search(values, bits, is_signed);
        if (!chosen) continue;
        const auto error = [&](int k) {
          return squared_error(values, {bits, is_signed, k}, Rounding::half_up);
        };
        // Exponents above the first are never tried: all of them lose or tie there.
        for (int k = *chosen; k >= *chosen - 1; --k) REQUIRE(error(*chosen) <= error(k));
        REQUIRE(error(*chosen) <= error(*chosen + 1));
      }
    }
  }
}

TEST_CASE("F21 the search gains what the literature's Gaussian tensor says",
          "[arithmetic][exponent]") {
  std::vector<float> values = normal_quantiles(100000);
  struct Row {
    int bits;
    double search_db;
    double no_clip_db;
  };
  // Averages over the phase of the standard deviation, in dB of the mean squared error.
  for (const Row& row : {Row{8, 38.77, 36.65}, Row{6, 28.33, 24.33}, Row{4, 18.21, 11.44}}) {
    double search_sum = 0;
    double no_clip_sum = 0;
    constexpr int kPhases = 32;
    for (int phase = 0; phase < kPhases; ++phase) {
      std::vector<float> scaled = values;
      const double scale = std::exp2((phase + 0.5) / kPhases);
      double max = 0;
      for (float& r : scaled) {
        r = static_cast<float>(static_cast<double>(r) * scale);
        max = std::max(max, static_cast<double>(std::abs(r)));
      }
      const auto n = static_cast<double>(scaled.size()) * scale * scale;
      const auto error = [&](int k) {
        return squared_error(scaled, {row.bits, true, k}, Rounding::half_up) / n;
      };
      search_sum += error(*search(scaled, row.bits, true));
      no_clip_sum += error(no_clip_exponent(max, row.bits, true));
    }
    const auto db = [](double sum) { return -10 * std::log10(sum / kPhases); };
    CAPTURE(row.bits);
    REQUIRE(db(search_sum) == Approx(row.search_db).margin(0.05));
    REQUIRE(db(no_clip_sum) == Approx(row.no_clip_db).margin(0.05));
  }
}

TEST_CASE("F21 a heavy tail makes the search go on below the fifth candidate",
          "[arithmetic][exponent]") {
  // Five times as many values at each half of a value: one step finer always gains more there than
  // it clips above.
  std::vector<float> values;
  std::size_t count = 1;
  for (int j = 7; j >= 0; --j, count *= 5) values.insert(values.end(), count, std::ldexp(1.0F, j));
  REQUIRE(no_clip_exponent(128.0, 2, true) == 7);
  REQUIRE(search(values, 2, true) == 0);
}

TEST_CASE("F21 ties go to the larger exponent when nothing tells them apart",
          "[arithmetic][exponent]") {
  REQUIRE(search({64.0F}, 8, true) == 0);         // exact from -0 down: the reference itself wins
  REQUIRE(search({1.0F, -1.0F}, 8, true) == -6);  // 64: se0 = ceil(log2(1/127))
  REQUIRE(search({4.0F, -4.0F, 8.0F}, 8, true) == -3);
}

TEST_CASE("F21 an equal error goes to the larger correlation, then to the larger JSS",
          "[arithmetic][exponent]") {
  // At exponent 3 they become -8 -8 -8 0, at exponent 2 -8 -8 -4 0: both 8 off in squares.
  const std::vector<float> values = {-8.0F, -8.0F, -6.0F, -2.0F};
  const Format coarse{2, true, 3};
  const Format fine{2, true, 2};
  REQUIRE(squared_error(values, coarse, Rounding::half_up) == 8.0);
  REQUIRE(squared_error(values, fine, Rounding::half_up) == 8.0);
  REQUIRE(is_more_similar(values, fine, coarse, Rounding::half_up));
  REQUIRE_FALSE(is_more_similar(values, coarse, fine, Rounding::half_up));
  REQUIRE(search(values, 2, true) == 2);

  const std::vector<float> constant(5, 1.0F);  // no correlation either way
  REQUIRE(is_more_similar(constant, {8, true, 0}, {8, true, 2}, Rounding::half_up));
  REQUIRE_FALSE(is_more_similar(constant, {8, true, 2}, {8, true, 0}, Rounding::half_up));
}

TEST_CASE("F21 an all-zero tensor has no exponent to learn from", "[arithmetic][exponent]") {
  REQUIRE_FALSE(search({}, 8, true).has_value());
  REQUIRE_FALSE(search({0.0F, -0.0F}, 8, true).has_value());
  REQUIRE_FALSE(search({-1.0F, 0.0F}, 8, false).has_value());  // nothing an unsigned format holds
}

TEST_CASE("F21 values too large for any exponent and infinities are refused by name",
          "[arithmetic][exponent]") {
  const auto refusal = [](float value) -> std::string {
    try {
      (void)search_exponent(std::vector<float>{value}, 8, true, Rounding::half_up, "fc1.out");
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  REQUIRE(refusal(1e30F).find("'fc1.out' has exponent") != std::string::npos);
  REQUIRE(refusal(1e-30F).find("'fc1.out' has exponent") != std::string::npos);
  REQUIRE(refusal(std::numeric_limits<float>::infinity()).find("index 0") != std::string::npos);
  REQUIRE(refusal(1e15F).empty());
}

TEST_CASE("F21 the squared error has the bits of its definition",
          "[arithmetic][exponent][random]") {
  Random random(2100);
  const auto value = [&](int exponent) -> float {
    switch (random.between(0, 5)) {
      case 0:  // a tie, or what lies just beside it
        return std::nextafter(std::ldexp(static_cast<float>(random.any_size(18)) + 0.5F, exponent),
                              static_cast<float>(random.between(-1, 1)));
      case 1:
        return static_cast<float>(random.integer(2)) * std::numeric_limits<float>::denorm_min();
      case 2:
        return std::ldexp(static_cast<float>(random.any_size(24)), random.between(-80, 80));
      default:
        return std::ldexp(static_cast<float>(random.any_size(24)), exponent - 8);
    }
  };
  for (int round = 0; round < 300; ++round) {
    const int bits = random.between(2, 24);
    const Format format{bits, random.between(0, 1) == 1, random.between(-64, 63)};
    std::vector<float> values(static_cast<std::size_t>(random.between(0, 3000)));
    for (float& r : values) r = value(format.exponent);
    for (const Rounding mode :
         {Rounding::half_up, Rounding::half_even, Rounding::half_away, Rounding::floor}) {
      double sums[4] = {0, 0, 0, 0};
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto r = static_cast<double>(values[i]);
        const double error = dequantize(quantize(r, format, mode), format) - r;
        sums[i % 4] += error * error;
      }
      CAPTURE(round, bits, format.exponent, static_cast<int>(mode));
      if (squared_error(values, format, mode) != (sums[0] + sums[1]) + (sums[2] + sums[3])) FAIL();
    }
    for (const bool is_signed : {true, false}) {
      double largest = 0;
      for (const float r : values) {
        largest = std::max(largest, static_cast<double>(is_signed ? std::abs(r) : r));
      }
      if (representable_max(values, is_signed, "t") != largest) FAIL();
    }
  }
}

TEST_CASE("F21 the search is the same however far a limit cuts its sums short",
          "[arithmetic][exponent][random]") {
  Random random(210);
  std::vector<float> values;
  for (int i = 0; i < 5003; ++i) values.push_back(static_cast<float>(random.integer(20)));
  const Format format{8, true, 10};
  const double full = squared_error(values, format, Rounding::half_up);
  REQUIRE(squared_error(values, format, Rounding::half_up, full) == full);
  REQUIRE(squared_error(values, format, Rounding::half_up, full / 2) > full / 2);
  REQUIRE(squared_error(values, format, Rounding::half_up, full / 2) <= full);
  double in_order = 0;
  for (const float r : values) {
    const auto exact = static_cast<double>(r);
    const double error = dequantize(quantize(exact, format, Rounding::half_up), format) - exact;
    in_order += error * error;
  }
  REQUIRE(full == Approx(in_order).epsilon(1e-12));
}

TEST_CASE("F22 similarity is 1 for a tensor its format represents and falls with the error",
          "[arithmetic][similarity]") {
  std::vector<float> exact;
  for (int d = -128; d <= 127; ++d) exact.push_back(static_cast<float>(d) * 0.25F);
  REQUIRE(correlation(exact, {8, true, -2}, Rounding::half_up) == Approx(1.0));
  REQUIRE(histogram_similarity(exact, {8, true, -2}, Rounding::half_up) == Approx(1.0));

  const std::vector<float> normal = normal_quantiles(20000);
  double last_pcc = 2;
  double last_jss = 2;
  for (int k = -5; k <= -1; ++k) {  // coarser and coarser
    const double pcc = correlation(normal, {8, true, k}, Rounding::half_up);
    const double jss = histogram_similarity(normal, {8, true, k}, Rounding::half_up);
    CAPTURE(k, pcc, jss);
    REQUIRE((pcc < last_pcc && pcc > 0.95));
    REQUIRE((jss < last_jss && jss > 0));
    last_pcc = pcc;
    last_jss = jss;
  }
  REQUIRE(correlation(std::vector<float>(5, 1.0F), {8, true, 0}, Rounding::half_up) == 0);
  REQUIRE(histogram_similarity(std::vector<float>(5, 1.0F), {8, true, 0}, Rounding::half_up) == 1);
}

}  // namespace
}  // namespace isomer
