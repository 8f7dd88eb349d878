// SPDX-License-Identifier: Apache-2.0
//
// The weight-stationary array: R rows of input channels, C columns of output channels.
//
//   cycle n      weight_load_i: one row of codes is decoded and enters the shadow
//   cycle n      x_valid_i: R elements; swap_i: the shadow starts to work with them
//   cycle n + 1  products and column sums; column_read_i
//   cycle n + 2  accumulation; column_write_i
//
// Every column of a row meets the same element; in the depthwise mappings each meets its own, which
// waits in a tap: window 9 rows of them, diagonal the first one. Of x and tap one is always zero.
//
// Processing elements are instances with scalar registers: wide vectors would cost the simulation
// half its speed.
module isomer_array #(
  localparam int unsigned Rows    = isomer_config_pkg::Rows,
  localparam int unsigned Columns = isomer_config_pkg::Columns,
  localparam int unsigned OffsetW = $clog2(isomer_config_pkg::OperandBits)
) (
  input  logic                                              clk_i,
  input  logic                                              rst_ni,

  input  logic                                              weight_load_i,
  input  logic [isomer_config_pkg::ElementW-1:0]            weight_row_i,
  input  logic [OffsetW-1:0]                                weight_offset_i,  // in C bits
  input  logic [isomer_config_pkg::WeightWordBits-1:0]      weights_i,
  input  logic [2:0]                                        stored_bits_i,
  input  logic [1:0]                                        decoder_i,
  input  logic signed [9:0]                                 zero_point_i,
  input  logic [16*isomer_config_pkg::DecodedBits-1:0]      table_i,

  input  logic                                              clear_i,  // before the first x of all
  input  logic                                              x_valid_i,
  input  logic                                              x_signed_i,
  input  logic                                              is_window_i,
  input  logic                                              is_diagonal_i,
  input  logic [1:0]                                        tap_row_i,  // window: the row of x_i
  input  logic [9:0]                                        i_i,  // diagonal: group of columns
  input  logic                                              swap_i,
  input  logic [isomer_config_pkg::ActivationWordBits-1:0]  x_i,

  input  logic                                              column_read_i,
  input  logic                                              mac_bank_i,
  input  logic [isomer_config_pkg::EntryW-1:0]              read_entry_i,
  input  logic                                              bias_load_i,
  input  logic [isomer_config_pkg::ParameterWordBits-1:0]   biases_i,
  input  logic [5:0]                                        bias_shift_i,

  input  logic                                              column_write_i,
  input  logic [isomer_config_pkg::EntryW-1:0]              write_entry_i,
  input  logic                                              start_acc_i,
  input  logic                                              start_bias_i,
  input  logic                                              repeat_i,

  input  logic                                              post_read_i,
  input  logic                                              post_bank_i,
  input  logic [isomer_config_pkg::EntryW-1:0]              post_entry_i,
  output logic [isomer_config_pkg::AccumulatorWordBits-1:0] post_o
);

  localparam int unsigned XBits       = isomer_config_pkg::XBits;
  localparam int unsigned SumBits     = isomer_config_pkg::SumBits;
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits;
  localparam int unsigned AccBits     = isomer_config_pkg::AccumulatorBits;

  ///////////////////
  // Rows          //
  ///////////////////

  logic signed [XBits-1:0] element [0:Rows-1] /* verilator split_var */;
  logic signed [XBits-1:0] x_q [0:Rows-1] /* verilator split_var */;
  logic                    load [0:Rows-1] /* verilator split_var */;
  logic                    is_depthwise;

  assign is_depthwise = is_window_i || is_diagonal_i;

  for (genvar r = 0; r < Rows; r++) begin : gen_row
    assign element[r] = {x_signed_i && x_i[r*ElementBits + ElementBits - 1],
                         x_i[r*ElementBits +: ElementBits]};
    assign load[r]    = weight_load_i && (weight_row_i == isomer_config_pkg::ElementW'(r));

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        x_q[r] <= '0;
      end else if (x_valid_i) begin
        x_q[r] <= is_depthwise ? '0 : element[r];
      end
    end
  end

  ///////////////////
  // Taps          //
  ///////////////////

  localparam int unsigned Taps = (isomer_config_pkg::HasWindow == 1) ? 9 :
                                 ((isomer_config_pkg::HasDepthwise == 1) ? 1 : 0);

  localparam int unsigned TapRegisters = (Taps == 0) ? 1 : Taps * Columns;

  // Tap 3 * row + column of the window; its rows move to the left one by one.
  logic signed [XBits-1:0] tap_q [0:TapRegisters-1] /* verilator split_var */;

  for (genvar t = 0; t < Taps; t++) begin : gen_tap
    logic shift;

    assign shift = (isomer_config_pkg::HasWindow == 1) && x_valid_i && is_window_i &&
                   (tap_row_i == 2'(t / 3));

    for (genvar c = 0; c < Columns; c++) begin : gen_tap_column
      logic signed [XBits-1:0] next;

      if (t % 3 == 2) begin : gen_newest
        assign next = element[c % Rows];
      end else if (Taps == 9) begin : gen_older
        assign next = tap_q[(t+1)*Columns + c];
      end else begin : gen_alone
        assign next = '0;
      end

      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          tap_q[t*Columns + c] <= '0;
        end else if (clear_i) begin
          tap_q[t*Columns + c] <= '0;
        end else if (shift) begin
          tap_q[t*Columns + c] <= next;
        end else if ((t == 0) && x_valid_i && is_diagonal_i) begin
          tap_q[t*Columns + c] <= (i_i == 10'(c / Rows)) ? element[c % Rows] : '0;
        end
      end
    end
  end

  ///////////////////
  // Weights       //
  ///////////////////

  logic [isomer_config_pkg::WeightWordBits-1:0] codes;  // those of the row lowest

  if (isomer_config_pkg::HasDecoders == 1) begin : gen_packed
    assign codes = weights_i >> {weight_offset_i, {$clog2(Columns){1'b0}}};
  end else begin : gen_whole
    assign codes = weights_i;
  end

  ///////////////////
  // Columns       //
  ///////////////////

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    logic [isomer_config_pkg::WeightBits-1:0] weight;
    logic signed [SumBits-1:0] chain [0:Rows] /* verilator split_var */;
    logic signed [SumBits-1:0] sum_q;

    isomer_weight_decoder #(
      .Column(c)
    ) u_decoder (
      .row_i        (codes),
      .stored_bits_i(stored_bits_i),
      .decoder_i    (decoder_i),
      .offset_i     (zero_point_i),
      .table_i      (table_i),
      .weight_o     (weight)
    );

    assign chain[0] = '0;

    for (genvar r = 0; r < Rows; r++) begin : gen_pe
      logic signed [XBits-1:0] x;

      if (r < Taps) begin : gen_tapped
        assign x = x_q[r] | tap_q[r*Columns + c];
      end else begin : gen_plain
        assign x = x_q[r];
      end

      isomer_pe u_pe (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .load_i  (load[r]),
        .weight_i(weight),
        .swap_i  (swap_i),
        .x_i     (x),
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
