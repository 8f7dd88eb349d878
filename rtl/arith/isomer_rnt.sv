// SPDX-License-Identifier: Apache-2.0
//
// Round and truncate: narrows an accumulator by a power of two.
//
//   out_o = min(max(rnd(acc_i * 2^-shift_i), lo_i), hi_i)              ARITHMETIC.md (F3), (F4)
//
//   mode_i  rnd(v)                                          goes one up when
//   0       half_up    floor(v + 1/2)                       guard
//   1       half_even  nearest, ties to even                guard and (sticky or odd)
//   2       half_away  nearest, ties away from zero         guard and (sticky or not negative)
//   3       floor      towards -infinity                    never
//
// guard is the bit worth one half, sticky the OR of all bits below it, odd the last bit kept. All
// 128 shifts are legal: beyond AccW the kept bits, and guard, are the sign; a negative shift_i goes
// left and clamps before anything is lost. saturated_o: the rounded value is outside the bounds.
// C++ twin: rnt in isa/arithmetic/rnt.h. Combinational.
module isomer_rnt #(
  parameter int unsigned AccW   = 48,  // accumulator width, two's complement
  parameter int unsigned BoundW = 17   // width of bounds and result, two's complement
) (
  input  logic signed [AccW-1:0]   acc_i,
  input  logic signed [6:0]        shift_i,
  input  logic [1:0]               mode_i,
  input  logic signed [BoundW-1:0] lo_i,
  input  logic signed [BoundW-1:0] hi_i,

  output logic signed [BoundW-1:0] out_o,
  output logic                     saturated_o
);

  if (AccW < 2 || AccW > 64 || BoundW < 2 || BoundW > 32) begin : gen_illegal_width
    $error("isomer_rnt: AccW must be in 2..64 and BoundW in 2..32");
  end

  // A value of NearW bits, shifted left by up to BoundW, still fits.
  localparam int unsigned NearW = BoundW + 1;
  localparam int unsigned LeftW = NearW + BoundW;
  localparam int unsigned WideW = (AccW > LeftW) ? AccW : LeftW;

  logic       is_left;
  logic [5:0] right;       // shift_i where that is not negative
  logic [6:0] left;        // -shift_i where that is positive: up to 64
  logic [5:0] left_bound;  // the same, no more than BoundW

  assign is_left    = shift_i[6];
  assign right      = shift_i[5:0];
  assign left       = -shift_i;
  assign left_bound = (left > 7'(BoundW)) ? 6'(BoundW) : left[5:0];

  ///////////////////
  // Right and up  //
  ///////////////////

  logic signed [AccW:0]   kept_guard;   // kept bits, then the guard bit
  logic signed [AccW-1:0] kept;
  logic                   guard;
  logic [AccW-1:0]        below_guard;  // mask of the bits worth less than one half
  logic                   sticky;
  logic                   up;
  logic signed [AccW-1:0] rounded;

  assign kept_guard  = signed'({acc_i, 1'b0}) >>> right;
  assign kept        = kept_guard[AccW:1];
  assign guard       = kept_guard[0];
  assign below_guard = (right == '0) ? '0 : ~({AccW{1'b1}} << (right - 6'd1));
  assign sticky      = |(unsigned'(acc_i) & below_guard);

  always_comb begin
    unique case (mode_i)
      2'd0:    up = guard;
      2'd1:    up = guard && (sticky || kept[0]);
      2'd2:    up = guard && (sticky || !acc_i[AccW-1]);
      default: up = 1'b0;
    endcase
  end

  // No carry is lost: wherever guard is set, kept has lost at least one bit of acc_i.
  assign rounded = kept + signed'({{(AccW-1){1'b0}}, up});

  ///////////////////
  // Left          //
  ///////////////////

  // Beyond NearW bits acc_i is outside any bounds, and stays so however far it is shifted.
  logic signed [NearW-1:0] near;
  logic signed [LeftW-1:0] shifted;

  if (AccW > NearW) begin : gen_near
    logic is_near;
    assign is_near = acc_i[AccW-1:NearW-1] == {(AccW-NearW+1){acc_i[AccW-1]}};
    assign near = is_near ? acc_i[NearW-1:0] : {acc_i[AccW-1], {(NearW-1){!acc_i[AccW-1]}}};
  end else begin : gen_always_near
    assign near = NearW'(acc_i);
  end

  assign shifted = LeftW'(near) <<< left_bound;

  ///////////////////
  // Clamp         //
  ///////////////////

  logic signed [WideW-1:0] value;

  assign value = is_left ? WideW'(shifted) : WideW'(rounded);

  isomer_clamp #(
    .InW (WideW),
    .OutW(BoundW)
  ) u_clamp (
    .value_i    (value),
    .lo_i       (lo_i),
    .hi_i       (hi_i),
    .out_o      (out_o),
    .saturated_o(saturated_o)
  );

endmodule : isomer_rnt
