// SPDX-License-Identifier: Apache-2.0
//
// A stored power of two to what a shifter needs.
//
//   p = the code below its sign;   zero_o: p = 0;   shift_o = min(p - 1, 8)  ARITHMETIC.md (F16)
//
// negative_o and shift_o mean nothing while zero_o. C++ twin: decode_pot in
// isa/arithmetic/decoder.h. Combinational.
module isomer_pot #(
  parameter  int unsigned CodeW  = 8,  // 8 or 16
  localparam int unsigned IndexW = $clog2(CodeW)
) (
  input  logic [CodeW-1:0] code_i,         // higher bits are ignored
  input  logic [2:0]       stored_bits_i,  // log2 of the bits of the code, at most CodeW

  output logic             zero_o,
  output logic             negative_o,
  output logic [3:0]       shift_o
);

  logic [4:0]       bits;
  logic [CodeW-1:0] p;

  assign bits       = 5'd1 << stored_bits_i;
  assign negative_o = code_i[IndexW'(bits - 5'd1)];
  assign p          = code_i & ((CodeW'(1) << (bits - 5'd1)) - CodeW'(1));
  assign zero_o     = p == '0;
  assign shift_o    = (p > CodeW'(8)) ? 4'd8 : 4'(p - CodeW'(1));

endmodule : isomer_pot
