// SPDX-License-Identifier: Apache-2.0
//
// isomer_affine_sum against ARITHMETIC.md (F10), in 64 bits. For every input and every product of
// 24 by 16 bits: a product is beyond the prover, so both sides share one, and the Verilated test
// meets it with its C++ twin.
module isomer_affine_sum_properties (
  input logic signed [23:0] m1_i,
  input logic signed [15:0] w_i,
  input logic signed [46:0] b_i
);

  logic signed [47:0] sum;

  isomer_affine_sum u_dut (
    .m1_i (m1_i),
    .w_i  (w_i),
    .b_i  (b_i),
    .sum_o(sum)
  );

  logic signed [39:0] product;

  assign product = m1_i * w_i;

  always_comb begin
    assert (64'(sum) == 64'(product) + 64'(b_i));
  end

endmodule : isomer_affine_sum_properties
