// SPDX-License-Identifier: Apache-2.0
//
// isomer_rnt against ARITHMETIC.md (F3), (F4), restated with exact fractions: acc_i * 2^-shift_i is
// a fixed-point number of 64 fractional bits, in which no shift loses anything. For every input.
module isomer_rnt_properties #(
  parameter int unsigned AccW    = 48,
  parameter int unsigned BoundW  = 17,
  parameter int unsigned IsRange = 0
) (
  input logic signed [AccW-1:0]   acc_i,
  input logic signed [6:0]        shift_i,
  input logic [1:0]               mode_i,
  input logic signed [BoundW-1:0] lo_i,
  input logic signed [BoundW-1:0] hi_i
);

  logic signed [BoundW-1:0] out;
  logic                     saturated;

  isomer_rnt #(
    .AccW   (AccW),
    .BoundW (BoundW),
    .IsRange(IsRange)
  ) u_dut (
    .enable_i   (1'b1),
    .acc_i      (acc_i),
    .shift_i    (shift_i),
    .mode_i     (mode_i),
    .lo_i       (lo_i),
    .hi_i       (hi_i),
    .out_o      (out),
    .saturated_o(saturated)
  );

  // What is not enabled is zero
  logic signed [BoundW-1:0] idle_out;
  logic                     idle_saturated;

  isomer_rnt #(
    .AccW   (AccW),
    .BoundW (BoundW),
    .IsRange(IsRange)
  ) u_idle (
    .enable_i   (1'b0),
    .acc_i      (acc_i),
    .shift_i    (shift_i),
    .mode_i     (mode_i),
    .lo_i       (lo_i),
    .hi_i       (hi_i),
    .out_o      (idle_out),
    .saturated_o(idle_saturated)
  );

  localparam int unsigned ExactW = AccW + 64;  // room for 64 places in either direction

  logic [6:0]               left;  // -shift_i where that is positive
  logic signed [ExactW-1:0] exact;
  logic signed [ExactW-1:0] whole;
  logic [63:0]              fraction;
  logic signed [AccW+64:0]  rounded;
  logic signed [AccW+64:0]  expected;

  localparam logic [63:0] Half = {1'b1, 63'b0};

  assign left     = -shift_i;
  assign exact    = signed'({acc_i, 64'b0}) >>> shift_i[5:0];
  assign whole    = shift_i[6] ? ExactW'(acc_i) <<< left : ExactW'(signed'(exact[ExactW-1:64]));
  assign fraction = shift_i[6] ? 64'b0 : exact[63:0];

  // Of IsRange: hi_i is 2^k - 1 exactly when no bit above a zero is one
  logic is_promised;

  assign is_promised = (IsRange == 0) ||
                       (lo_i < 0 && hi_i == ~lo_i && (hi_i & (hi_i + 1)) == 0);

  always_comb begin
    rounded = (AccW+65)'(whole);
    case (mode_i)
      2'd0: if (fraction >= Half) rounded = rounded + 1;
      2'd1: if (fraction > Half || (fraction == Half && whole[0])) rounded = rounded + 1;
      2'd2: if (fraction > Half || (fraction == Half && whole >= 0)) rounded = rounded + 1;
      2'd3: ;
    endcase

    expected = rounded;
    if (expected < lo_i) expected = (AccW+65)'(lo_i);
    if (expected > hi_i) expected = (AccW+65)'(hi_i);

    if (is_promised) begin
      assert ((AccW+65)'(out) == expected);
      assert (saturated == ((rounded < lo_i && lo_i != 0) || rounded > hi_i || lo_i > hi_i));

      if (lo_i <= 0 && 0 <= hi_i) assert (idle_out == 0 && !idle_saturated);
    end
  end

endmodule : isomer_rnt_properties
