// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/execute.h"

namespace dut {
namespace {

// Calls element(g, oy, ox, c, accumulator) in the order of MACHINE.md.
template <typename Element>
void for_each_accumulator(Machine& machine, const Instruction& i, Element element) {
  const Int out_h = i["out_h"], out_w = i["out_w"], acc_base = i["acc_base"];
  for (Int g = 0; g < i["groups"]; ++g)
    for (Int oy = 0; oy < out_h; ++oy)
      for (Int ox = 0; ox < out_w; ++ox)
        for (Int c = 0; c < machine.config.columns; ++c) {
          const Int m = machine.accumulator(acc_base, (g * out_h + oy) * out_w + ox, c);
          machine.high_water |= low_bits(m ^ (m < 0 ? -1 : 0), machine.config.accumulator_bits);
          element(g, oy, ox, c, m);
        }
}

Chain chain_of(const Instruction& i) {
  Chain chain;
  chain.rounding = i["rounding"];
  chain.s1 = i["s1"];
  chain.n1 = i["n1"];
  chain.has_affine = i["affine"] != 0;
  chain.s_b = i["s_b"];
  chain.s2 = i["s2"];
  chain.n2 = i["n2"];
  chain.has_residual = i["add"] != 0;
  chain.e1 = i["e1"];
  chain.e2 = i["e2"];
  chain.s3 = i["s3"];
  chain.lo = i["lo"];
  chain.hi = i["hi"];
  return chain;
}

}  // namespace

void execute_post(Machine& machine, const Instruction& i) {
  const Config& config = machine.config;
  const Int rows = config.rows;
  Banks read(config), written(config);
  read.lock(i["r_base"], i["r_last"]);
  written.lock(i["y_base"], i["y_last"]);
  const auto y_address = [&](Int plane, Int oy, Int ox) {
    return i["y_base"] + plane * i["y_plane"] + oy * i["y_pitch"] + ox;
  };
  Chain chain = chain_of(i);
  for_each_accumulator(machine, i, [&](Int g, Int oy, Int ox, Int c, Int m) {
    const Int n = g * config.columns + c;
    if (i["raw"] != 0) {
      const Int parts = config.accumulator_bits / config.operand_bits;
      for (Int k = 0; k < parts; ++k)
        machine.set_activation(written, y_address(parts * (n / rows) + k, oy, ox), n % rows,
                               m >> (k * config.operand_bits));
      return;
    }
    if (chain.has_affine) {
      const Int a = i["affine_base"] / 2 * 2 + 2 * g;
      chain.w = machine.parameter(a, c);
      chain.b = machine.parameter(a + 1, c);
    }
    if (chain.has_residual) {
      const Int address = i["r_base"] + n / rows * i["r_plane"] + oy * i["r_pitch"] + ox;
      chain.r = machine.activation(read, address, n % rows, i["r_signed"] != 0);
    }
    const Counted y = post_chain(m, chain);
    machine.saturations += y.saturated ? 1 : 0;
    machine.set_activation(written, y_address(n / rows, oy, ox), n % rows, y.value);
  });
}

}  // namespace dut
