// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/arithmetic.h"

#include <algorithm>

namespace dut {
namespace {

__extension__ using Wide = __int128;

// 2^count as a factor, so that negative numbers are multiplied and not shifted.
Wide power(Int count) { return Wide{1} << count; }

}  // namespace

Int low_bits(Int value, Int bits) {
  return static_cast<Int>(static_cast<std::uint64_t>(value) & ((std::uint64_t{1} << bits) - 1));
}

Int wrap(Int value, Int bits) {
  const Int low = low_bits(value, bits);
  return low >= static_cast<Int>(power(bits - 1)) ? low - static_cast<Int>(power(bits)) : low;
}

Int clamp(Int value, Int lo, Int hi) { return std::min(std::max(value, lo), hi); }

Int round_shift(Int value, Int shift, Int mode) {
  const Wide limit = power(62);
  if (shift <= 0) return static_cast<Int>(std::clamp(Wide{value} * power(-shift), -limit, limit));
  const Wide divisor = power(shift);
  Wide floor = value / divisor;
  if (floor * divisor > value) --floor;
  const Wide twice = 2 * (value - floor * divisor);  // of the fraction
  if (faults.truncates) mode = 3;
  bool goes_up = false;
  switch (mode) {
    case 0:
      goes_up = twice >= divisor;
      break;
    case 1:
      goes_up = twice > divisor || (twice == divisor && floor % 2 != 0);
      break;
    case 2:
      goes_up = twice > divisor || (twice == divisor && value > 0);
      break;
    default:
      break;
  }
  return static_cast<Int>(floor) + (goes_up ? 1 : 0);
}

Int align_bias(Int b, Int shift, Int bits) {
  return wrap(static_cast<Int>(static_cast<std::uint64_t>(b) << shift), bits);
}

Int decode(const Decoder& decoder, Int code) {
  Int value = 0;
  if (decoder.kind == 0) {
    value = wrap(code, decoder.bits) + decoder.offset;
  } else if (decoder.kind == 1) {
    value = 2 * wrap(code, decoder.bits) + 1;
  } else if (decoder.kind == 2) {
    value = decoder.table[static_cast<std::size_t>(low_bits(code, std::min<Int>(decoder.bits, 4)))];
  } else {
    const Int p = low_bits(code, decoder.bits - 1);
    const bool is_negative = (code >> (decoder.bits - 1) & 1) != 0;
    if (p != 0) value = Int{1} << std::min<Int>(p - 1, 8);
    if (is_negative) value = -value;
  }
  return wrap(value, decoder.decoded_bits);
}

Counted clamp_signed(Int value, Int bits) {
  const Int limit = Int{1} << (bits - 1);
  const Int clamped = clamp(value, -limit, limit - 1);
  return {clamped, clamped != value};
}

Counted clamp_result(Int value, Int lo, Int hi) {
  if (lo > hi) return {hi, true};
  const bool is_relu = lo == 0 && !faults.counts_relu;
  return {clamp(value, lo, hi), (value < lo && !is_relu) || value > hi};
}

Int residual(Int m, Int e1, Int r, Int e2, Int shift, Int rounding) {
  const Wide sum = m * power(e1) + r * power(e2);
  return round_shift(static_cast<Int>(sum), shift, rounding);
}

Counted post_chain(Int accumulator, const Chain& c) {
  Counted m = clamp_signed(round_shift(accumulator, c.s1, c.rounding), c.n1);
  bool saturated = m.saturated;
  if (c.has_affine) {
    const Wide sum = Wide{m.value} * c.w + c.b * power(c.s_b);
    m = clamp_signed(round_shift(static_cast<Int>(sum), c.s2, c.rounding), c.n2);
    saturated = saturated || m.saturated;
  }
  if (c.has_residual) m.value = residual(m.value, c.e1, c.r, c.e2, c.s3, c.rounding);
  const Counted y = clamp_result(m.value, c.lo, c.hi);
  return {y.value, saturated || y.saturated};
}

}  // namespace dut
