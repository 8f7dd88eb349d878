// SPDX-License-Identifier: Apache-2.0
//
// The loop nest of a mac instruction, by increments: passes (g, i, ky, kx), in each the pixels
// (oy, ox). Periods overlap the weights of one pass with the pixels of the one before:
//
//   period 0        rows of pass 0                     R cycles
//   period k        rows of pass k, pixels of k - 1    max(P, R) cycles
//   period n        pixels of pass n - 1               P cycles
//
// Addresses count elements, so that plain words and packed, unaligned vectors step alike.
module isomer_mac_loop #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW + isomer_config_pkg::ElementW
) (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,

  input  logic                                       start_i,  // word_i holds until busy_o falls
  input  logic [isomer_isa_pkg::WordBits-1:0]       word_i,
  output logic                                       busy_o,

  // One row of weights
  output logic                                       row_valid_o,
  output logic [isomer_config_pkg::ElementW-1:0]       row_o,
  output logic [isomer_config_pkg::WeightAddrW-1:0]    row_addr_o,

  // One pixel
  output logic                                       pixel_valid_o,
  output logic                                       pixel_exists_o,   // not padding
  output logic [AddrW-1:0]                           pixel_addr_o,     // its first element
  output logic                                       pixel_first_o,    // of its pass
  output logic                                       group_first_o,    // in the first pass of g
  output logic [isomer_config_pkg::EntryW-1:0]         entry_o,
  output logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr_o
);

  localparam int unsigned Rows     = isomer_config_pkg::Rows;
  localparam int unsigned ElementW = isomer_config_pkg::ElementW;
  localparam int unsigned EntryW   = isomer_config_pkg::EntryW;
  localparam int unsigned WordW    = isomer_config_pkg::ActivationAddrW;
  localparam int unsigned PosW     = 16;  // coordinates, signed

  ///////////////////
  // Fields        //
  ///////////////////

  logic        is_packed;
  logic [15:0] x_base;
  logic [11:0] x_pitch;
  logic [15:0] x_plane;
  logic [9:0]  in_h;
  logic [9:0]  in_w;
  logic [9:0]  iy0;
  logic [9:0]  ix0;
  logic [9:0]  out_h;
  logic [9:0]  out_w;
  logic [4:0]  kernel_h;
  logic [4:0]  kernel_w;
  logic [3:0]  stride_h;
  logic [3:0]  stride_w;
  logic [9:0]  groups_in;
  logic [7:0]  groups_out;

  assign is_packed  = word_i[isomer_isa_pkg::MacMappingLsb +: isomer_isa_pkg::MacMappingWidth] ==
                      isomer_isa_pkg::MacMappingPacked;
  assign x_base     = word_i[isomer_isa_pkg::MacXBaseLsb +: isomer_isa_pkg::MacXBaseWidth];
  assign x_pitch    = word_i[isomer_isa_pkg::MacXPitchLsb +: isomer_isa_pkg::MacXPitchWidth];
  assign x_plane    = word_i[isomer_isa_pkg::MacXPlaneLsb +: isomer_isa_pkg::MacXPlaneWidth];
  assign in_h       = word_i[isomer_isa_pkg::MacInHLsb +: isomer_isa_pkg::MacInHWidth];
  assign in_w       = word_i[isomer_isa_pkg::MacInWLsb +: isomer_isa_pkg::MacInWWidth];
  assign iy0        = word_i[isomer_isa_pkg::MacIy0Lsb +: isomer_isa_pkg::MacIy0Width];
  assign ix0        = word_i[isomer_isa_pkg::MacIx0Lsb +: isomer_isa_pkg::MacIx0Width];
  assign out_h      = word_i[isomer_isa_pkg::MacOutHLsb +: isomer_isa_pkg::MacOutHWidth];
  assign out_w      = word_i[isomer_isa_pkg::MacOutWLsb +: isomer_isa_pkg::MacOutWWidth];
  assign kernel_h   = word_i[isomer_isa_pkg::MacKernelHLsb +: isomer_isa_pkg::MacKernelHWidth];
  assign kernel_w   = word_i[isomer_isa_pkg::MacKernelWLsb +: isomer_isa_pkg::MacKernelWWidth];
  assign stride_h   = word_i[isomer_isa_pkg::MacStrideHLsb +: isomer_isa_pkg::MacStrideHWidth];
  assign stride_w   = word_i[isomer_isa_pkg::MacStrideWLsb +: isomer_isa_pkg::MacStrideWWidth];
  assign groups_in  = word_i[isomer_isa_pkg::MacGroupsInLsb +: isomer_isa_pkg::MacGroupsInWidth];
  assign groups_out = word_i[isomer_isa_pkg::MacGroupsOutLsb +: isomer_isa_pkg::MacGroupsOutWidth];

  // Steps in elements. The two products are taken once, in the cycle of start_i.
  localparam logic [AddrW-1:0] WordStep = AddrW'(Rows);

  logic signed [21:0] iy0_words;
  logic [15:0]        stride_h_words;
  logic [WordW-1:0]   first_word;
  logic [AddrW-1:0]   first_addr;
  logic [AddrW-1:0]   ky_step;
  logic [AddrW-1:0]   i_step;
  logic [AddrW-1:0]   ox_step;

  assign iy0_words      = 22'(signed'(iy0)) * 22'(signed'({1'b0, x_pitch}));
  assign stride_h_words = 16'(stride_h) * 16'(x_pitch);
  assign first_word     = WordW'(x_base) + WordW'(unsigned'(iy0_words)) +
                          (is_packed ? '0 : WordW'(unsigned'(16'(signed'(ix0)))));
  assign first_addr     = {first_word, {ElementW{1'b0}}};
  assign ky_step        = {WordW'(x_pitch), {ElementW{1'b0}}};
  assign i_step         = is_packed ? '0 : {WordW'(x_plane), {ElementW{1'b0}}};
  assign ox_step        = is_packed ? AddrW'(x_plane) : {WordW'(stride_w), {ElementW{1'b0}}};

  ///////////////////
  // Periods       //
  ///////////////////

  logic                busy_q;
  logic                is_first_q;   // period 0
  logic                had_rows_q;   // this period loads a pass
  logic                rows_q;       // rows are left
  logic [ElementW-1:0] row_q;
  logic                pixels_q;     // pixels are left
  logic [9:0]          ox_left_q;
  logic [9:0]          oy_left_q;

  logic row_last;
  logic pixel_last;
  logic period_end;

  assign row_last   = row_q == ElementW'(Rows - 1);
  assign pixel_last = (ox_left_q == '0) && (oy_left_q == '0);
  assign period_end = busy_q && (!rows_q || row_last) && (!pixels_q || pixel_last);

  ///////////////////
  // Passes        //
  ///////////////////

  logic [7:0] g_left_q;
  logic [9:0] i_left_q;
  logic [4:0] ky_left_q;
  logic [4:0] kx_left_q;

  logic kx_wraps;
  logic ky_wraps;
  logic i_wraps;
  logic single_pass;  // the instruction has one
  logic two_left;     // the pass after the next one does not exist

  assign kx_wraps    = kx_left_q == '0;
  assign ky_wraps    = kx_wraps && (ky_left_q == '0);
  assign i_wraps     = ky_wraps && (i_left_q == '0);
  assign single_pass = (kernel_w == 5'd1) && (kernel_h == 5'd1) && (groups_in == 10'd1) &&
                       (groups_out == 8'd1);

  // The next pass is the last: all but the innermost loop that still moves are at their ends.
  always_comb begin
    if (!kx_wraps) begin
      two_left = (kx_left_q == 5'd1) && (ky_left_q == '0) && (i_left_q == '0) && (g_left_q == '0);
    end else if (!ky_wraps) begin
      two_left = (kernel_w == 5'd1) && (ky_left_q == 5'd1) && (i_left_q == '0) && (g_left_q == '0);
    end else if (!i_wraps) begin
      two_left = (kernel_w == 5'd1) && (kernel_h == 5'd1) && (i_left_q == 10'd1) &&
                 (g_left_q == '0);
    end else begin
      two_left = (kernel_w == 5'd1) && (kernel_h == 5'd1) && (groups_in == 10'd1) &&
                 (g_left_q == 8'd1);
    end
  end

  logic next_is_last;

  assign next_is_last = is_first_q ? single_pass : two_left;

  ///////////////////////////////////
  // Addresses and coordinates     //
  ///////////////////////////////////

  logic [AddrW-1:0]       oy_step_q;
  logic [AddrW-1:0]       start_addr_q;  // of pass 0
  logic [AddrW-1:0]       i_addr_q;      // of this i, ky = kx = 0
  logic [AddrW-1:0]       ky_addr_q;     // of this ky, kx = 0
  logic [AddrW-1:0]       pass_addr_q;   // of pixel 0
  logic [AddrW-1:0]       oy_addr_q;     // of this output row
  logic [AddrW-1:0]       addr_q;
  logic signed [PosW-1:0] pass_y_q;
  logic signed [PosW-1:0] pass_x_q;
  logic signed [PosW-1:0] y_q;
  logic signed [PosW-1:0] x_q;
  logic [EntryW-1:0]      g_entry_q;     // of pixel 0
  logic [EntryW-1:0]      entry_q;
  logic                   group_first_q;
  logic                   pixel_first_q;

  logic [isomer_config_pkg::WeightAddrW-1:0]    w_addr_q;
  logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr_q;

  // The pass after this one
  logic [AddrW-1:0]       next_addr;
  logic signed [PosW-1:0] next_y;
  logic signed [PosW-1:0] next_x;
  logic [EntryW-1:0]      next_entry;

  always_comb begin
    next_y     = PosW'(signed'(iy0));
    next_x     = PosW'(signed'(ix0));
    next_entry = g_entry_q;
    if (is_first_q) begin
      next_addr = start_addr_q;
    end else if (!kx_wraps) begin
      next_addr = pass_addr_q + WordStep;
      next_y    = pass_y_q;
      next_x    = pass_x_q + PosW'(1);
    end else if (!ky_wraps) begin
      next_addr = ky_addr_q + ky_step;
      next_y    = pass_y_q + PosW'(1);
    end else if (!i_wraps) begin
      next_addr = i_addr_q + i_step;
    end else begin
      next_addr  = start_addr_q;
      next_entry = pixels_q ? entry_q + EntryW'(1) : entry_q;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q        <= 1'b0;
      is_first_q    <= 1'b0;
      had_rows_q    <= 1'b0;
      rows_q        <= 1'b0;
      row_q         <= '0;
      pixels_q      <= 1'b0;
      ox_left_q     <= '0;
      oy_left_q     <= '0;
      g_left_q      <= '0;
      i_left_q      <= '0;
      ky_left_q     <= '0;
      kx_left_q     <= '0;
      oy_step_q     <= '0;
      start_addr_q  <= '0;
      i_addr_q      <= '0;
      ky_addr_q     <= '0;
      pass_addr_q   <= '0;
      oy_addr_q     <= '0;
      addr_q        <= '0;
      pass_y_q      <= '0;
      pass_x_q      <= '0;
      y_q           <= '0;
      x_q           <= '0;
      g_entry_q     <= '0;
      entry_q       <= '0;
      group_first_q <= 1'b0;
      pixel_first_q <= 1'b0;
      w_addr_q      <= '0;
      bias_addr_q   <= '0;
    end else if (start_i) begin
      busy_q        <= 1'b1;
      is_first_q    <= 1'b1;
      had_rows_q    <= 1'b1;
      rows_q        <= 1'b1;
      row_q         <= '0;
      pixels_q      <= 1'b0;
      g_left_q      <= groups_out - 8'd1;
      i_left_q      <= groups_in - 10'd1;
      ky_left_q     <= kernel_h - 5'd1;
      kx_left_q     <= kernel_w - 5'd1;
      oy_step_q     <= {WordW'(stride_h_words), {ElementW{1'b0}}};
      start_addr_q  <= first_addr;
      i_addr_q      <= first_addr;
      ky_addr_q     <= first_addr;
      g_entry_q     <= word_i[isomer_isa_pkg::MacAccBaseLsb +: EntryW];
      group_first_q <= 1'b1;
      w_addr_q      <= word_i[isomer_isa_pkg::MacWBaseLsb +: isomer_config_pkg::WeightAddrW];
      bias_addr_q   <= word_i[isomer_isa_pkg::MacBiasBaseLsb +: isomer_config_pkg::ParameterAddrW];
    end else if (busy_q) begin
      if (rows_q) begin
        row_q    <= row_q + ElementW'(1);
        w_addr_q <= w_addr_q + isomer_config_pkg::WeightAddrW'(1);
        rows_q   <= !row_last;
      end

      if (pixels_q) begin
        pixel_first_q <= 1'b0;
        pixels_q      <= !pixel_last;
        entry_q       <= entry_q + EntryW'(1);
        if (ox_left_q != '0) begin
          ox_left_q <= ox_left_q - 10'd1;
          addr_q    <= addr_q + ox_step;
          x_q       <= x_q + PosW'(signed'({1'b0, stride_w}));
        end else begin
          ox_left_q <= out_w - 10'd1;
          oy_left_q <= oy_left_q - 10'd1;
          addr_q    <= oy_addr_q + oy_step_q;
          oy_addr_q <= oy_addr_q + oy_step_q;
          x_q       <= pass_x_q;
          y_q       <= y_q + PosW'(signed'({1'b0, stride_h}));
        end
      end

      if (period_end) begin
        is_first_q <= 1'b0;
        busy_q     <= had_rows_q;
        pixels_q   <= had_rows_q;
        had_rows_q <= !next_is_last;
        rows_q     <= had_rows_q && !next_is_last;

        pixel_first_q <= 1'b1;
        ox_left_q     <= out_w - 10'd1;
        oy_left_q     <= out_h - 10'd1;
        pass_addr_q   <= next_addr;
        oy_addr_q     <= next_addr;
        addr_q        <= next_addr;
        pass_y_q      <= next_y;
        pass_x_q      <= next_x;
        y_q           <= next_y;
        x_q           <= next_x;
        g_entry_q     <= next_entry;
        entry_q       <= next_entry;

        if (!is_first_q) begin
          group_first_q <= i_wraps;
          kx_left_q     <= kx_wraps ? kernel_w - 5'd1 : kx_left_q - 5'd1;
          if (kx_wraps) begin
            ky_addr_q <= next_addr;
            ky_left_q <= ky_wraps ? kernel_h - 5'd1 : ky_left_q - 5'd1;
          end
          if (ky_wraps) begin
            i_addr_q <= next_addr;
            i_left_q <= i_wraps ? groups_in - 10'd1 : i_left_q - 10'd1;
          end
          if (i_wraps) begin
            g_left_q    <= g_left_q - 8'd1;
            bias_addr_q <= bias_addr_q + isomer_config_pkg::ParameterAddrW'(1);
          end
        end
      end
    end
  end

  ///////////////////
  // Outputs       //
  ///////////////////

  logic y_exists;
  logic x_exists;

  assign y_exists = !y_q[PosW-1] && (y_q[PosW-2:0] < (PosW-1)'(in_h));
  assign x_exists = !x_q[PosW-1] && (x_q[PosW-2:0] < (PosW-1)'(in_w));

  assign busy_o         = busy_q;
  assign row_valid_o    = rows_q;
  assign row_o          = row_q;
  assign row_addr_o     = w_addr_q;
  assign pixel_valid_o  = pixels_q;
  assign pixel_exists_o = y_exists && (x_exists || is_packed);
  assign pixel_addr_o   = addr_q;
  assign pixel_first_o  = pixel_first_q;
  assign group_first_o  = group_first_q;
  assign entry_o        = entry_q;
  assign bias_addr_o    = bias_addr_q;

endmodule : isomer_mac_loop
