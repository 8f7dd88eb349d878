// SPDX-License-Identifier: Apache-2.0
//
// isomer_clamp against ARITHMETIC.md (F4), as what a clamp is: the value if it lies within the
// bounds, else the bound it lies beyond. For every input, bounds that cross included.
module isomer_clamp_properties #(
  parameter int unsigned InW  = 24,
  parameter int unsigned OutW = 17
) (
  input logic signed [InW-1:0]  value_i,
  input logic signed [OutW-1:0] lo_i,
  input logic signed [OutW-1:0] hi_i
);

  logic signed [OutW-1:0] out;
  logic                   saturated;

  isomer_clamp #(
    .InW (InW),
    .OutW(OutW)
  ) u_dut (
    .value_i    (value_i),
    .lo_i       (lo_i),
    .hi_i       (hi_i),
    .out_o      (out),
    .saturated_o(saturated)
  );

  logic within;

  assign within = lo_i <= value_i && value_i <= hi_i;

  always_comb begin
    if (within) assert (!saturated);
    if (lo_i <= hi_i && value_i < lo_i) assert (saturated == (lo_i != 0));
    if (lo_i <= hi_i && value_i > hi_i) assert (saturated);
    if (lo_i > hi_i) assert (saturated);
    if (within) assert (InW'(out) == value_i);
    if (lo_i <= hi_i && value_i < lo_i) assert (out == lo_i);
    if (lo_i <= hi_i && value_i > hi_i) assert (out == hi_i);
    if (lo_i > hi_i) assert (out == hi_i);
  end

endmodule : isomer_clamp_properties
