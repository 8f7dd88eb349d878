// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of a mac instruction. Periods overlap the weights of one pass with the pixels of
// the one before:
//
//   period 0        rows of pass 0                     D cycles
//   period k        rows of pass k, pixels of k - 1    max(P, D) cycles
//   period n        pixels of pass n - 1               P cycles
module isomer_mac_loop #(
  localparam int unsigned WordW   = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned AddrW   = WordW + isomer_config_pkg::ElementW,
  localparam int unsigned OffsetW = $clog2(isomer_config_pkg::OperandBits)
) (
  input  logic                                         clk_i,
  input  logic                                         rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // for products: isomer_product
  input  logic                                         start_i,  // word_i holds until busy_o falls
  input  logic [isomer_isa_pkg::WordBits-1:0]          word_i,
  output logic                                         busy_o,

  // One row of weights: isomer_mac_rows
  output logic                                         row_valid_o,
  output logic [isomer_config_pkg::ElementW-1:0]       row_o,
  output logic [isomer_config_pkg::WeightAddrW-1:0]    row_addr_o,
  output logic [OffsetW-1:0]                           row_offset_o,

  // Activations: isomer_mac_pixels
  output logic                                         x_valid_o,
  output logic                                         x_exists_o,
  output logic [AddrW-1:0]                             x_addr_o,
  output logic                                         x_first_o,
  output logic [1:0]                                   tap_row_o,
  output logic                                         pixel_o,
  output logic [isomer_config_pkg::EntryW-1:0]         entry_o,

  // Their pass: isomer_mac_passes
  output logic                                         group_first_o,
  output logic [9:0]                                   i_o,
  output logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr_o
);

  logic busy_q;
  logic has_pass_q;  // u_passes shows a pass: the one whose rows are loaded
  logic row_last;
  logic x_last;
  logic period_ends;
  logic pass_begins;  // its pixels do
  logic pass_last;

  assign period_ends = busy_q && (!row_valid_o || row_last) && (!x_valid_o || x_last);
  assign pass_begins = period_ends && has_pass_q;

  logic                                         group_first;
  logic [9:0]                                   i;
  logic [AddrW-1:0]                             pass_addr;
  logic signed [15:0]                           pass_y;
  logic signed [15:0]                           pass_x;
  logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr;

  isomer_mac_passes u_passes (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .prepare_i    (prepare_i),
    .start_i      (start_i),
    .word_i       (word_i),
    .step_i       (pass_begins),
    .last_o       (pass_last),
    .group_first_o(group_first),
    .i_o          (i),
    .addr_o       (pass_addr),
    .y_o          (pass_y),
    .x_o          (pass_x),
    .bias_addr_o  (bias_addr)
  );

  isomer_mac_rows u_rows (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (start_i),
    .word_i  (word_i),
    .begin_i (pass_begins && !pass_last),
    .valid_o (row_valid_o),
    .last_o  (row_last),
    .row_o   (row_o),
    .addr_o  (row_addr_o),
    .offset_o(row_offset_o)
  );

  isomer_mac_pixels u_pixels (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .prepare_i    (prepare_i),
    .start_i      (start_i),
    .word_i       (word_i),
    .begin_i      (pass_begins),
    .group_first_i(group_first),
    .addr_i       (pass_addr),
    .y_i          (pass_y),
    .x_i          (pass_x),
    .valid_o      (x_valid_o),
    .exists_o     (x_exists_o),
    .addr_o       (x_addr_o),
    .first_o      (x_first_o),
    .last_o       (x_last),
    .tap_row_o    (tap_row_o),
    .pixel_o      (pixel_o),
    .entry_o      (entry_o)
  );

  logic                                         group_first_q;
  logic [9:0]                                   i_q;
  logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q        <= 1'b0;
      has_pass_q    <= 1'b0;
      group_first_q <= 1'b0;
      i_q           <= '0;
      bias_addr_q   <= '0;
    end else if (start_i) begin
      busy_q     <= 1'b1;
      has_pass_q <= 1'b1;
    end else if (period_ends) begin
      busy_q     <= has_pass_q;
      has_pass_q <= has_pass_q && !pass_last;
      if (has_pass_q) begin
        group_first_q <= group_first;
        i_q           <= i;
        bias_addr_q   <= bias_addr;
      end
    end
  end

  assign busy_o        = busy_q;
  assign group_first_o = group_first_q;
  assign i_o           = i_q;
  assign bias_addr_o   = bias_addr_q;

endmodule : isomer_mac_loop
