// SPDX-License-Identifier: Apache-2.0
//
// A stored weight to the integer that is multiplied: 8 bits two's complement   ARITHMETIC.md (F16)
//
// C++ twin: decode_int in isa/arithmetic/decoder.h. Combinational.
module isomer_weight_decoder (
  input  logic [isomer_config_pkg::OperandBits-1:0]        code_i,

  output logic signed [isomer_config_pkg::DecodedBits-1:0] weight_o
);

  assign weight_o = isomer_config_pkg::DecodedBits'(signed'(code_i));

endmodule : isomer_weight_decoder
