// SPDX-License-Identifier: Apache-2.0
//
// What an operation on stored tensors rounds; exact.
//
//   is_product_i  value_o = a_i * b_i                        ARITHMETIC.md (F13) multiply, (F15)
//   else          value_o = a_i * 2^e1_i + b_i * 2^e2_i      ARITHMETIC.md (F13) add, rescale
//
// A sum takes the low XW bits of its operands, two's complement; isomer_rnt follows. While enable_i
// is low a product is zero: nothing moves, and a simulator multiplies nothing.
// C++ twins: add, multiply, rescale in isa/arithmetic/elementwise.h, average in
// isa/arithmetic/pool.h. Combinational.
module isomer_elementwise #(
  parameter int unsigned AW     = 25,  // first factor: x, or the sum of a window
  parameter int unsigned BW     = 16,  // second factor: r, or M of an average
  parameter int unsigned XW     = 9,   // operands of a sum
  parameter int unsigned OutW   = 40,  // value_o; what a product has beyond it is lost
  parameter int unsigned HasSum = 1    // 0: products only
) (
  input  logic                   enable_i,
  input  logic signed [AW-1:0]   a_i,
  input  logic signed [BW-1:0]   b_i,
  input  logic                   is_product_i,
  input  logic [3:0]             e1_i,
  input  logic [3:0]             e2_i,

  output logic signed [OutW-1:0] value_o
);

  if (AW < XW || BW < XW || OutW < XW + 16) begin : gen_illegal_width
    $error("isomer_elementwise: AW and BW must be at least XW, OutW at least XW + 16");
  end

  logic signed [OutW-1:0] product;

  always_comb begin
    product = '0;
    if (enable_i) begin
      product = OutW'(a_i) * OutW'(b_i);
    end
  end

  if (HasSum != 0) begin : gen_sum
    logic signed [XW+15:0] sum;

    isomer_residual_sum #(
      .AW(XW),
      .BW(XW)
    ) u_sum (
      .a_i  (a_i[XW-1:0]),
      .b_i  (b_i[XW-1:0]),
      .e1_i (e1_i),
      .e2_i (e2_i),
      .sum_o(sum)
    );

    assign value_o = is_product_i ? product : OutW'(sum);
  end else begin : gen_product
    assign value_o = product;
  end

endmodule : isomer_elementwise
