// SPDX-License-Identifier: Apache-2.0
//
// isomer_pot against ARITHMETIC.md (F16), its fields gathered bit by bit and the power of two
// doubled step by step. For every input.
module isomer_pot_properties #(
  parameter int unsigned CodeW = 8
) (
  input logic [CodeW-1:0] code_i,
  input logic [2:0]       stored_bits_i
);

  logic       zero;
  logic       negative;
  logic [3:0] shift;

  isomer_pot #(
    .CodeW(CodeW)
  ) u_dut (
    .code_i       (code_i),
    .stored_bits_i(stored_bits_i),
    .zero_o       (zero),
    .negative_o   (negative),
    .shift_o      (shift)
  );

  logic [4:0]       bits;
  logic [CodeW-1:0] p;
  logic             sign;
  logic [8:0]       power;
  integer           i;

  always_comb begin
    bits = 5'd1 << stored_bits_i;
    p    = '0;
    sign = 1'b0;
    for (i = 0; i < CodeW; i = i + 1) begin
      if (i + 1 < bits) p[i] = code_i[i];
      if (i + 1 == bits) sign = code_i[i];
    end
    power = 9'd1;
    for (i = 1; i < 9; i = i + 1) begin
      if (p > i) power = power + power;
    end

    assume (stored_bits_i <= 3'($clog2(CodeW)));
    assert (zero == (p == '0));
    if (!zero) begin
      assert (negative == sign);
      assert ((9'd1 << shift) == power);
    end
  end

endmodule : isomer_pot_properties
