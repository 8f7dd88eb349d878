// SPDX-License-Identifier: Apache-2.0
//
// The product of one multiply-accumulate; exact.
//
//   product_o = x_i * w_i                                                    ARITHMETIC.md (F6)
//
// C++ twin: the product in mac, isa/arithmetic/accumulate.h. Combinational.
module isomer_multiply #(
  parameter int unsigned XW = 9,  // activation, two's complement: one bit more than it has unsigned
  parameter int unsigned WW = 10  // decoded weight, two's complement
) (
  input  logic signed [XW-1:0]    x_i,
  input  logic signed [WW-1:0]    w_i,

  output logic signed [XW+WW-1:0] product_o
);

  assign product_o = x_i * w_i;

endmodule : isomer_multiply
