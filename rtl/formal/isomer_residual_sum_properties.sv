// SPDX-License-Identifier: Apache-2.0
//
// isomer_residual_sum against ARITHMETIC.md (F11), its shifts restated as doublings in 64 bits. For
// every input.
module isomer_residual_sum_properties #(
  parameter int unsigned AW = 24,
  parameter int unsigned BW = 17
) (
  input logic signed [AW-1:0] a_i,
  input logic signed [BW-1:0] b_i,
  input logic [3:0]           e1_i,
  input logic [3:0]           e2_i
);

  logic signed [AW+15:0] sum;

  isomer_residual_sum #(
    .AW(AW),
    .BW(BW)
  ) u_dut (
    .a_i  (a_i),
    .b_i  (b_i),
    .e1_i (e1_i),
    .e2_i (e2_i),
    .sum_o(sum)
  );

  logic signed [63:0] a;
  logic signed [63:0] b;
  integer             times;

  always_comb begin
    a = 64'(a_i);
    b = 64'(b_i);
    for (times = 0; times < 15; times = times + 1) begin
      if (times < e1_i) a = a + a;
      if (times < e2_i) b = b + b;
    end
    assert (64'(sum) == a + b);
  end

endmodule : isomer_residual_sum_properties
