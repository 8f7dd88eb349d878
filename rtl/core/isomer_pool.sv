// SPDX-License-Identifier: Apache-2.0
//
// The max_pool instruction: one activation word of a window per cycle, R maxima at once. Stages:
//
//   S0  the word is requested    S1  it is taken
//   S2  maximum so far           S3  after the window's last word: the result is written
//
// Busy for groups * out_h * out_w * kernel_h * kernel_w cycles from the one after start_i, then
// three to drain.
module isomer_pool #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned W     = isomer_config_pkg::ActivationWordBits
) (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,

  input  logic                                 start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]    read_banks_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]    write_banks_i,
  output logic                                 done_o,  // all written next cycle

  output logic                                 read_o,
  output logic [AddrW-1:0]                     read_addr_o,
  input  logic [W-1:0]                         data_i,

  output logic                                 write_o,
  output logic [AddrW-1:0]                     write_addr_o,
  output logic [W-1:0]                         write_data_o
);

  localparam int unsigned Rows        = isomer_config_pkg::Rows;
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits;
  localparam int unsigned BankW       = isomer_config_pkg::BankW;
  localparam int unsigned BankAddrW   = isomer_config_pkg::BankAddrW;
  localparam int unsigned PosW        = 16;  // coordinates, signed

  ///////////////////
  // Fields        //
  ///////////////////

  logic [AddrW-1:0] x_base;
  logic [11:0]      x_pitch;
  logic [AddrW-1:0] x_plane;
  logic             x_signed;
  logic [9:0]       in_h;
  logic [9:0]       in_w;
  logic [9:0]       iy0;
  logic [9:0]       ix0;
  logic [9:0]       out_h;
  logic [9:0]       out_w;
  logic [4:0]       kernel_h;
  logic [4:0]       kernel_w;
  logic [3:0]       stride_h;
  logic [3:0]       stride_w;
  logic [9:0]       groups;
  logic [AddrW-1:0] y_base;
  logic [AddrW-1:0] y_pitch;
  logic [AddrW-1:0] y_plane;

  assign x_base   = word_i[isomer_isa_pkg::MaxPoolXBaseLsb +: AddrW];
  assign x_pitch  = word_i[isomer_isa_pkg::MaxPoolXPitchLsb +: isomer_isa_pkg::MaxPoolXPitchWidth];
  assign x_plane  = word_i[isomer_isa_pkg::MaxPoolXPlaneLsb +: AddrW];
  assign x_signed = word_i[isomer_isa_pkg::MaxPoolXSignedLsb];
  assign in_h     = word_i[isomer_isa_pkg::MaxPoolInHLsb +: isomer_isa_pkg::MaxPoolInHWidth];
  assign in_w     = word_i[isomer_isa_pkg::MaxPoolInWLsb +: isomer_isa_pkg::MaxPoolInWWidth];
  assign iy0      = word_i[isomer_isa_pkg::MaxPoolIy0Lsb +: isomer_isa_pkg::MaxPoolIy0Width];
  assign ix0      = word_i[isomer_isa_pkg::MaxPoolIx0Lsb +: isomer_isa_pkg::MaxPoolIx0Width];
  assign out_h    = word_i[isomer_isa_pkg::MaxPoolOutHLsb +: isomer_isa_pkg::MaxPoolOutHWidth];
  assign out_w    = word_i[isomer_isa_pkg::MaxPoolOutWLsb +: isomer_isa_pkg::MaxPoolOutWWidth];
  assign kernel_h =
      word_i[isomer_isa_pkg::MaxPoolKernelHLsb +: isomer_isa_pkg::MaxPoolKernelHWidth];
  assign kernel_w =
      word_i[isomer_isa_pkg::MaxPoolKernelWLsb +: isomer_isa_pkg::MaxPoolKernelWWidth];
  assign stride_h =
      word_i[isomer_isa_pkg::MaxPoolStrideHLsb +: isomer_isa_pkg::MaxPoolStrideHWidth];
  assign stride_w =
      word_i[isomer_isa_pkg::MaxPoolStrideWLsb +: isomer_isa_pkg::MaxPoolStrideWWidth];
  assign groups   = word_i[isomer_isa_pkg::MaxPoolGroupsLsb +: isomer_isa_pkg::MaxPoolGroupsWidth];
  assign y_base   = word_i[isomer_isa_pkg::MaxPoolYBaseLsb +: AddrW];
  assign y_pitch  =
      AddrW'(word_i[isomer_isa_pkg::MaxPoolYPitchLsb +: isomer_isa_pkg::MaxPoolYPitchWidth]);
  assign y_plane  = word_i[isomer_isa_pkg::MaxPoolYPlaneLsb +: AddrW];

  // The two products are taken once, in the cycle of start_i.
  logic signed [21:0] iy0_words;
  logic [15:0]        stride_h_words;
  logic [AddrW-1:0]   first_addr;

  assign iy0_words      = 22'(signed'(iy0)) * 22'(signed'({1'b0, x_pitch}));
  assign stride_h_words = 16'(stride_h) * 16'(x_pitch);
  assign first_addr     = x_base + AddrW'(unsigned'(iy0_words)) +
                          AddrW'(unsigned'(16'(signed'(ix0))));

  ///////////////////
  // S0: the loops //
  ///////////////////

  logic       busy_q;
  logic [9:0] g_left_q;
  logic [9:0] oy_left_q;
  logic [9:0] ox_left_q;
  logic [4:0] ky_left_q;
  logic [4:0] kx_left_q;
  logic       window_first_q;

  logic ky_wraps;
  logic window_last;
  logic ox_wraps;
  logic oy_wraps;

  assign ky_wraps    = kx_left_q == '0;
  assign window_last = ky_wraps && (ky_left_q == '0);
  assign ox_wraps    = window_last && (ox_left_q == '0);
  assign oy_wraps    = ox_wraps && (oy_left_q == '0);

  // Addresses of window position (0, 0) for this group, row and pixel, and of this row and word
  logic [AddrW-1:0]       oy_step_q;
  logic [AddrW-1:0]       g_addr_q;
  logic [AddrW-1:0]       oy_addr_q;
  logic [AddrW-1:0]       ox_addr_q;
  logic [AddrW-1:0]       ky_addr_q;
  logic [AddrW-1:0]       addr_q;
  logic signed [PosW-1:0] oy_y_q;
  logic signed [PosW-1:0] ox_x_q;
  logic signed [PosW-1:0] y_q;
  logic signed [PosW-1:0] x_q;

  // Addresses of results
  logic [AddrW-1:0] g_out_q;
  logic [AddrW-1:0] oy_out_q;
  logic [AddrW-1:0] out_q;

  // Position (0, 0) of the next window
  logic [AddrW-1:0]       next_addr;
  logic signed [PosW-1:0] next_y;
  logic signed [PosW-1:0] next_x;
  logic [AddrW-1:0]       next_out;

  always_comb begin
    next_y = oy_y_q;
    next_x = PosW'(signed'(ix0));
    if (!ox_wraps) begin
      next_addr = ox_addr_q + AddrW'(stride_w);
      next_x    = ox_x_q + PosW'(signed'({1'b0, stride_w}));
      next_out  = out_q + AddrW'(1);
    end else if (!oy_wraps) begin
      next_addr = oy_addr_q + oy_step_q;
      next_y    = oy_y_q + PosW'(signed'({1'b0, stride_h}));
      next_out  = oy_out_q + y_pitch;
    end else begin
      next_addr = g_addr_q + x_plane;
      next_y    = PosW'(signed'(iy0));
      next_out  = g_out_q + y_plane;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q         <= 1'b0;
      g_left_q       <= '0;
      oy_left_q      <= '0;
      ox_left_q      <= '0;
      ky_left_q      <= '0;
      kx_left_q      <= '0;
      window_first_q <= 1'b0;
      oy_step_q      <= '0;
      g_addr_q       <= '0;
      oy_addr_q      <= '0;
      ox_addr_q      <= '0;
      ky_addr_q      <= '0;
      addr_q         <= '0;
      oy_y_q         <= '0;
      ox_x_q         <= '0;
      y_q            <= '0;
      x_q            <= '0;
      g_out_q        <= '0;
      oy_out_q       <= '0;
      out_q          <= '0;
    end else if (start_i) begin
      busy_q         <= 1'b1;
      g_left_q       <= groups - 10'd1;
      oy_left_q      <= out_h - 10'd1;
      ox_left_q      <= out_w - 10'd1;
      ky_left_q      <= kernel_h - 5'd1;
      kx_left_q      <= kernel_w - 5'd1;
      window_first_q <= 1'b1;
      oy_step_q      <= AddrW'(stride_h_words);
      g_addr_q       <= first_addr;
      oy_addr_q      <= first_addr;
      ox_addr_q      <= first_addr;
      ky_addr_q      <= first_addr;
      addr_q         <= first_addr;
      oy_y_q         <= PosW'(signed'(iy0));
      ox_x_q         <= PosW'(signed'(ix0));
      y_q            <= PosW'(signed'(iy0));
      x_q            <= PosW'(signed'(ix0));
      g_out_q        <= y_base;
      oy_out_q       <= y_base;
      out_q          <= y_base;
    end else if (busy_q) begin
      // Inside the window
      window_first_q <= window_last;
      if (!ky_wraps) begin
        kx_left_q <= kx_left_q - 5'd1;
        addr_q    <= addr_q + AddrW'(1);
        x_q       <= x_q + PosW'(1);
      end else if (!window_last) begin
        kx_left_q <= kernel_w - 5'd1;
        ky_left_q <= ky_left_q - 5'd1;
        ky_addr_q <= ky_addr_q + AddrW'(x_pitch);
        addr_q    <= ky_addr_q + AddrW'(x_pitch);
        x_q       <= ox_x_q;
        y_q       <= y_q + PosW'(1);
      end else begin
        // To the next window
        kx_left_q <= kernel_w - 5'd1;
        ky_left_q <= kernel_h - 5'd1;
        ox_left_q <= ox_wraps ? out_w - 10'd1 : ox_left_q - 10'd1;
        ox_addr_q <= next_addr;
        ky_addr_q <= next_addr;
        addr_q    <= next_addr;
        ox_x_q    <= next_x;
        x_q       <= next_x;
        y_q       <= next_y;
        out_q     <= next_out;
        if (ox_wraps) begin
          oy_left_q <= oy_wraps ? out_h - 10'd1 : oy_left_q - 10'd1;
          oy_addr_q <= next_addr;
          oy_y_q    <= next_y;
          oy_out_q  <= next_out;
        end
        if (oy_wraps) begin
          g_left_q <= g_left_q - 10'd1;
          busy_q   <= g_left_q != '0;
          g_addr_q <= next_addr;
          g_out_q  <= next_out;
        end
      end
    end
  end

  logic exists;

  assign exists = !y_q[PosW-1] && (y_q[PosW-2:0] < (PosW-1)'(in_h)) &&
                  !x_q[PosW-1] && (x_q[PosW-2:0] < (PosW-1)'(in_w));

  assign read_o      = busy_q && exists && read_banks_i[BankW'(addr_q >> BankAddrW)];
  assign read_addr_o = addr_q;

  ///////////////////
  // S1 to S3      //
  ///////////////////

  logic             s1_valid_q;
  logic             s1_read_q;    // the word was read; else it counts as zero
  logic             s1_exists_q;
  logic             s1_first_q;
  logic             s1_last_q;
  logic [AddrW-1:0] s1_out_q;
  logic             s2_valid_q;
  logic             s2_exists_q;
  logic             s2_first_q;
  logic             s2_last_q;
  logic [AddrW-1:0] s2_out_q;
  logic             s3_last_q;
  logic [AddrW-1:0] s3_out_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s1_valid_q  <= 1'b0;
      s1_read_q   <= 1'b0;
      s1_exists_q <= 1'b0;
      s1_first_q  <= 1'b0;
      s1_last_q   <= 1'b0;
      s1_out_q    <= '0;
      s2_valid_q  <= 1'b0;
      s2_exists_q <= 1'b0;
      s2_first_q  <= 1'b0;
      s2_last_q   <= 1'b0;
      s2_out_q    <= '0;
      s3_last_q   <= 1'b0;
      s3_out_q    <= '0;
    end else begin
      s1_valid_q  <= busy_q;
      s1_read_q   <= read_o;
      s1_exists_q <= exists;
      s1_first_q  <= window_first_q;
      s1_last_q   <= busy_q && window_last;
      s1_out_q    <= out_q;
      s2_valid_q  <= s1_valid_q;
      s2_exists_q <= s1_exists_q;
      s2_first_q  <= s1_first_q;
      s2_last_q   <= s1_last_q;
      s2_out_q    <= s1_out_q;
      s3_last_q   <= s2_last_q;
      s3_out_q    <= s2_out_q;
    end
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_lane
    logic [ElementBits-1:0] element_q;
    logic [ElementBits-1:0] max_q;
    logic [ElementBits-1:0] least;
    logic [ElementBits-1:0] so_far;
    logic [ElementBits-1:0] larger;

    assign least  = {x_signed, {(ElementBits-1){1'b0}}};
    assign so_far = s2_first_q ? least : max_q;

    isomer_max #(
      .W(ElementBits)
    ) u_max (
      .a_i        (so_far),
      .b_i        (element_q),
      .is_signed_i(x_signed),
      .max_o      (larger)
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        element_q <= '0;
        max_q     <= '0;
      end else begin
        if (s1_valid_q) begin
          element_q <= s1_read_q ? data_i[r*ElementBits +: ElementBits] : '0;
        end
        if (s2_valid_q) begin
          max_q <= s2_exists_q ? larger : so_far;
        end
      end
    end

    assign write_data_o[r*ElementBits +: ElementBits] = max_q;
  end

  assign write_o      = s3_last_q && write_banks_i[BankW'(s3_out_q >> BankAddrW)];
  assign write_addr_o = s3_out_q;
  assign done_o       = !start_i && !busy_q && !s1_valid_q && !s2_valid_q;

endmodule : isomer_pool
