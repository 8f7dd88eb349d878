// SPDX-License-Identifier: Apache-2.0
//
// The larger of two elements.
//
//   max_o = max(a_i, b_i), both two's complement if is_signed_i, else natural numbers
//                                                                           ARITHMETIC.md (F14)
//
// C++ twin: pool_max in isa/arithmetic/pool.h. Combinational.
module isomer_max #(
  parameter int unsigned W = 8  // element width
) (
  input  logic [W-1:0] a_i,
  input  logic [W-1:0] b_i,
  input  logic         is_signed_i,

  output logic [W-1:0] max_o
);

  // One more bit makes both readings two's complement.
  logic signed [W:0] a;
  logic signed [W:0] b;

  assign a = {is_signed_i & a_i[W-1], a_i};
  assign b = {is_signed_i & b_i[W-1], b_i};

  assign max_o = (a > b) ? a_i : b_i;

endmodule : isomer_max
