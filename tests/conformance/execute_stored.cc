// SPDX-License-Identifier: Apache-2.0

#include "tests/conformance/execute.h"

namespace dut {
namespace {

// The element of the tensor whose fields begin with `tensor` ("x" or "r").
class Operand {
 public:
  Operand(const Instruction& i, const std::string& tensor)
      : base_(i.fields.at(tensor + "_base")),
        pitch_(i.fields.at(tensor + "_pitch")),
        plane_(i.fields.at(tensor + "_plane")) {}

  Int address(Int g, Int oy, Int ox) const { return base_ + g * plane_ + oy * pitch_ + ox; }

 private:
  Int base_, pitch_, plane_;
};

Int looked_up(Machine& machine, const Instruction& i, Int x) {
  const Int n = low_bits(x, 8);
  const Int columns = machine.config.columns;
  const Int pair = machine.parameter(i["table_base"] + n / 2 / columns, n / 2 % columns);
  const Int pattern = low_bits(n % 2 == 0 ? pair : pair >> 8, 8);
  return i["y_signed"] != 0 ? wrap(pattern, 8) : pattern;
}

// RNT and the sums of F13; r is 0 where there is none.
Counted combined(const Instruction& i, Int x, Int r) {
  const Int s = i["s"], rounding = i["rounding"];
  Int value = 0;
  if (i.mnemonic == "add") {
    value = residual(x, i["e1"], r, i["e2"], s, rounding);
  } else {
    value = round_shift(i.mnemonic == "multiply" ? x * r : x, s, rounding);
  }
  return clamp_result(value, i["lo"], i["hi"]);
}

}  // namespace

void execute_stored(Machine& machine, const Instruction& i) {
  const bool is_lookup = i.mnemonic == "lookup";
  const bool has_r = i.mnemonic == "add" || i.mnemonic == "multiply";
  const Operand x(i, "x"), y(i, "y"), r(i, has_r ? "r" : "x");
  Banks read(machine.config), written(machine.config);
  read.lock(i["x_base"], i["x_last"]);
  if (has_r) read.lock(i["r_base"], i["r_last"]);
  written.lock(i["y_base"], i["y_last"]);
  for (Int g = 0; g < i["groups"]; ++g)
    for (Int oy = 0; oy < i["out_h"]; ++oy)
      for (Int ox = 0; ox < i["out_w"]; ++ox)
        for (Int e = 0; e < machine.config.rows; ++e) {
          const bool x_signed = !is_lookup && i["x_signed"] != 0;
          const Int a = machine.activation(read, x.address(g, oy, ox), e, x_signed);
          Int value = 0;
          if (is_lookup) {
            value = looked_up(machine, i, a);
          } else {
            const Int b =
                has_r ? machine.activation(read, r.address(g, oy, ox), e, i["r_signed"] != 0) : 0;
            const Counted result = combined(i, a, b);
            machine.saturations += result.saturated ? 1 : 0;
            value = result.value;
          }
          machine.set_activation(written, y.address(g, oy, ox), e, value);
        }
}

}  // namespace dut
