// SPDX-License-Identifier: Apache-2.0
//
// The product with a power of two, or with zero; exact.
//
//   product_o = zero_i ? 0 : (negative_i ? -x_i : x_i) * 2^shift_i     ARITHMETIC.md (F6), (F16)
//
// C++ twin: the product in mac, isa/arithmetic/accumulate.h, of decode_pot. Combinational.
module isomer_shift #(
  parameter  int unsigned XW       = 9,  // activation, two's complement
  localparam int unsigned ProductW = XW + 9
) (
  input  logic signed [XW-1:0]       x_i,
  input  logic                       zero_i,
  input  logic                       negative_i,
  input  logic [3:0]                 shift_i,  // 0..8

  output logic signed [ProductW-1:0] product_o
);

  logic signed [ProductW-1:0] x;
  logic signed [ProductW-1:0] signed_x;
  logic signed [ProductW-1:0] shifted;

  assign x         = zero_i ? '0 : ProductW'(x_i);
  assign signed_x  = negative_i ? -x : x;
  assign shifted   = signed_x <<< shift_i[2:0];
  assign product_o = shift_i[3] ? signed_x <<< 8 : shifted;

endmodule : isomer_shift
