// SPDX-License-Identifier: Apache-2.0
//
// isomer_max against ARITHMETIC.md (F14), as what a maximum is: one of the two, and below neither.
// For every input.
module isomer_max_properties #(
  parameter int unsigned W = 8
) (
  input logic [W-1:0] a_i,
  input logic [W-1:0] b_i,
  input logic         is_signed_i
);

  logic [W-1:0] max;

  isomer_max #(
    .W(W)
  ) u_dut (
    .a_i        (a_i),
    .b_i        (b_i),
    .is_signed_i(is_signed_i),
    .max_o      (max)
  );

  always_comb begin
    assert (max == a_i || max == b_i);
    if (is_signed_i) begin
      assert (signed'(max) >= signed'(a_i));
      assert (signed'(max) >= signed'(b_i));
    end else begin
      assert (max >= a_i);
      assert (max >= b_i);
    end
  end

endmodule : isomer_max_properties
