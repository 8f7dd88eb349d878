// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "tests/conformance/execute.h"

namespace dut {
namespace {

// What lies in a window.
struct Window {
  Int sum = 0;
  Int greatest = 0;
};

Window look(Machine& machine, const Instruction& i, const Banks& banks, Int g, Int oy, Int ox,
            Int element) {
  const bool is_signed = i["x_signed"] != 0;
  const Int least = is_signed ? -(Int{1} << (machine.config.operand_bits - 1)) : 0;
  Window window{0, least};
  for (Int ky = 0; ky < i["kernel_h"]; ++ky) {
    const Int iy = oy * i["stride_h"] + ky + i["iy0"];
    if (iy < 0 || iy >= i["in_h"]) continue;
    for (Int kx = 0; kx < i["kernel_w"]; ++kx) {
      const Int ix = ox * i["stride_w"] + kx + i["ix0"];
      if (ix < 0 || ix >= i["in_w"]) continue;
      const Int address = i["x_base"] + g * i["x_plane"] + iy * i["x_pitch"] + ix;
      const Int x = machine.activation(banks, address, element, is_signed);
      window.sum += x;
      window.greatest = std::max(window.greatest, x);
    }
  }
  return window;
}

Int average(Machine& machine, const Instruction& i, Int sum) {
  const Int bits = i["y_bits"];
  const bool is_signed = i["y_signed"] != 0;
  const Int lo = is_signed ? -(Int{1} << (bits - 1)) : 0;
  const Int hi = (Int{1} << (is_signed ? bits - 1 : bits)) - 1;
  const Counted y = clamp_result(round_shift(sum * i["multiplier"], i["s"], i["rounding"]), lo, hi);
  machine.saturations += y.saturated ? 1 : 0;
  return y.value;
}

}  // namespace

void execute_pool(Machine& machine, const Instruction& i) {
  Banks read(machine.config), written(machine.config);
  read.lock(i["x_base"], i["x_last"]);
  written.lock(i["y_base"], i["y_last"]);
  const bool is_average = i.mnemonic == "avg_pool";
  for (Int g = 0; g < i["groups"]; ++g)
    for (Int oy = 0; oy < i["out_h"]; ++oy)
      for (Int ox = 0; ox < i["out_w"]; ++ox)
        for (Int element = 0; element < machine.config.rows; ++element) {
          const Window window = look(machine, i, read, g, oy, ox, element);
          const Int address = i["y_base"] + g * i["y_plane"] + oy * i["y_pitch"] + ox;
          machine.set_activation(written, address, element,
                                 is_average ? average(machine, i, window.sum) : window.greatest);
        }
}

}  // namespace dut
