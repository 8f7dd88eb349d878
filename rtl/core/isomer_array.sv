// SPDX-License-Identifier: Apache-2.0
//
// The weight-stationary array: R rows of input channels, C columns of output channels.
//
//   cycle n      weight_load_i: one row of stored weights enters the shadow
//   cycle n      x_valid_i: a pixel's R elements; swap_i: the shadow starts to work with it
//   cycle n + 1  products and column sums; column_read_i
//   cycle n + 2  accumulation; column_write_i
//
// Processing elements are instances with scalar registers: wide vectors would cost the simulation
// half its speed.
module isomer_array #(
  localparam int unsigned Rows    = isomer_config_pkg::Rows,
  localparam int unsigned Columns = isomer_config_pkg::Columns
) (
  input  logic                                        clk_i,
  input  logic                                        rst_ni,

  input  logic                                        weight_load_i,
  input  logic [isomer_config_pkg::ElementW-1:0]        weight_row_i,
  input  logic [isomer_config_pkg::WeightWordBits-1:0]      weights_i,

  input  logic                                        x_valid_i,
  input  logic                                        x_signed_i,
  input  logic                                        swap_i,
  input  logic [isomer_config_pkg::ActivationWordBits-1:0]  x_i,

  input  logic                                        column_read_i,
  input  logic                                        mac_bank_i,
  input  logic [isomer_config_pkg::EntryW-1:0]          read_entry_i,
  input  logic                                        bias_load_i,
  input  logic [isomer_config_pkg::ParameterWordBits-1:0]   biases_i,
  input  logic [5:0]                                  bias_shift_i,

  input  logic                                        column_write_i,
  input  logic [isomer_config_pkg::EntryW-1:0]          write_entry_i,
  input  logic                                        start_acc_i,
  input  logic                                        start_bias_i,
  input  logic                                        repeat_i,

  input  logic                                        post_read_i,
  input  logic                                        post_bank_i,
  input  logic [isomer_config_pkg::EntryW-1:0]          post_entry_i,
  output logic [isomer_config_pkg::AccumulatorWordBits-1:0] post_o
);

  localparam int unsigned XBits       = isomer_config_pkg::XBits;
  localparam int unsigned SumBits     = isomer_config_pkg::SumBits;
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits;
  localparam int unsigned AccBits     = isomer_config_pkg::AccumulatorBits;

  ///////////////////
  // Rows          //
  ///////////////////

  logic signed [XBits-1:0] x_q [0:Rows-1] /* verilator split_var */;
  logic                    load [0:Rows-1] /* verilator split_var */;

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    assign load[r] = weight_load_i && (weight_row_i == isomer_config_pkg::ElementW'(r));

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        x_q[r] <= '0;
      end else if (x_valid_i) begin
        x_q[r] <= {x_signed_i && x_i[r*ElementBits + ElementBits - 1],
                   x_i[r*ElementBits +: ElementBits]};
      end
    end
  end

  ///////////////////
  // Columns       //
  ///////////////////

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    logic signed [isomer_config_pkg::DecodedBits-1:0] weight;
    logic signed [SumBits-1:0] chain [0:Rows] /* verilator split_var */;
    logic signed [SumBits-1:0] sum_q;

    isomer_weight_decoder u_decoder (
      .code_i  (weights_i[c*ElementBits +: ElementBits]),
      .weight_o(weight)
    );

    assign chain[0] = '0;

    for (genvar r = 0; r < Rows; r++) begin : gen_pe
      isomer_pe u_pe (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .load_i  (load[r]),
        .weight_i(weight),
        .swap_i  (swap_i),
        .x_i     (x_q[r]),
        .sum_i   (chain[r]),
        .sum_o   (chain[r+1])
      );
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        sum_q <= '0;
      end else if (column_read_i) begin
        sum_q <= chain[Rows];
      end
    end

    isomer_column u_column (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .mac_read_i       (column_read_i),
      .mac_bank_i       (mac_bank_i),
      .mac_read_entry_i (read_entry_i),
      .bias_load_i      (bias_load_i),
      .bias_i           (biases_i[c*isomer_config_pkg::BiasBits +: isomer_config_pkg::BiasBits]),
      .bias_shift_i     (bias_shift_i),
      .mac_write_i      (column_write_i),
      .mac_write_entry_i(write_entry_i),
      .start_acc_i      (start_acc_i),
      .start_bias_i     (start_bias_i),
      .repeat_i         (repeat_i),
      .sum_i            (sum_q),
      .post_read_i      (post_read_i),
      .post_bank_i      (post_bank_i),
      .post_entry_i     (post_entry_i),
      .post_o           (post_o[c*AccBits +: AccBits])
    );
  end

endmodule : isomer_array
