// SPDX-License-Identifier: Apache-2.0
//
// The least and the largest integer of a format: the bounds of an average.
//
//   lo_o = -2^(bits_i - 1), hi_o = 2^(bits_i - 1) - 1 if is_signed_i       ARITHMETIC.md (F1)
//   lo_o = 0,               hi_o = 2^bits_i - 1       else                 ARITHMETIC.md (F15)
//
// bits_i is in 1..16 (fetch refuses the rest). C++ twin: Format in isa/arithmetic/format.h.
// Combinational.
module isomer_range (
  input  logic [4:0]         bits_i,
  input  logic               is_signed_i,

  output logic signed [16:0] lo_o,
  output logic signed [16:0] hi_o
);

  logic [4:0] magnitude_bits;

  assign magnitude_bits = bits_i - 5'(is_signed_i);
  assign hi_o           = ~signed'({17{1'b1}} << magnitude_bits);
  assign lo_o           = is_signed_i ? ~hi_o : '0;

endmodule : isomer_range
