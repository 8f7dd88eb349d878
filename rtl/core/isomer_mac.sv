// SPDX-License-Identifier: Apache-2.0
//
// The MAC unit: a mac instruction from its word to the array. Stages of a pixel:
//
//   S0  address; activation words are requested
//   S1  words are aligned; the pass's weights take over; the bias is requested
//   S2  products and sums; the accumulator is requested
//   S3  accumulation
//
// Busy for D + (n - 1) * max(P, D) + P cycles from the one after start_i (with a table: after it
// was copied), then three to drain.
module isomer_mac #(
  localparam int unsigned AddrW    = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW,
  localparam int unsigned EntryW   = isomer_config_pkg::EntryW,
  localparam int unsigned OffsetW  = $clog2(isomer_config_pkg::OperandBits)
) (
  input  logic                                              clk_i,
  input  logic                                              rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // for products: isomer_product
  input  logic                                              start_i,  // word_i holds from here on
  input  logic [isomer_isa_pkg::WordBits-1:0]               word_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]     banks_i,  // locked for reading
  output logic                                              done_o,  // all written next cycle
  output logic                                              pixel_o,  // a pixel: counted

  output logic                                              even_read_o,
  output logic [AddrW-2:0]                                  even_addr_o,
  input  logic [isomer_config_pkg::ActivationWordBits-1:0]  even_i,
  output logic                                              odd_read_o,
  output logic [AddrW-2:0]                                  odd_addr_o,
  input  logic [isomer_config_pkg::ActivationWordBits-1:0]  odd_i,

  output logic                                              weight_read_o,
  output logic [isomer_config_pkg::WeightAddrW-1:0]         weight_addr_o,
  input  logic [isomer_config_pkg::WeightWordBits-1:0]      weights_i,

  output logic                                              parameter_read_o,
  output logic [isomer_config_pkg::ParameterAddrW-1:0]      parameter_addr_o,
  input  logic [isomer_config_pkg::ParameterWordBits-1:0]   parameters_i,

  input  logic                                              post_read_i,
  input  logic                                              post_bank_i,
  input  logic [EntryW-1:0]                                 post_entry_i,
  output logic [isomer_config_pkg::AccumulatorWordBits-1:0] post_o
);

  localparam int unsigned BankAddrW = isomer_config_pkg::BankAddrW;
  localparam int unsigned BankW     = isomer_config_pkg::BankW;

  logic [1:0]  mode;
  logic [1:0]  mapping;
  logic [1:0]  decoder;
  logic [11:0] argument;
  logic        acc_bank;
  logic        is_packed;

  logic signed [9:0] zero_point;

  assign mode       = word_i[isomer_isa_pkg::MacModeLsb +: isomer_isa_pkg::MacModeWidth];
  assign mapping    = word_i[isomer_isa_pkg::MacMappingLsb +: isomer_isa_pkg::MacMappingWidth];
  assign decoder    = word_i[isomer_isa_pkg::MacDecoderLsb +: isomer_isa_pkg::MacDecoderWidth];
  assign argument   = word_i[isomer_isa_pkg::MacDecoderArgumentLsb +:
                             isomer_isa_pkg::MacDecoderArgumentWidth];
  assign zero_point = argument[9:0];
  assign acc_bank   = word_i[isomer_isa_pkg::MacAccBaseLsb + EntryW];
  assign is_packed  = mapping == isomer_isa_pkg::MacMappingPacked;

  ///////////////////
  // Table         //
  ///////////////////

  logic                                         loop_start;
  logic                                         table_busy;
  logic                                         table_read;
  logic [isomer_config_pkg::ParameterAddrW-1:0] table_addr;
  logic [16*isomer_config_pkg::DecodedBits-1:0] weight_table;

  isomer_weight_table u_table (
    .clk_i   (clk_i),
    .rst_ni  (rst_ni),
    .start_i (start_i),
    .wanted_i(decoder == isomer_isa_pkg::MacDecoderTable),
    .base_i  (argument[isomer_config_pkg::ParameterAddrW-1:0]),
    .start_o (loop_start),
    .busy_o  (table_busy),
    .read_o  (table_read),
    .addr_o  (table_addr),
    .data_i  (parameters_i),
    .table_o (weight_table)
  );

  ///////////////////
  // S0            //
  ///////////////////

  logic                                         loop_busy;
  logic                                         row_valid;
  logic [ElementW-1:0]                          row;
  logic [OffsetW-1:0]                           row_offset;
  logic                                         x_valid;
  logic                                         x_exists;
  logic [AddrW+ElementW-1:0]                    x_addr;
  logic                                         x_first;
  logic [1:0]                                   tap_row;
  logic                                         group_first;
  logic [9:0]                                   i;
  logic [EntryW-1:0]                            entry;
  logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr;

  isomer_mac_loop u_loop (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .prepare_i    (prepare_i),
    .start_i      (loop_start),
    .word_i       (word_i),
    .busy_o       (loop_busy),
    .row_valid_o  (row_valid),
    .row_o        (row),
    .row_addr_o   (weight_addr_o),
    .row_offset_o (row_offset),
    .x_valid_o    (x_valid),
    .x_exists_o   (x_exists),
    .x_addr_o     (x_addr),
    .x_first_o    (x_first),
    .tap_row_o    (tap_row),
    .pixel_o      (pixel_o),
    .entry_o      (entry),
    .group_first_o(group_first),
    .i_o          (i),
    .bias_addr_o  (bias_addr)
  );

  assign weight_read_o = row_valid;

  logic [AddrW-1:0] word_addr;
  logic             odd_first;
  logic             even_locked;
  logic             odd_locked;

  assign word_addr   = x_addr[ElementW +: AddrW];
  assign odd_first   = word_addr[0];
  assign odd_addr_o  = word_addr[AddrW-1:1];
  assign even_addr_o = word_addr[AddrW-1:1] + (AddrW-1)'(odd_first);
  assign even_locked = banks_i[BankW'(even_addr_o >> (BankAddrW - 1))];
  assign odd_locked  = banks_i[BankW'(odd_addr_o >> (BankAddrW - 1))];
  assign even_read_o = x_valid && x_exists && even_locked && (is_packed || !odd_first);
  assign odd_read_o  = x_valid && x_exists && odd_locked && (is_packed || odd_first);

  ///////////////////
  // S1            //
  ///////////////////

  logic                s1_row_valid_q;
  logic [ElementW-1:0] s1_row_q;
  logic [OffsetW-1:0]  s1_row_offset_q;
  logic                s1_x_q;      // a word has arrived
  logic                s1_first_q;  // the first one of its pass
  logic                s1_even_q;
  logic                s1_odd_q;
  logic                s1_odd_first_q;
  logic [ElementW-1:0] s1_offset_q;
  logic [1:0]          s1_tap_row_q;
  logic [9:0]          s1_i_q;
  logic                s1_pixel_q;  // it completes a pixel
  logic                s1_group_first_q;
  logic [EntryW-1:0]   s1_entry_q;

  logic [isomer_config_pkg::ParameterAddrW-1:0] s1_bias_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s1_row_valid_q   <= 1'b0;
      s1_row_q         <= '0;
      s1_row_offset_q  <= '0;
      s1_x_q           <= 1'b0;
      s1_first_q       <= 1'b0;
      s1_even_q        <= 1'b0;
      s1_odd_q         <= 1'b0;
      s1_odd_first_q   <= 1'b0;
      s1_offset_q      <= '0;
      s1_tap_row_q     <= '0;
      s1_i_q           <= '0;
      s1_pixel_q       <= 1'b0;
      s1_group_first_q <= 1'b0;
      s1_entry_q       <= '0;
      s1_bias_addr_q   <= '0;
    end else begin
      s1_row_valid_q   <= row_valid;
      s1_row_q         <= row;
      s1_row_offset_q  <= row_offset;
      s1_x_q           <= x_valid;
      s1_first_q       <= x_first;
      s1_even_q        <= even_read_o;
      s1_odd_q         <= odd_read_o;
      s1_odd_first_q   <= odd_first;
      s1_offset_q      <= x_addr[ElementW-1:0];
      s1_tap_row_q     <= tap_row;
      s1_i_q           <= i;
      s1_pixel_q       <= pixel_o;
      s1_group_first_q <= group_first;
      s1_entry_q       <= entry;
      s1_bias_addr_q   <= bias_addr;
    end
  end

  logic [isomer_config_pkg::ActivationWordBits-1:0] x;

  isomer_align u_align (
    .even_i       (even_i),
    .even_counts_i(s1_even_q),
    .odd_i        (odd_i),
    .odd_counts_i (s1_odd_q),
    .odd_first_i  (s1_odd_first_q),
    .offset_i     (s1_offset_q),
    .x_o          (x)
  );

  logic bias_wanted;

  assign bias_wanted      = s1_x_q && s1_first_q && s1_group_first_q;
  assign parameter_read_o = table_read || bias_wanted;
  assign parameter_addr_o = table_read ? table_addr : s1_bias_addr_q;

  ///////////////////
  // S2 and S3     //
  ///////////////////

  logic              s2_valid_q;
  logic              s2_bias_q;  // the bias has just been read
  logic              s2_group_first_q;
  logic [EntryW-1:0] s2_entry_q;
  logic              s3_valid_q;
  logic              s3_group_first_q;
  logic              s3_repeat_q;  // the entry of the pixel just before
  logic [EntryW-1:0] s3_entry_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s2_valid_q       <= 1'b0;
      s2_bias_q        <= 1'b0;
      s2_group_first_q <= 1'b0;
      s2_entry_q       <= '0;
      s3_valid_q       <= 1'b0;
      s3_group_first_q <= 1'b0;
      s3_repeat_q      <= 1'b0;
      s3_entry_q       <= '0;
    end else begin
      s2_valid_q       <= s1_pixel_q;
      s2_bias_q        <= bias_wanted;
      s2_group_first_q <= s1_group_first_q;
      s2_entry_q       <= s1_entry_q;
      s3_valid_q       <= s2_valid_q;
      s3_group_first_q <= s2_group_first_q;
      s3_repeat_q      <= s3_valid_q && (s3_entry_q == s2_entry_q);
      s3_entry_q       <= s2_entry_q;
    end
  end

  isomer_array u_array (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .weight_load_i  (s1_row_valid_q),
    .weight_row_i   (s1_row_q),
    .weight_offset_i(s1_row_offset_q),
    .weights_i      (weights_i),
    .stored_bits_i  (word_i[isomer_isa_pkg::MacStoredBitsLsb +:
                            isomer_isa_pkg::MacStoredBitsWidth]),
    .decoder_i      (decoder),
    .zero_point_i   (zero_point),
    .table_i        (weight_table),
    .clear_i        (start_i),
    .x_valid_i      (s1_x_q),
    .x_signed_i     (word_i[isomer_isa_pkg::MacXSignedLsb]),
    .is_window_i    ((isomer_config_pkg::HasWindow == 1) &&
                     (mapping == isomer_isa_pkg::MacMappingWindow)),
    .is_diagonal_i  ((isomer_config_pkg::HasDepthwise == 1) &&
                     (mapping == isomer_isa_pkg::MacMappingDiagonal)),
    .tap_row_i      (s1_tap_row_q),
    .i_i            (s1_i_q),
    .swap_i         (s1_x_q && s1_first_q),
    .x_i            (x),
    .column_read_i  (s2_valid_q),
    .mac_bank_i     (acc_bank),
    .read_entry_i   (s2_entry_q),
    .bias_load_i    (s2_bias_q),
    .biases_i       (parameters_i),
    .bias_shift_i   (word_i[isomer_isa_pkg::MacBiasShiftLsb +: isomer_isa_pkg::MacBiasShiftWidth]),
    .column_write_i (s3_valid_q),
    .write_entry_i  (s3_entry_q),
    .start_acc_i    (!s3_group_first_q || (mode == isomer_isa_pkg::MacModeAccumulate)),
    .start_bias_i   (mode == isomer_isa_pkg::MacModeBias),
    .repeat_i       (s3_repeat_q),
    .post_read_i    (post_read_i),
    .post_bank_i    (post_bank_i),
    .post_entry_i   (post_entry_i),
    .post_o         (post_o)
  );

  assign done_o = !start_i && !table_busy && !loop_busy && !s1_pixel_q && !s2_valid_q;

endmodule : isomer_mac
