// SPDX-License-Identifier: Apache-2.0
//
// The passes of a mac instruction in order: groups of output channels, of input channels, kernel
// rows, kernel columns (window: groups of output channels alone). One pass stands at the outputs
// until step_i.
//
// Addresses count elements: those of packed vectors are unaligned, and in the depthwise mappings
// the low bits say which element of a word is column 0's.
module isomer_mac_passes #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW + isomer_config_pkg::ElementW
) (
  input  logic                                         clk_i,
  input  logic                                         rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // for products: isomer_product
  input  logic                                         start_i,  // word_i holds from here on
  input  logic [isomer_isa_pkg::WordBits-1:0]          word_i,
  input  logic                                         step_i,

  output logic                                         last_o,
  output logic                                         group_first_o,  // the first pass of g
  output logic [9:0]                                   i_o,
  output logic [AddrW-1:0]                             addr_o,         // of pixel 0
  output logic signed [15:0]                           y_o,
  output logic signed [15:0]                           x_o,
  output logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr_o
);

  localparam int unsigned Rows     = isomer_config_pkg::Rows;
  localparam int unsigned Columns  = isomer_config_pkg::Columns;
  localparam int unsigned ElementW = isomer_config_pkg::ElementW;
  localparam int unsigned WordW    = isomer_config_pkg::ActivationAddrW;

  ///////////////////
  // Fields        //
  ///////////////////

  logic [1:0]  mapping;
  logic        is_packed;
  logic        is_window;
  logic        is_depthwise;
  logic [15:0] x_base;
  logic [11:0] x_pitch;
  logic [15:0] x_plane;
  logic [9:0]  iy0;
  logic [9:0]  ix0;
  logic [4:0]  all_ky;
  logic [4:0]  all_kx;
  logic [9:0]  all_i;
  logic [7:0]  all_g;

  assign mapping      = word_i[isomer_isa_pkg::MacMappingLsb +: isomer_isa_pkg::MacMappingWidth];
  assign is_packed    = mapping == isomer_isa_pkg::MacMappingPacked;
  assign is_window    = (isomer_config_pkg::HasWindow == 1) &&
                        (mapping == isomer_isa_pkg::MacMappingWindow);
  assign is_depthwise = is_window || ((isomer_config_pkg::HasDepthwise == 1) &&
                                      (mapping == isomer_isa_pkg::MacMappingDiagonal));
  assign x_base       = word_i[isomer_isa_pkg::MacXBaseLsb +: isomer_isa_pkg::MacXBaseWidth];
  assign x_pitch      = word_i[isomer_isa_pkg::MacXPitchLsb +: isomer_isa_pkg::MacXPitchWidth];
  assign x_plane      = word_i[isomer_isa_pkg::MacXPlaneLsb +: isomer_isa_pkg::MacXPlaneWidth];
  assign iy0          = word_i[isomer_isa_pkg::MacIy0Lsb +: isomer_isa_pkg::MacIy0Width];
  assign ix0          = word_i[isomer_isa_pkg::MacIx0Lsb +: isomer_isa_pkg::MacIx0Width];
  assign all_ky      = is_window ? 5'd1 : word_i[isomer_isa_pkg::MacKernelHLsb +:
                                                isomer_isa_pkg::MacKernelHWidth];
  assign all_kx      = is_window ? 5'd1 : word_i[isomer_isa_pkg::MacKernelWLsb +:
                                                isomer_isa_pkg::MacKernelWWidth];
  assign all_i       = is_window ? 10'd1 : word_i[isomer_isa_pkg::MacGroupsInLsb +:
                                                isomer_isa_pkg::MacGroupsInWidth];
  assign all_g       = word_i[isomer_isa_pkg::MacGroupsOutLsb +:
                               isomer_isa_pkg::MacGroupsOutWidth];

  logic [WordW-1:0] iy0_words;
  logic [WordW-1:0] first_word;
  logic [AddrW-1:0] first_addr;

  isomer_product #(
    .OutW(WordW)
  ) u_iy0_words (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .prepare_i(prepare_i),
    .a_i      (iy0),
    .b_i      (x_pitch),
    .product_o(iy0_words)
  );

  assign first_word = WordW'(x_base) + iy0_words +
                      (is_packed ? '0 : WordW'(unsigned'(16'(signed'(ix0)))));
  assign first_addr = {first_word, {ElementW{1'b0}}};

  ///////////////////
  // Counters      //
  ///////////////////

  // What is left, with this one
  logic [7:0] g_left_q;
  logic [9:0] i_left_q;
  logic [4:0] ky_left_q;
  logic [4:0] kx_left_q;
  logic       kx_wraps;
  logic       ky_wraps;
  logic       i_wraps;

  assign kx_wraps = kx_left_q == 5'd1;
  assign ky_wraps = kx_wraps && (ky_left_q == 5'd1);
  assign i_wraps  = ky_wraps && (i_left_q == 10'd1);
  assign last_o   = i_wraps && (g_left_q == 8'd1);

  ///////////////////
  // Addresses     //
  ///////////////////

  logic [AddrW-1:0] g_addr_q;   // of this g, the others 0
  logic [AddrW-1:0] i_addr_q;   // of this i, ky = kx = 0
  logic [AddrW-1:0] ky_addr_q;  // of this ky, kx = 0
  logic [AddrW-1:0] addr_q;
  logic [AddrW-1:0] plane_step;
  logic [AddrW-1:0] group_step;

  assign plane_step = {WordW'(x_plane), {ElementW{1'b0}}};

  // Depthwise: the next C channels, in the same word or in the next plane
  if (isomer_config_pkg::HasDepthwise == 0) begin : gen_no_group_step
    assign group_step = '0;
  end else if (Columns >= Rows) begin : gen_planes
    assign group_step = is_depthwise ? plane_step << $clog2(Columns / Rows) : '0;
  end else begin : gen_elements
    logic plane_ends;

    assign plane_ends = g_addr_q[ElementW-1:0] == ElementW'(Rows - Columns);
    assign group_step = !is_depthwise ? '0 :
                        (plane_ends ? plane_step - AddrW'(Rows - Columns) : AddrW'(Columns));
  end

  logic [AddrW-1:0] next_from;
  logic [AddrW-1:0] next_step;
  logic [AddrW-1:0] next_addr;

  always_comb begin
    if (!kx_wraps) begin
      next_from = addr_q;
      next_step = AddrW'(Rows);
    end else if (!ky_wraps) begin
      next_from = ky_addr_q;
      next_step = {WordW'(x_pitch), {ElementW{1'b0}}};
    end else if (!i_wraps) begin
      next_from = i_addr_q;
      next_step = is_packed ? '0 : plane_step;
    end else begin
      next_from = g_addr_q;
      next_step = group_step;
    end
  end

  assign next_addr = next_from + next_step;

  ///////////////////
  // State         //
  ///////////////////

  logic [9:0]         i_q;
  logic               group_first_q;
  logic signed [15:0] y_q;
  logic signed [15:0] x_q;

  logic [isomer_config_pkg::ParameterAddrW-1:0] bias_addr_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      g_left_q      <= '0;
      i_left_q      <= '0;
      ky_left_q     <= '0;
      kx_left_q     <= '0;
      i_q           <= '0;
      g_addr_q      <= '0;
      i_addr_q      <= '0;
      ky_addr_q     <= '0;
      addr_q        <= '0;
      y_q           <= '0;
      x_q           <= '0;
      group_first_q <= 1'b0;
      bias_addr_q   <= '0;
    end else if (start_i) begin
      g_left_q      <= all_g;
      i_left_q      <= all_i;
      ky_left_q     <= all_ky;
      kx_left_q     <= all_kx;
      i_q           <= '0;
      g_addr_q      <= first_addr;
      i_addr_q      <= first_addr;
      ky_addr_q     <= first_addr;
      addr_q        <= first_addr;
      y_q           <= 16'(signed'(iy0));
      x_q           <= 16'(signed'(ix0));
      group_first_q <= 1'b1;
      bias_addr_q   <= word_i[isomer_isa_pkg::MacBiasBaseLsb +: isomer_config_pkg::ParameterAddrW];
    end else if (step_i) begin
      group_first_q <= i_wraps;
      addr_q        <= next_addr;
      kx_left_q     <= kx_wraps ? all_kx : kx_left_q - 5'd1;
      x_q           <= kx_wraps ? 16'(signed'(ix0)) : x_q + 16'd1;
      if (kx_wraps) begin
        ky_addr_q <= next_addr;
        ky_left_q <= ky_wraps ? all_ky : ky_left_q - 5'd1;
        y_q       <= ky_wraps ? 16'(signed'(iy0)) : y_q + 16'd1;
      end
      if (ky_wraps) begin
        i_addr_q <= next_addr;
        i_left_q <= i_wraps ? all_i : i_left_q - 10'd1;
        i_q      <= i_wraps ? '0 : i_q + 10'd1;
      end
      if (i_wraps) begin
        g_addr_q    <= next_addr;
        g_left_q    <= g_left_q - 8'd1;
        bias_addr_q <= bias_addr_q + isomer_config_pkg::ParameterAddrW'(1);
      end
    end
  end

  assign group_first_o = group_first_q;
  assign i_o           = i_q;
  assign addr_o        = addr_q;
  assign y_o           = y_q;
  assign x_o           = x_q;
  assign bias_addr_o   = bias_addr_q;

endmodule : isomer_mac_passes
