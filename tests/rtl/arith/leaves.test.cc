// SPDX-License-Identifier: Apache-2.0

#include <VBiasAlign.h>
#include <VMax.h>
#include <VMultiply.h>

#include <catch2/catch.hpp>

#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/bias.h"
#include "isa/arithmetic/pool.h"
#include "tests/rtl/arith/dut.h"

namespace isomer {
namespace {

TEST_CASE("F6 isomer_multiply equals the product on every pair of operands",
          "[rtl][multiply][exhaustive]") {
  VMultiply dut;
  for (std::int64_t x = -256; x < 256; ++x) {
    drive(dut.x_i, x, 9);
    for (std::int64_t w = -512; w < 512; ++w) {
      drive(dut.w_i, w, 10);
      dut.eval();
      const std::int64_t got = signed_of(dut.product_o, 19);
      if (got != mac(0, x, w, 32)) {
        CAPTURE(x, w);
        REQUIRE(got == mac(0, x, w, 32));
      }
    }
  }
}

TEST_CASE("F8 isomer_bias_align equals align_bias on every bias and shift",
          "[rtl][bias][exhaustive]") {
  VBiasAlign dut;
  for (std::int64_t d_b = -32768; d_b <= 32767; ++d_b) {
    drive(dut.bias_i, d_b, 16);
    for (int shift = 0; shift < 64; ++shift) {
      drive(dut.shift_i, shift, 6);
      dut.eval();
      const std::int64_t got = signed_of(dut.acc_o, 32);
      if (got != align_bias(d_b, shift, 32)) {
        CAPTURE(d_b, shift);
        REQUIRE(got == align_bias(d_b, shift, 32));
      }
    }
  }
}

TEST_CASE("F14 isomer_max equals pool_max on every pair of elements, signed and unsigned",
          "[rtl][max][exhaustive]") {
  VMax dut;
  for (const bool is_signed : {false, true}) {
    dut.is_signed_i = is_signed ? 1 : 0;
    for (std::int64_t a = 0; a < 256; ++a) {
      for (std::int64_t b = 0; b < 256; ++b) {
        drive(dut.a_i, a, 8);
        drive(dut.b_i, b, 8);
        dut.eval();
        const auto value = [is_signed](std::int64_t raw) { return is_signed ? wrap(raw, 8) : raw; };
        const std::int64_t got = value(static_cast<std::int64_t>(dut.max_o));
        if (got != pool_max(value(a), value(b))) {
          CAPTURE(is_signed, a, b);
          REQUIRE(got == pool_max(value(a), value(b)));
        }
      }
    }
  }
}

}  // namespace
}  // namespace isomer
