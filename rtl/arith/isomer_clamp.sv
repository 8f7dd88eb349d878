// SPDX-License-Identifier: Apache-2.0
//
// Limits a value to explicit bounds.
//
//   out_o = min(max(value_i, lo_i), hi_i)                                    ARITHMETIC.md (F4)
//
// saturated_o: a bound is in the way; a lower bound of zero (ReLU) does not count.
// C++ twins: clamp in isa/arithmetic/rnt.h, saturates in isa/arithmetic/post.h. Combinational.
module isomer_clamp #(
  parameter int unsigned InW  = 24,  // width of the value, two's complement
  parameter int unsigned OutW = 17   // width of bounds and result, two's complement
) (
  input  logic signed [InW-1:0]  value_i,
  input  logic signed [OutW-1:0] lo_i,
  input  logic signed [OutW-1:0] hi_i,

  output logic signed [OutW-1:0] out_o,
  output logic                   saturated_o
);

  if (InW < OutW) begin : gen_illegal_width
    $error("isomer_clamp: InW must be at least OutW");
  end

  logic above;  // the upper bound is applied last, so it wins where the bounds cross
  logic below;

  assign above = (value_i > InW'(hi_i)) || (lo_i > hi_i);
  assign below = value_i < InW'(lo_i);

  always_comb begin
    if (above) begin
      out_o = hi_i;
    end else if (below) begin
      out_o = lo_i;
    end else begin
      out_o = value_i[OutW-1:0];
    end
  end

  assign saturated_o = above || (below && (lo_i != '0));

endmodule : isomer_clamp
