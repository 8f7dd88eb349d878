// SPDX-License-Identifier: Apache-2.0
//
// isomer_post_lane against ARITHMETIC.md (F9), (F12), restated with exact fractions as in
// isomer_rnt_properties. For every input with n1_i in 1..24.
module isomer_post_lane_properties #(
  parameter int unsigned AccW = 32
) (
  input logic signed [AccW-1:0] acc_i,
  input logic signed [6:0]      s1_i,
  input logic [4:0]             n1_i,
  input logic [1:0]             mode_i,
  input logic signed [16:0]     lo_i,
  input logic signed [16:0]     hi_i
);

  logic signed [16:0] y;
  logic               saturated;

  isomer_post_lane #(
    .AccW(AccW)
  ) u_dut (
    .acc_i      (acc_i),
    .s1_i       (s1_i),
    .n1_i       (n1_i),
    .mode_i     (mode_i),
    .lo_i       (lo_i),
    .hi_i       (hi_i),
    .y_o        (y),
    .saturated_o(saturated)
  );

  localparam int unsigned ExactW = AccW + 64;
  localparam int unsigned WideW  = AccW + 65;

  logic [6:0]               left;  // -s1_i where that is positive
  logic signed [ExactW-1:0] exact;
  logic signed [ExactW-1:0] whole;
  logic [63:0]              fraction;
  logic signed [WideW-1:0]  rounded;
  logic signed [WideW-1:0]  m1;
  logic signed [WideW-1:0]  limit;
  logic signed [WideW-1:0]  expected;
  integer                   bits;

  localparam logic [63:0] Half = {1'b1, 63'b0};

  assign left     = -s1_i;
  assign exact    = signed'({acc_i, 64'b0}) >>> s1_i[5:0];
  assign whole    = s1_i[6] ? ExactW'(acc_i) <<< left : ExactW'(signed'(exact[ExactW-1:64]));
  assign fraction = s1_i[6] ? 64'b0 : exact[63:0];

  always_comb begin
    assume (1 <= n1_i && n1_i <= 24);

    rounded = WideW'(whole);
    case (mode_i)
      2'd0: if (fraction >= Half) rounded = rounded + 1;
      2'd1: if (fraction > Half || (fraction == Half && whole[0])) rounded = rounded + 1;
      2'd2: if (fraction > Half || (fraction == Half && whole >= 0)) rounded = rounded + 1;
      2'd3: ;
    endcase

    limit = 1;  // 2^(n1_i - 1)
    for (bits = 1; bits < 24; bits = bits + 1) begin
      if (bits < n1_i) limit = limit + limit;
    end
    m1 = rounded;
    if (m1 < -limit) m1 = -limit;
    if (m1 > limit - 1) m1 = limit - 1;

    expected = m1;
    if (expected < lo_i) expected = WideW'(lo_i);
    if (expected > hi_i) expected = WideW'(hi_i);

    assert (WideW'(y) == expected);
    assert (saturated == (m1 != rounded || m1 < lo_i || m1 > hi_i));
  end

endmodule : isomer_post_lane_properties
