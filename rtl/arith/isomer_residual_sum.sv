// SPDX-License-Identifier: Apache-2.0
//
// What the residual stage rounds: two integers brought to the smaller of their exponents.
//
//   sum_o = a_i * 2^e1_i + b_i * 2^e2_i                              ARITHMETIC.md (F11), (F13)
//
// Exact for all shifts, one of which is zero in a sensible instruction. C++ twin: the sum in
// residual, isa/arithmetic/post.h. Combinational.
module isomer_residual_sum #(
  parameter  int unsigned AW   = 24,  // two's complement
  parameter  int unsigned BW   = 9,   // two's complement: an activation, signed or unsigned
  localparam int unsigned WideW = (AW > BW) ? AW : BW,
  localparam int unsigned SumW  = WideW + 16
) (
  input  logic signed [AW-1:0]   a_i,
  input  logic signed [BW-1:0]   b_i,
  input  logic [3:0]             e1_i,
  input  logic [3:0]             e2_i,

  output logic signed [SumW-1:0] sum_o
);

  assign sum_o = (SumW'(a_i) <<< e1_i) + (SumW'(b_i) <<< e2_i);

endmodule : isomer_residual_sum
