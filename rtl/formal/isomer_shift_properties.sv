// SPDX-License-Identifier: Apache-2.0
//
// isomer_shift against ARITHMETIC.md (F16): adding up, shift_i doublings. For every input.
module isomer_shift_properties #(
  parameter int unsigned XW = 9
) (
  input logic signed [XW-1:0] x_i,
  input logic                 zero_i,
  input logic                 negative_i,
  input logic [3:0]           shift_i
);

  logic signed [XW+8:0] product;

  isomer_shift #(
    .XW(XW)
  ) u_dut (
    .x_i       (x_i),
    .zero_i    (zero_i),
    .negative_i(negative_i),
    .shift_i   (shift_i),
    .product_o (product)
  );

  logic signed [XW+8:0] doubled;
  integer               times;

  always_comb begin
    doubled = (XW+9)'(x_i);
    for (times = 0; times < 8; times = times + 1) begin
      if (times < shift_i) doubled = doubled + doubled;
    end

    assume (shift_i <= 4'd8);
    if (zero_i) begin
      assert (product == '0);
    end else if (negative_i) begin
      assert (product + doubled == '0);
    end else begin
      assert (product == doubled);
    end
  end

endmodule : isomer_shift_properties
