// SPDX-License-Identifier: Apache-2.0
//
// One processing element: a weight that works, the next one in its shadow, and one product.
//
//   sum_o = sum_i + x_i * weight
//
// load_i fills the shadow; swap_i makes the shadow the working weight (both in one cycle: the old
// shadow works, the new one waits). An array without multipliers holds {zero, negative, shift}.
module isomer_pe (
  input  logic                                         clk_i,
  input  logic                                         rst_ni,

  input  logic                                         load_i,
  input  logic [isomer_config_pkg::WeightBits-1:0]     weight_i,
  input  logic                                         swap_i,

  input  logic signed [isomer_config_pkg::XBits-1:0]   x_i,
  input  logic signed [isomer_config_pkg::SumBits-1:0] sum_i,
  output logic signed [isomer_config_pkg::SumBits-1:0] sum_o
);

  logic [isomer_config_pkg::WeightBits-1:0] shadow_q;
  logic [isomer_config_pkg::WeightBits-1:0] weight_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      shadow_q <= '0;
      weight_q <= '0;
    end else begin
      if (load_i) begin
        shadow_q <= weight_i;
      end
      if (swap_i) begin
        weight_q <= shadow_q;
      end
    end
  end

  if (isomer_config_pkg::Multipliers == 1) begin : gen_multiplier
    localparam int unsigned ProductBits =
        isomer_config_pkg::XBits + isomer_config_pkg::DecodedBits;

    logic signed [isomer_config_pkg::DecodedBits-1:0] weight;
    logic signed [ProductBits-1:0]                    product;

    assign weight = weight_q;

    isomer_multiply #(
      .XW(isomer_config_pkg::XBits),
      .WW(isomer_config_pkg::DecodedBits)
    ) u_multiply (
      .x_i      (x_i),
      .w_i      (weight),
      .product_o(product)
    );

    assign sum_o = sum_i + isomer_config_pkg::SumBits'(product);
  end else begin : gen_shifter
    logic signed [isomer_config_pkg::XBits+8:0] product;

    isomer_shift #(
      .XW(isomer_config_pkg::XBits)
    ) u_shift (
      .x_i       (x_i),
      .zero_i    (weight_q[5]),
      .negative_i(weight_q[4]),
      .shift_i   (weight_q[3:0]),
      .product_o (product)
    );

    assign sum_o = sum_i + isomer_config_pkg::SumBits'(product);
  end

endmodule : isomer_pe
