// SPDX-License-Identifier: Apache-2.0
//
// Brings a bias to the accumulator's exponent.
//
//   acc_o = bias_i * 2^shift_i   modulo 2^AccW, two's complement             ARITHMETIC.md (F8)
//
// Zero from shift_i = AccW on. C++ twin: align_bias in isa/arithmetic/bias.h. Combinational.
module isomer_bias_align #(
  parameter int unsigned BiasW = 16,  // width of the bias, two's complement
  parameter int unsigned AccW  = 32   // accumulator width, two's complement
) (
  input  logic signed [BiasW-1:0] bias_i,
  input  logic [5:0]              shift_i,

  output logic signed [AccW-1:0]  acc_o
);

  if (BiasW > AccW) begin : gen_illegal_width
    $error("isomer_bias_align: BiasW must not exceed AccW");
  end

  assign acc_o = AccW'(bias_i) <<< shift_i;

endmodule : isomer_bias_align
