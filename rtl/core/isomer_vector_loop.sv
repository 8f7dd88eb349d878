// SPDX-License-Identifier: Apache-2.0
//
// Which activation words the instructions of isomer_vector read and write, one read per cycle:
//
//   max_pool, avg_pool   the words of a window, row by row, for each result
//   add, multiply        x and r in turn; rescale, lookup: x
//
// A tensor operation is a window of one word that moves by one. All addresses by increments.
module isomer_vector_loop #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // for products: isomer_product
  input  logic                                start_i,  // word_i holds until busy_o falls
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,

  output logic                                busy_o,      // a position stands at the outputs
  output logic [AddrW-1:0]                    addr_o,
  output logic                                is_r_o,      // it is one of r
  output logic                                exists_o,    // it is inside the tensor
  output logic                                first_o,     // of its window
  output logic                                last_o,      // of what makes a result
  output logic [AddrW-1:0]                    out_addr_o   // of that result
);

  localparam int unsigned PosW    = 16;  // coordinates, signed
  localparam int unsigned KernelW = (isomer_config_pkg::HasAverage != 0)
      ? isomer_isa_pkg::AvgPoolKernelHWidth : isomer_isa_pkg::MaxPoolKernelHWidth;

  ///////////////////
  // Fields        //
  ///////////////////

  logic               is_window;
  logic               has_r;
  logic [9:0]         groups;
  logic [9:0]         out_h;
  logic [9:0]         out_w;
  logic [AddrW-1:0]   x_base;
  logic [11:0]        x_pitch;
  logic [AddrW-1:0]   x_plane;
  logic [AddrW-1:0]   y_base;
  logic [AddrW-1:0]   y_pitch;
  logic [AddrW-1:0]   y_plane;
  logic [9:0]         in_h;
  logic [9:0]         in_w;
  logic [9:0]         iy0;
  logic [9:0]         ix0;
  logic [KernelW-1:0] kernel_h;
  logic [KernelW-1:0] kernel_w;
  logic [3:0]         stride_h;
  logic [3:0]         stride_w;

  isomer_vector_fields u_fields (
    .word_i     (word_i),
    .is_window_o(is_window),
    .has_r_o    (has_r),
    .groups_o   (groups),
    .out_h_o    (out_h),
    .out_w_o    (out_w),
    .x_base_o   (x_base),
    .x_pitch_o  (x_pitch),
    .x_plane_o  (x_plane),
    .y_base_o   (y_base),
    .y_pitch_o  (y_pitch),
    .y_plane_o  (y_plane),
    .in_h_o     (in_h),
    .in_w_o     (in_w),
    .iy0_o      (iy0),
    .ix0_o      (ix0),
    .kernel_h_o (kernel_h),
    .kernel_w_o (kernel_w),
    .stride_h_o (stride_h),
    .stride_w_o (stride_w)
  );

  logic [AddrW-1:0] iy0_words;
  logic [AddrW-1:0] stride_h_words;
  logic [AddrW-1:0] first_addr;

  isomer_product #(
    .OutW(AddrW)
  ) u_iy0_words (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .prepare_i(prepare_i),
    .a_i      (iy0),
    .b_i      (x_pitch),
    .product_o(iy0_words)
  );

  isomer_product #(
    .OutW(AddrW)
  ) u_stride_h_words (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .prepare_i(prepare_i),
    .a_i      (10'(stride_h)),
    .b_i      (x_pitch),
    .product_o(stride_h_words)
  );

  assign first_addr = x_base + iy0_words + AddrW'(unsigned'(16'(signed'(ix0))));

  ///////////////////
  // Loops         //
  ///////////////////

  logic               busy_q;
  logic [9:0]         g_left_q;     // what is left, with this one
  logic [9:0]         oy_left_q;
  logic [9:0]         ox_left_q;
  logic [KernelW-1:0] ky_left_q;
  logic [KernelW-1:0] kx_left_q;
  logic               first_q;
  logic               is_r_q;

  logic               word_last;    // of the position: r after x
  logic               kx_wraps;
  logic               window_last;
  logic               ox_wraps;
  logic               oy_wraps;
  logic               result_last;

  assign word_last   = !has_r || is_r_q;
  assign kx_wraps    = kx_left_q == KernelW'(1);
  assign window_last = kx_wraps && (ky_left_q == KernelW'(1));
  assign ox_wraps    = window_last && (ox_left_q == 10'd1);
  assign oy_wraps    = ox_wraps && (oy_left_q == 10'd1);
  assign result_last = window_last && word_last;

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

  // Position (0, 0) of the next window
  logic [AddrW-1:0]       next_addr;
  logic signed [PosW-1:0] next_y;
  logic signed [PosW-1:0] next_x;

  always_comb begin
    next_y = oy_y_q;
    next_x = PosW'(signed'(ix0));
    if (!ox_wraps) begin
      next_addr = ox_addr_q + AddrW'(stride_w);
      next_x    = ox_x_q + PosW'(signed'({1'b0, stride_w}));
    end else if (!oy_wraps) begin
      next_addr = oy_addr_q + oy_step_q;
      next_y    = oy_y_q + PosW'(signed'({1'b0, stride_h}));
    end else begin
      next_addr = g_addr_q + x_plane;
      next_y    = PosW'(signed'(iy0));
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q    <= 1'b0;
      g_left_q  <= '0;
      oy_left_q <= '0;
      ox_left_q <= '0;
      ky_left_q <= '0;
      kx_left_q <= '0;
      first_q   <= 1'b0;
      is_r_q    <= 1'b0;
      oy_step_q <= '0;
      g_addr_q  <= '0;
      oy_addr_q <= '0;
      ox_addr_q <= '0;
      ky_addr_q <= '0;
      addr_q    <= '0;
      oy_y_q    <= '0;
      ox_x_q    <= '0;
      y_q       <= '0;
      x_q       <= '0;
    end else if (start_i) begin
      busy_q    <= 1'b1;
      g_left_q  <= groups;
      oy_left_q <= out_h;
      ox_left_q <= out_w;
      ky_left_q <= kernel_h;
      kx_left_q <= kernel_w;
      first_q   <= 1'b1;
      is_r_q    <= 1'b0;
      oy_step_q <= stride_h_words;
      g_addr_q  <= first_addr;
      oy_addr_q <= first_addr;
      ox_addr_q <= first_addr;
      ky_addr_q <= first_addr;
      addr_q    <= first_addr;
      oy_y_q    <= PosW'(signed'(iy0));
      ox_x_q    <= PosW'(signed'(ix0));
      y_q       <= PosW'(signed'(iy0));
      x_q       <= PosW'(signed'(ix0));
    end else if (busy_q && !word_last) begin
      is_r_q <= 1'b1;
    end else if (busy_q) begin
      // Inside the window
      is_r_q  <= 1'b0;
      first_q <= window_last;
      if (!kx_wraps) begin
        kx_left_q <= kx_left_q - KernelW'(1);
        addr_q    <= addr_q + AddrW'(1);
        x_q       <= x_q + PosW'(1);
      end else if (!window_last) begin
        kx_left_q <= kernel_w;
        ky_left_q <= ky_left_q - KernelW'(1);
        ky_addr_q <= ky_addr_q + AddrW'(x_pitch);
        addr_q    <= ky_addr_q + AddrW'(x_pitch);
        x_q       <= ox_x_q;
        y_q       <= y_q + PosW'(1);
      end else begin
        // To the next window
        kx_left_q <= kernel_w;
        ky_left_q <= kernel_h;
        ox_left_q <= ox_wraps ? out_w : ox_left_q - 10'd1;
        ox_addr_q <= next_addr;
        ky_addr_q <= next_addr;
        addr_q    <= next_addr;
        ox_x_q    <= next_x;
        x_q       <= next_x;
        y_q       <= next_y;
        if (ox_wraps) begin
          oy_left_q <= oy_wraps ? out_h : oy_left_q - 10'd1;
          oy_addr_q <= next_addr;
          oy_y_q    <= next_y;
        end
        if (oy_wraps) begin
          g_left_q <= g_left_q - 10'd1;
          busy_q   <= g_left_q != 10'd1;
          g_addr_q <= next_addr;
        end
      end
    end
  end

  ///////////////////
  // y and r       //
  ///////////////////

  isomer_pixels u_y (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .start_i   (start_i),
    .base_i    (y_base),
    .pitch_i   (y_pitch),
    .plane_i   (y_plane),
    .step_i    (busy_q && result_last),
    .row_last_i(ox_wraps),
    .last_i    (oy_wraps),
    .addr_o    (out_addr_o)
  );

  if (isomer_config_pkg::HasAdd != 0) begin : gen_r
    logic [AddrW-1:0] r_addr;

    isomer_pixels u_r (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .start_i   (start_i),
      .base_i    (word_i[isomer_isa_pkg::AddRBaseLsb +: AddrW]),
      .pitch_i   (AddrW'(
          word_i[isomer_isa_pkg::AddRPitchLsb +: isomer_isa_pkg::AddRPitchWidth])),
      .plane_i   (word_i[isomer_isa_pkg::AddRPlaneLsb +: AddrW]),
      .step_i    (busy_q && is_r_q),
      .row_last_i(ox_wraps),
      .last_i    (oy_wraps),
      .addr_o    (r_addr)
    );

    assign addr_o = is_r_q ? r_addr : addr_q;
  end else begin : gen_no_r
    assign addr_o = addr_q;
  end

  assign busy_o   = busy_q;
  assign is_r_o   = is_r_q;
  assign exists_o = !is_window ||
                    ((y_q[PosW-1:10] == '0) && (y_q[9:0] < in_h) &&
                     (x_q[PosW-1:10] == '0) && (x_q[9:0] < in_w));
  assign first_o  = first_q;
  assign last_o   = result_last;

endmodule : isomer_vector_loop
