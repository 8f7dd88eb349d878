// SPDX-License-Identifier: Apache-2.0
//
// One lane of the chain after the accumulator.
//
//   m1  = clamp(rnd(acc_i * 2^-s1_i), n1_i bits signed)                      ARITHMETIC.md (F9)
//   y_o = min(max(m1, lo_i), hi_i)                                          ARITHMETIC.md (F12)
//
// n1_i is in 1..24 (fetch refuses the rest). saturated_o: either clamp saturated. The
// affine and the residual stage will stand between m1 and the last clamp.
// C++ twin: post in isa/arithmetic/post.h. Combinational.
module isomer_post_lane #(
  parameter int unsigned AccW = 32  // accumulator width, two's complement
) (
  input  logic signed [AccW-1:0] acc_i,
  input  logic signed [6:0]      s1_i,
  input  logic [4:0]             n1_i,
  input  logic [1:0]             mode_i,
  input  logic signed [16:0]     lo_i,
  input  logic signed [16:0]     hi_i,

  output logic signed [16:0]     y_o,
  output logic                   saturated_o
);

  localparam int unsigned NarrowW = 24;  // the largest n1_i

  ///////////////////////////////////
  // Stage 1: truncation point     //
  ///////////////////////////////////

  logic signed [NarrowW-1:0] m1_min;
  logic signed [NarrowW-1:0] m1_max;
  logic signed [NarrowW-1:0] m1;
  logic                      m1_saturated;

  assign m1_min = signed'({NarrowW{1'b1}} << (n1_i - 5'd1));
  assign m1_max = ~m1_min;

  isomer_rnt #(
    .AccW  (AccW),
    .BoundW(NarrowW)
  ) u_rnt (
    .acc_i      (acc_i),
    .shift_i    (s1_i),
    .mode_i     (mode_i),
    .lo_i       (m1_min),
    .hi_i       (m1_max),
    .out_o      (m1),
    .saturated_o(m1_saturated)
  );

  ///////////////////////////////////
  // Stage 4: the output's range   //
  ///////////////////////////////////

  logic y_saturated;

  isomer_clamp #(
    .InW (NarrowW),
    .OutW(17)
  ) u_clamp (
    .value_i    (m1),
    .lo_i       (lo_i),
    .hi_i       (hi_i),
    .out_o      (y_o),
    .saturated_o(y_saturated)
  );

  assign saturated_o = m1_saturated || y_saturated;

endmodule : isomer_post_lane
