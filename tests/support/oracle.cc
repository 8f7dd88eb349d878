// SPDX-License-Identifier: Apache-2.0

#include "tests/support/oracle.h"

#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace oracle {

Wide power_of_two(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 2;
  return power;
}

// Between the two neighbouring integers, by where twice the value lies relative to their sum.
Wide rounded_quotient(Wide numerator, Wide denominator, Mode mode) {
  Wide below = numerator / denominator;
  if (below * denominator > numerator) --below;  // division truncates towards zero
  if (below * denominator == numerator) return below;
  const Wide above = below + 1;
  const Wide twice = 2 * (numerator - below * denominator);
  switch (mode) {
    case Mode::floor:
      return below;
    case Mode::half_up:
      return twice >= denominator ? above : below;
    case Mode::half_even:
      if (twice != denominator) return twice > denominator ? above : below;
      return above % 2 == 0 ? above : below;
    case Mode::half_away:
      if (twice != denominator) return twice > denominator ? above : below;
      return numerator > 0 ? above : below;
  }
  std::abort();
}

std::int64_t limited(Wide value, std::int64_t lo, std::int64_t hi) {
  if (value < lo) return lo;
  if (value > hi) return hi;
  return static_cast<std::int64_t>(value);
}

std::int64_t wrapped(Wide value, int bits) {
  const Wide period = power_of_two(bits);
  Wide rest = value % period;
  if (rest < -period / 2) rest += period;
  if (rest >= period / 2) rest -= period;
  return static_cast<std::int64_t>(rest);
}

std::int64_t rnt(std::int64_t acc, int s, std::int64_t lo, std::int64_t hi, Mode mode) {
  if (s <= 0) return limited(acc * power_of_two(-s), lo, hi);
  return limited(rounded_quotient(acc, power_of_two(s), mode), lo, hi);
}

std::int64_t aligned_bias(std::int64_t d_b, int s_b, int bits) {
  return wrapped(d_b * power_of_two(s_b), bits);
}

std::int64_t dot(const std::vector<std::int64_t>& x, const std::vector<std::int64_t>& w,
                 std::int64_t start, int bits) {
  Wide sum = start;
  for (std::size_t k = 0; k < x.size(); ++k) sum += Wide{x[k]} * w[k];
  return wrapped(sum, bits);
}

namespace {

std::int64_t rnt_to_bits(Wide value, int s, int bits, Mode mode) {
  const auto limit = static_cast<std::int64_t>(power_of_two(bits - 1));
  return rnt(static_cast<std::int64_t>(value), s, -limit, limit - 1, mode);
}

}  // namespace

std::int64_t post(std::int64_t acc, const Post& chain) {
  std::int64_t m = rnt_to_bits(acc, chain.s1, chain.n1, chain.mode);
  if (chain.has_affine) {
    const Wide sum = Wide{m} * chain.w_c + chain.b_c * power_of_two(chain.s_b);
    m = rnt_to_bits(sum, chain.s2, chain.n2, chain.mode);
  }
  if (!chain.has_residual) return limited(m, chain.lo, chain.hi);
  const Wide sum = m * power_of_two(chain.e1) + chain.r * power_of_two(chain.e2);
  return rnt(static_cast<std::int64_t>(sum), chain.s3, chain.lo, chain.hi, chain.mode);
}

std::pair<std::int64_t, int> average_factor(std::int64_t k) {
  for (int j = 0; j <= 62; ++j) {
    if (power_of_two(j) == k) return {1, j};
  }
  for (int q = 62; q >= 0; --q) {  // from the largest down: the first that fits is the answer
    const Wide m = rounded_quotient(power_of_two(q), k, Mode::half_up);
    if (m < power_of_two(15)) return {static_cast<std::int64_t>(m), q};
  }
  std::abort();
}

std::int64_t average(const std::vector<std::int64_t>& window, int s, std::int64_t lo,
                     std::int64_t hi, Mode mode) {
  const auto [m, q] = average_factor(static_cast<std::int64_t>(window.size()));
  Wide sum = 0;
  for (const std::int64_t d : window) sum += d;
  return rnt(static_cast<std::int64_t>(sum * m), s + q, lo, hi, mode);
}

std::int64_t decode_int(std::int64_t code, int bits, std::int64_t offset) {
  return wrapped(code, bits) + offset;
}

std::int64_t decode_odd(std::int64_t code, int bits) {
  return wrapped(code, bits) + wrapped(code, bits) + 1;
}

std::int64_t decode_pot(std::int64_t code, int bits) {
  const auto half = static_cast<std::int64_t>(power_of_two(bits - 1));
  const std::int64_t pattern = code % (2 * half);
  const bool negative = pattern >= half;
  const std::int64_t p = pattern % half;
  if (p == 0) return 0;
  const auto magnitude =
      static_cast<std::int64_t>(power_of_two(p > 9 ? 8 : static_cast<int>(p) - 1));
  return negative ? -magnitude : magnitude;
}

std::int64_t quantized(double r, int exponent, std::int64_t lo, std::int64_t hi, Mode mode) {
  int r_exponent = 0;
  const double fraction = std::frexp(r, &r_exponent);  // r == fraction * 2^r_exponent
  const auto mantissa = static_cast<std::int64_t>(std::ldexp(fraction, 53));
  const int scale = r_exponent - 53 - exponent;  // v == mantissa * 2^scale
  if (mantissa == 0) return limited(0, lo, hi);
  if (scale > 62) return mantissa > 0 ? hi : lo;
  if (scale >= 0) return limited(mantissa * power_of_two(scale), lo, hi);
  if (scale >= -120) {
    return limited(rounded_quotient(mantissa, power_of_two(-scale), mode), lo, hi);
  }
  // Closer to zero than any threshold but zero itself, so any other such fraction serves.
  return limited(rounded_quotient(mantissa > 0 ? 1 : -1, 1000, mode), lo, hi);
}

}  // namespace oracle
