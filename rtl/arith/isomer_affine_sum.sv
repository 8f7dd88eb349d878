// SPDX-License-Identifier: Apache-2.0
//
// What the affine stage rounds: a product and an aligned addend.
//
//   sum_o = m1_i * w_i + b_i                                                ARITHMETIC.md (F10)
//
// b_i is b_c * 2^s_b, aligned by isomer_bias_align; the sum fits: 24 x 16 bits give 40, 16 bits
// shifted by up to 31 give 47. C++ twin: the sum in affine, isa/arithmetic/post.h. Combinational.
module isomer_affine_sum #(
  localparam int unsigned NarrowW = 24,
  localparam int unsigned PairW   = 16,
  localparam int unsigned SumW    = 48
) (
  input  logic signed [NarrowW-1:0] m1_i,
  input  logic signed [PairW-1:0]   w_i,
  input  logic signed [SumW-2:0]    b_i,

  output logic signed [SumW-1:0]    sum_o
);

  logic signed [NarrowW+PairW-1:0] product;

  assign product = m1_i * w_i;
  assign sum_o   = SumW'(product) + SumW'(b_i);

endmodule : isomer_affine_sum
