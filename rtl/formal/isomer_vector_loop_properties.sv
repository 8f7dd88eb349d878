// SPDX-License-Identifier: Apache-2.0
//
// isomer_vector_loop, isomer_vector_fields and isomer_pixels in it, against the nested loops of the
// post queue's other instructions in MACHINE.md section 3:
//
//   for g < groups, oy < out_h, ox < out_w, ky < kernel_h, kx < kernel_w  (else a kernel of 1 x 1)
//     x  x_base + g * x_plane + iy * x_pitch + ix,  iy = oy * stride_h + ky + iy0, ix likewise;
//     then r  r_base + g * r_plane + oy * r_pitch + ox  of add and multiply
//     y  y_base + g * y_plane + oy * y_pitch + ox
//
// Products with indices are sums that grow with them. By induction: every field and count.
module isomer_vector_loop_properties #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW
) (
  input logic         clk_i,
  input logic [255:0] word_i
);

  logic             running_q = 1'b0;  // low in the first cycle: reset
  logic             started_q = 1'b0;
  logic [255:0]     word_q;
  logic             busy;
  logic [AddrW-1:0] addr;
  logic             is_r;
  logic             exists;
  logic             first;
  logic             last;
  logic [AddrW-1:0] out_addr;

  isomer_vector_loop u_dut (
    .clk_i     (clk_i),
    .rst_ni    (running_q),
    .prepare_i ('0),
    .start_i   (running_q && !started_q),
    .word_i    (word_q),
    .busy_o    (busy),
    .addr_o    (addr),
    .is_r_o    (is_r),
    .exists_o  (exists),
    .first_o   (first),
    .last_o    (last),
    .out_addr_o(out_addr)
  );

  (* hierconn *) logic [9:0]         \u_dut.g_left_q ;
  (* hierconn *) logic [9:0]         \u_dut.oy_left_q ;
  (* hierconn *) logic [9:0]         \u_dut.ox_left_q ;
  (* hierconn *) logic [7:0]         \u_dut.ky_left_q ;
  (* hierconn *) logic [7:0]         \u_dut.kx_left_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.oy_step_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.g_addr_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.oy_addr_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.ox_addr_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.ky_addr_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.addr_q ;
  (* hierconn *) logic signed [15:0] \u_dut.oy_y_q ;
  (* hierconn *) logic signed [15:0] \u_dut.ox_x_q ;
  (* hierconn *) logic signed [15:0] \u_dut.y_q ;
  (* hierconn *) logic signed [15:0] \u_dut.x_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.u_y.plane_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.u_y.row_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.gen_r.u_r.plane_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.gen_r.u_r.row_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.gen_r.u_r.addr_q ;

  // Fields, by the pages of INSTRUCTIONS.md
  logic             is_max;
  logic             is_average;
  logic             is_window;
  logic             has_r;
  logic [9:0]       all_g;
  logic [9:0]       all_oy;
  logic [9:0]       all_ox;
  logic [7:0]       all_ky;
  logic [7:0]       all_kx;
  logic [15:0]      x_base;
  logic [11:0]      x_pitch;
  logic [15:0]      x_plane;
  logic [15:0]      y_base;
  logic [11:0]      y_pitch;
  logic [15:0]      y_plane;
  logic [9:0]       iy0;
  logic [9:0]       ix0;
  logic [3:0]       stride_h;
  logic [3:0]       stride_w;

  assign is_max     = word_q[6:0] == 7'h31;
  assign is_average = word_q[6:0] == 7'h32;
  assign is_window  = is_max || is_average;
  assign has_r      = (word_q[6:0] == 7'h33) || (word_q[6:0] == 7'h34);
  assign all_g      = is_max ? word_q[151:142] : (is_average ? word_q[157:148] : word_q[22:13]);
  assign all_oy     = is_window ? word_q[113:104] : word_q[32:23];
  assign all_ox     = is_window ? word_q[123:114] : word_q[42:33];
  assign all_ky     = is_max ? {3'd0, word_q[128:124]} : (is_average ? word_q[131:124] : 8'd1);
  assign all_kx     = is_max ? {3'd0, word_q[133:129]} : (is_average ? word_q[139:132] : 8'd1);
  assign x_base     = is_window ? word_q[28:13] : word_q[58:43];
  assign x_pitch    = is_window ? word_q[46:35] : word_q[76:65];
  assign x_plane    = is_window ? word_q[62:47] : word_q[92:77];
  assign y_base     = is_max ? word_q[167:152] : (is_average ? word_q[173:158] : word_q[108:93]);
  assign y_pitch    = is_max ? word_q[185:174] : (is_average ? word_q[191:180] : word_q[126:115]);
  assign y_plane    = is_max ? word_q[201:186] : (is_average ? word_q[207:192] : word_q[142:127]);
  assign iy0        = is_window ? word_q[93:84] : '0;
  assign ix0        = is_window ? word_q[103:94] : '0;
  assign stride_h   = is_max ? word_q[137:134] : (is_average ? word_q[143:140] : 4'd1);
  assign stride_w   = is_max ? word_q[141:138] : (is_average ? word_q[147:144] : 4'd1);

  // Products of fields: `*`, as in isomer_mac_passes_properties
  logic [AddrW-1:0] iy0_words;
  logic [AddrW-1:0] oy_words;

  isomer_product #(
    .OutW(AddrW)
  ) u_iy0_words (
    .clk_i    (clk_i),
    .rst_ni   (running_q),
    .prepare_i('0),
    .a_i      (iy0),
    .b_i      (x_pitch),
    .product_o(iy0_words)
  );

  isomer_product #(
    .OutW(AddrW)
  ) u_oy_words (
    .clk_i    (clk_i),
    .rst_ni   (running_q),
    .prepare_i('0),
    .a_i      ({6'd0, stride_h}),
    .b_i      (x_pitch),
    .product_o(oy_words)
  );

  // The loops, and each index times its stride
  logic               over_q;
  logic               r_q;
  logic [9:0]         g_q;
  logic [9:0]         oy_q;
  logic [9:0]         ox_q;
  logic [7:0]         ky_q;
  logic [7:0]         kx_q;
  logic [AddrW-1:0]   first_q;    // x_base + iy0 * x_pitch + ix0
  logic [AddrW-1:0]   oy_step_q;  // stride_h * x_pitch
  logic [AddrW-1:0]   xg_q;
  logic [AddrW-1:0]   xoy_q;
  logic [AddrW-1:0]   xox_q;
  logic [AddrW-1:0]   xky_q;
  logic [AddrW-1:0]   yg_q;
  logic [AddrW-1:0]   yoy_q;
  logic [AddrW-1:0]   rg_q;
  logic [AddrW-1:0]   roy_q;
  logic [15:0]        oy_rows_q;
  logic [15:0]        ox_cols_q;
  logic               r_ends;
  logic               kx_ends;
  logic               ky_ends;
  logic               ox_ends;
  logic               oy_ends;

  assign r_ends  = !has_r || r_q;
  assign kx_ends = r_ends && (kx_q == all_kx - 8'd1);
  assign ky_ends = kx_ends && (ky_q == all_ky - 8'd1);
  assign ox_ends = ky_ends && (ox_q == all_ox - 10'd1);
  assign oy_ends = ox_ends && (oy_q == all_oy - 10'd1);

  logic [AddrW-1:0]   x_g;
  logic [AddrW-1:0]   x_oy;
  logic [AddrW-1:0]   x_ox;
  logic [AddrW-1:0]   x_ky;
  logic [AddrW-1:0]   x_addr;
  logic [AddrW-1:0]   y_g;
  logic [AddrW-1:0]   y_oy;
  logic [AddrW-1:0]   y_addr;
  logic [AddrW-1:0]   r_g;
  logic [AddrW-1:0]   r_oy;
  logic [AddrW-1:0]   r_addr;
  logic signed [15:0] iy_first;
  logic signed [15:0] ix_first;
  logic signed [15:0] iy;
  logic signed [15:0] ix;

  assign x_g      = first_q + xg_q;
  assign x_oy     = x_g + xoy_q;
  assign x_ox     = x_oy + xox_q;
  assign x_ky     = x_ox + xky_q;
  assign x_addr   = x_ky + kx_q;
  assign y_g      = y_base + yg_q;
  assign y_oy     = y_g + yoy_q;
  assign y_addr   = y_oy + ox_q;
  assign r_g      = word_q[202:187] + rg_q;
  assign r_oy     = r_g + roy_q;
  assign r_addr   = r_oy + ox_q;
  assign iy_first = {{6{iy0[9]}}, iy0} + oy_rows_q;
  assign ix_first = {{6{ix0[9]}}, ix0} + ox_cols_q;
  assign iy       = iy_first + ky_q;
  assign ix       = ix_first + kx_q;

  always_comb begin
    assume ((word_i[6:0] >= 7'h31) && (word_i[6:0] <= 7'h36));  // isomer_word_check
    if (running_q) begin
      assume ((all_g != '0) && (all_oy != '0) && (all_ox != '0));
      assume ((all_ky != '0) && (all_kx != '0));
    end
    if (started_q) begin
      assert (running_q);
      assert (busy == !over_q);
      if (busy) begin
        assert (addr == (r_q ? r_addr : x_addr));
        assert (is_r == r_q);
        assert (exists == (!is_window || ((iy >= 0) && (iy < $signed({6'd0, word_q[73:64]})) &&
                                          (ix >= 0) && (ix < $signed({6'd0, word_q[83:74]})))));
        assert (first == ((ky_q == '0) && (kx_q == '0)));
        assert (last == ky_ends);
        assert (out_addr == y_addr);

        // What makes it inductive
        assert ((g_q < all_g) && (oy_q < all_oy) && (ox_q < all_ox));
        assert ((ky_q < all_ky) && (kx_q < all_kx) && (has_r || !r_q));
        assert (\u_dut.g_left_q == all_g - g_q);
        assert (\u_dut.oy_left_q == all_oy - oy_q);
        assert (\u_dut.ox_left_q == all_ox - ox_q);
        assert (\u_dut.ky_left_q == all_ky - ky_q);
        assert (\u_dut.kx_left_q == all_kx - kx_q);
        assert (\u_dut.oy_step_q == oy_step_q);
        assert (\u_dut.g_addr_q == x_g);
        assert (\u_dut.oy_addr_q == x_oy);
        assert (\u_dut.ox_addr_q == x_ox);
        assert (\u_dut.ky_addr_q == x_ky);
        assert (\u_dut.addr_q == x_addr);
        assert (\u_dut.oy_y_q == iy_first);
        assert (\u_dut.ox_x_q == ix_first);
        assert (\u_dut.y_q == iy);
        assert (\u_dut.x_q == ix);
        assert (\u_dut.u_y.plane_q == y_g);
        assert (\u_dut.u_y.row_q == y_oy);
        if (has_r) begin
          assert (\u_dut.gen_r.u_r.plane_q == r_g);
          assert (\u_dut.gen_r.u_r.row_q == r_oy);
          assert (\u_dut.gen_r.u_r.addr_q == r_addr);
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) word_q <= word_i;
    if (!started_q) begin
      over_q    <= 1'b0;
      r_q       <= 1'b0;
      g_q       <= '0;
      oy_q      <= '0;
      ox_q      <= '0;
      ky_q      <= '0;
      kx_q      <= '0;
      first_q   <= x_base + iy0_words + {{6{ix0[9]}}, ix0};
      oy_step_q <= oy_words;
      xg_q      <= '0;
      xoy_q     <= '0;
      xox_q     <= '0;
      xky_q     <= '0;
      yg_q      <= '0;
      yoy_q     <= '0;
      rg_q      <= '0;
      roy_q     <= '0;
      oy_rows_q <= '0;
      ox_cols_q <= '0;
    end else if (!over_q) begin
      r_q <= !r_ends;
      if (r_ends) kx_q <= kx_ends ? '0 : kx_q + 8'd1;
      if (kx_ends) begin
        ky_q  <= ky_ends ? '0 : ky_q + 8'd1;
        xky_q <= ky_ends ? '0 : xky_q + x_pitch;
      end
      if (ky_ends) begin
        ox_q      <= ox_ends ? '0 : ox_q + 10'd1;
        xox_q     <= ox_ends ? '0 : xox_q + stride_w;
        ox_cols_q <= ox_ends ? '0 : ox_cols_q + 16'(stride_w);
      end
      if (ox_ends) begin
        oy_q      <= oy_ends ? '0 : oy_q + 10'd1;
        xoy_q     <= oy_ends ? '0 : xoy_q + oy_step_q;
        yoy_q     <= oy_ends ? '0 : yoy_q + y_pitch;
        roy_q     <= oy_ends ? '0 : roy_q + word_q[220:209];
        oy_rows_q <= oy_ends ? '0 : oy_rows_q + 16'(stride_h);
      end
      if (oy_ends) begin
        g_q    <= g_q + 10'd1;
        xg_q   <= xg_q + x_plane;
        yg_q   <= yg_q + y_plane;
        rg_q   <= rg_q + word_q[236:221];
        over_q <= g_q == all_g - 10'd1;
      end
    end
  end

endmodule : isomer_vector_loop_properties
