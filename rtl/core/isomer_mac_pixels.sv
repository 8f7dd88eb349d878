// SPDX-License-Identifier: Apache-2.0
//
// The pixels of one pass, by increments: output rows, output columns. One word of activations is
// asked for per cycle (packed: two neighbouring ones) and gives one pixel. The window asks for a
// column of three words, from left to right in each output row, and has a pixel with the last word
// of its third column.
module isomer_mac_pixels #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW + isomer_config_pkg::ElementW
) (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // for products: isomer_product
  input  logic                                 start_i,  // word_i holds from here on
  input  logic [isomer_isa_pkg::WordBits-1:0]  word_i,

  input  logic                                 begin_i,  // a pass begins in the next cycle
  input  logic                                 group_first_i,  // it is the first of its g
  input  logic [AddrW-1:0]                     addr_i,
  input  logic signed [15:0]                   y_i,
  input  logic signed [15:0]                   x_i,

  output logic                                 valid_o,   // asks for activations
  output logic                                 exists_o,  // not padding
  output logic [AddrW-1:0]                     addr_o,    // of the first element
  output logic                                 first_o,   // of the pass
  output logic                                 last_o,    // of the pass
  output logic [1:0]                           tap_row_o, // window: row of the word
  output logic                                 pixel_o,   // with it a pixel is complete
  output logic [isomer_config_pkg::EntryW-1:0] entry_o    // of that pixel
);

  localparam int unsigned ElementW = isomer_config_pkg::ElementW;
  localparam int unsigned EntryW   = isomer_config_pkg::EntryW;
  localparam int unsigned WordW    = isomer_config_pkg::ActivationAddrW;

  ///////////////////
  // Fields        //
  ///////////////////

  logic [1:0]  mapping;
  logic        is_packed;
  logic        is_window;
  logic [11:0] x_pitch;
  logic [15:0] x_plane;
  logic [9:0]  in_h;
  logic [9:0]  in_w;
  logic [9:0]  all_oy;
  logic [9:0]  all_ox;
  logic [3:0]  stride_h;
  logic [3:0]  stride_w;

  assign mapping   = word_i[isomer_isa_pkg::MacMappingLsb +: isomer_isa_pkg::MacMappingWidth];
  assign is_packed = mapping == isomer_isa_pkg::MacMappingPacked;
  assign is_window = (isomer_config_pkg::HasWindow == 1) &&
                     (mapping == isomer_isa_pkg::MacMappingWindow);
  assign x_pitch   = word_i[isomer_isa_pkg::MacXPitchLsb +: isomer_isa_pkg::MacXPitchWidth];
  assign x_plane   = word_i[isomer_isa_pkg::MacXPlaneLsb +: isomer_isa_pkg::MacXPlaneWidth];
  assign in_h      = word_i[isomer_isa_pkg::MacInHLsb +: isomer_isa_pkg::MacInHWidth];
  assign in_w      = word_i[isomer_isa_pkg::MacInWLsb +: isomer_isa_pkg::MacInWWidth];
  assign all_oy   = word_i[isomer_isa_pkg::MacOutHLsb +: isomer_isa_pkg::MacOutHWidth];
  assign all_ox   = word_i[isomer_isa_pkg::MacOutWLsb +: isomer_isa_pkg::MacOutWWidth];
  assign stride_h  = word_i[isomer_isa_pkg::MacStrideHLsb +: isomer_isa_pkg::MacStrideHWidth];
  assign stride_w  = word_i[isomer_isa_pkg::MacStrideWLsb +: isomer_isa_pkg::MacStrideWWidth];

  logic [WordW-1:0] stride_h_words;
  logic [AddrW-1:0] pitch_step;
  logic [AddrW-1:0] ox_step;

  isomer_product #(
    .OutW(WordW)
  ) u_stride_h_words (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .prepare_i(prepare_i),
    .a_i      (10'(stride_h)),
    .b_i      (x_pitch),
    .product_o(stride_h_words)
  );

  assign pitch_step     = {WordW'(x_pitch), {ElementW{1'b0}}};
  assign ox_step        = is_packed ? AddrW'(x_plane) : {WordW'(stride_w), {ElementW{1'b0}}};

  ///////////////////
  // State         //
  ///////////////////

  logic [AddrW-1:0]   oy_step_q;
  logic               valid_q;
  logic               first_q;
  logic [9:0]         oy_left_q;       // with this one
  logic [9:0]         ox_left_q;
  logic [3:0]         columns_left_q;  // window: to the one that completes a pixel
  logic [1:0]         tap_row_q;
  logic [AddrW-1:0]   row_addr_q;      // of this output row
  logic [AddrW-1:0]   column_addr_q;   // window: of this column
  logic [AddrW-1:0]   addr_q;
  logic signed [15:0] row_y_q;
  logic signed [15:0] row_x_q;
  logic signed [15:0] y_q;
  logic signed [15:0] x_q;
  logic [EntryW-1:0]  group_entry_q;   // of pixel 0
  logic [EntryW-1:0]  entry_q;

  logic              column_ends;  // window: the last word of a column
  logic              is_pixel;
  logic              row_ends;
  logic [AddrW-1:0]  next_column;
  logic [AddrW-1:0]  next_row;
  logic [EntryW-1:0] pass_entry;

  assign column_ends = tap_row_q == 2'd2;
  assign is_pixel    = !is_window || (column_ends && (columns_left_q == '0));
  assign row_ends    = is_pixel && (ox_left_q == 10'd1);
  assign next_column = column_addr_q + AddrW'(isomer_config_pkg::Rows);
  assign next_row    = row_addr_q + oy_step_q;
  assign pass_entry  = group_first_i ? entry_q + EntryW'(valid_q) : group_entry_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      oy_step_q      <= '0;
      valid_q        <= 1'b0;
      first_q        <= 1'b0;
      oy_left_q      <= '0;
      ox_left_q      <= '0;
      columns_left_q <= '0;
      tap_row_q      <= '0;
      row_addr_q     <= '0;
      column_addr_q  <= '0;
      addr_q         <= '0;
      row_y_q        <= '0;
      row_x_q        <= '0;
      y_q            <= '0;
      x_q            <= '0;
      group_entry_q  <= '0;
      entry_q        <= '0;
    end else if (start_i) begin
      oy_step_q <= {stride_h_words, {ElementW{1'b0}}};
      entry_q   <= word_i[isomer_isa_pkg::MacAccBaseLsb +: EntryW];
    end else if (begin_i) begin
      valid_q        <= 1'b1;
      first_q        <= 1'b1;
      oy_left_q      <= all_oy;
      ox_left_q      <= all_ox;
      columns_left_q <= 4'd2;
      tap_row_q      <= '0;
      row_addr_q     <= addr_i;
      column_addr_q  <= addr_i;
      addr_q         <= addr_i;
      row_y_q        <= y_i;
      row_x_q        <= x_i;
      y_q            <= y_i;
      x_q            <= x_i;
      group_entry_q  <= pass_entry;
      entry_q        <= pass_entry;
    end else if (valid_q) begin
      first_q <= 1'b0;
      if (is_pixel) begin
        entry_q   <= entry_q + EntryW'(1);
        ox_left_q <= row_ends ? all_ox : ox_left_q - 10'd1;
      end
      if (row_ends) begin
        valid_q        <= oy_left_q != 10'd1;
        oy_left_q      <= oy_left_q - 10'd1;
        columns_left_q <= 4'd2;
        tap_row_q      <= '0;
        row_addr_q     <= next_row;
        column_addr_q  <= next_row;
        addr_q         <= next_row;
        row_y_q        <= row_y_q + 16'(signed'({1'b0, stride_h}));
        y_q            <= row_y_q + 16'(signed'({1'b0, stride_h}));
        x_q            <= row_x_q;
      end else if (!is_window) begin
        addr_q <= addr_q + ox_step;
        x_q    <= x_q + 16'(signed'({1'b0, stride_w}));
      end else if (!column_ends) begin
        tap_row_q <= tap_row_q + 2'd1;
        addr_q    <= addr_q + pitch_step;
        y_q       <= y_q + 16'd1;
      end else begin
        tap_row_q     <= '0;
        column_addr_q <= next_column;
        addr_q        <= next_column;
        y_q           <= row_y_q;
        x_q           <= x_q + 16'd1;
        if (!is_pixel) begin
          columns_left_q <= columns_left_q - 4'd1;
        end else begin
          columns_left_q <= (stride_w == '0) ? '0 : stride_w - 4'd1;
        end
      end
    end
  end

  ///////////////////
  // Outputs       //
  ///////////////////

  logic y_exists;
  logic x_exists;

  assign y_exists = (y_q[15:10] == '0) && (y_q[9:0] < in_h);
  assign x_exists = (x_q[15:10] == '0) && (x_q[9:0] < in_w);

  assign valid_o   = valid_q;
  assign exists_o  = y_exists && (x_exists || is_packed);
  assign addr_o    = addr_q;
  assign first_o   = first_q;
  assign last_o    = row_ends && (oy_left_q == 10'd1);
  assign tap_row_o = tap_row_q;
  assign pixel_o   = valid_q && is_pixel;
  assign entry_o   = entry_q;

endmodule : isomer_mac_pixels
