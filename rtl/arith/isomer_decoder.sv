// SPDX-License-Identifier: Apache-2.0
//
// A stored weight to the integer that is multiplied, of which the low WeightW bits are kept.
//
//   integer  the code in two's complement + offset_i                         ARITHMETIC.md (F16)
//   odd      2 * the code in two's complement + 1
//   table    entry number code mod 16 of table_i
//   pot      zero, or +-2^k
//
// C++ twin: decode in isa/arithmetic/decoder.h. Combinational.
module isomer_decoder #(
  parameter  int unsigned CodeW   = 8,  // 8 or 16
  localparam int unsigned WeightW = CodeW + 2
) (
  input  logic [CodeW-1:0]          code_i,         // higher bits are ignored
  input  logic [2:0]                stored_bits_i,  // log2 of the bits of the code, at most CodeW
  input  logic [1:0]                decoder_i,      // in the order above
  input  logic signed [9:0]         offset_i,
  input  logic [16*WeightW-1:0]     table_i,        // entry 0 lowest

  output logic signed [WeightW-1:0] weight_o
);

  logic signed [CodeW-1:0] code;
  logic                    zero;
  logic                    negative;
  logic [3:0]              shift;
  logic signed [10:0]      power;

  always_comb begin
    case (stored_bits_i)
      3'd0:    code = {CodeW{code_i[0]}};
      3'd1:    code = CodeW'(signed'(code_i[1:0]));
      3'd2:    code = CodeW'(signed'(code_i[3:0]));
      3'd3:    code = CodeW'(signed'(code_i[7:0]));
      default: code = code_i;
    endcase
  end

  isomer_pot #(
    .CodeW(CodeW)
  ) u_pot (
    .code_i       (code_i),
    .stored_bits_i(stored_bits_i),
    .zero_o       (zero),
    .negative_o   (negative),
    .shift_o      (shift)
  );

  isomer_shift #(
    .XW(2)
  ) u_power (
    .x_i       (2'sd1),
    .zero_i    (zero),
    .negative_i(negative),
    .shift_i   (shift),
    .product_o (power)
  );

  logic unused_sign;  // 1 times 2^8 needs a bit less than -2 times 2^8
  assign unused_sign = power[10];

  logic [3:0] entry;

  always_comb begin
    case (stored_bits_i)
      3'd0:    entry = {3'b0, code_i[0]};
      3'd1:    entry = {2'b0, code_i[1:0]};
      default: entry = code_i[3:0];
    endcase
  end

  always_comb begin
    case (decoder_i)
      2'd0:    weight_o = WeightW'(code) + WeightW'(offset_i);
      2'd1:    weight_o = {code[CodeW-1], code, 1'b1};
      2'd2:    weight_o = table_i[entry*WeightW +: WeightW];
      default: weight_o = WeightW'(signed'(power[9:0]));
    endcase
  end

endmodule : isomer_decoder
