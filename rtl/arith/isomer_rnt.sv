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
// left and clamps before anything is lost. saturated_o: as isomer_clamp has it.
// While enable_i is low, acc_i counts as zero: nothing moves, and a simulator computes nothing.
// C++ twin: rnt in isa/arithmetic/rnt.h. Combinational.
module isomer_rnt #(
  parameter int unsigned AccW    = 48,  // accumulator width, two's complement
  parameter int unsigned BoundW  = 17,  // width of bounds and result, two's complement
  parameter int unsigned IsRange = 0    // 1: lo_i is -2^k and hi_i is 2^k - 1
) (
  input  logic                     enable_i,
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

  // Beyond NearW bits a value is outside any bounds, and clamps as the nearest one does.
  localparam int unsigned NearW = BoundW + 1;
  localparam int unsigned LeftW = NearW + BoundW;
  localparam int unsigned WideW = (AccW > NearW) ? AccW : NearW;

  // rnd(acc * 2^-right)
  function automatic logic signed [AccW-1:0] round_right(
    input logic signed [AccW-1:0] acc,
    input logic [5:0]             right,
    input logic [1:0]             mode
  );
    logic signed [AccW:0]   kept_guard;   // kept bits, then the guard bit
    logic signed [AccW-1:0] kept;
    logic                   guard;
    logic [AccW-1:0]        below_guard;  // mask of the bits worth less than one half
    logic                   sticky;
    logic                   up;
    kept_guard  = signed'({acc, 1'b0}) >>> right;
    kept        = kept_guard[AccW:1];
    guard       = kept_guard[0];
    below_guard = (right == '0) ? '0 : ~({AccW{1'b1}} << (right - 6'd1));
    sticky      = |(unsigned'(acc) & below_guard);
    unique case (mode)
      2'd0:    up = guard;
      2'd1:    up = guard && (sticky || kept[0]);
      2'd2:    up = guard && (sticky || !acc[AccW-1]);
      default: up = 1'b0;
    endcase
    // No carry is lost: wherever guard is set, kept has lost at least one bit of acc.
    round_right = kept + signed'({{(AccW-1){1'b0}}, up});
  endfunction

  // The value itself, or the nearest one of NearW bits
  function automatic logic signed [NearW-1:0] near(input logic signed [WideW-1:0] value);
    near = (value[WideW-1:NearW-1] == {(WideW-NearW+1){value[WideW-1]}}) ?
           value[NearW-1:0] : {value[WideW-1], {(NearW-1){!value[WideW-1]}}};
  endfunction

  // value * 2^left, or the nearest one of NearW bits: it is lost when a bit that leaves is no sign
  function automatic logic signed [NearW-1:0] shift_left(
    input logic signed [NearW-1:0] value,
    input logic [6:0]              left
  );
    logic signed [LeftW-1:0] shifted;
    logic [5:0]              left_bound;  // left, no more than BoundW
    left_bound = (left > 7'(BoundW)) ? 6'(BoundW) : left[5:0];
    shifted    = LeftW'(value) <<< left_bound;
    shift_left = (shifted[LeftW-1:NearW-1] == {(LeftW-NearW+1){value[NearW-1]}}) ?
                 shifted[NearW-1:0] : {value[NearW-1], {(NearW-1){!value[NearW-1]}}};
  endfunction

  logic signed [NearW-1:0] value;

  always_comb begin
    value = '0;
    if (enable_i) begin
      if (shift_i[6]) begin
        value = shift_left(near(WideW'(acc_i)), -shift_i);
      end else begin
        value = near(WideW'(round_right(acc_i, shift_i[5:0], mode_i)));
      end
    end
  end

  if (IsRange != 0) begin : gen_range
    // Out of range when a bit that lo_i sets is no sign; the bound is lo_i, or all others
    logic             negative;
    logic [NearW-1:0] no_sign;

    assign negative    = value[NearW-1];
    assign no_sign     = unsigned'(value) ^ {NearW{negative}};
    assign saturated_o = |(no_sign & unsigned'(NearW'(lo_i)));
    assign out_o       = saturated_o ? lo_i ^ {BoundW{!negative}} : value[BoundW-1:0];

    logic unused_hi;
    assign unused_hi = ^hi_i;
  end else begin : gen_clamp
    isomer_clamp #(
      .InW (NearW),
      .OutW(BoundW)
    ) u_clamp (
      .value_i    (value),
      .lo_i       (lo_i),
      .hi_i       (hi_i),
      .out_o      (out_o),
      .saturated_o(saturated_o)
    );
  end

endmodule : isomer_rnt
