// SPDX-License-Identifier: Apache-2.0
//
// Between the test's 64-bit integers and the ports of a Verilated module.

#ifndef TESTS_RTL_ARITH_DUT_H_
#define TESTS_RTL_ARITH_DUT_H_

#include <cstdint>

#include "isa/arithmetic/accumulate.h"

namespace isomer {

// The low `bits` bits of value, as Verilator wants an input port; it must not see more.
template <typename Port>
void drive(Port& port, std::int64_t value, int bits) {
  const std::uint64_t mask = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  port = static_cast<Port>(static_cast<std::uint64_t>(value) & mask);
}

// A signed output port of `bits` bits.
template <typename Port>
std::int64_t signed_of(Port port, int bits) {
  return wrap(static_cast<std::int64_t>(port), bits);
}

}  // namespace isomer

#endif  // TESTS_RTL_ARITH_DUT_H_
