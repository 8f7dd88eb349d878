// SPDX-License-Identifier: Apache-2.0
//
// isomer_mac_passes against the nested loops of mac in MACHINE.md section 3, for pixel 0:
//
//   for g < groups_out, i < groups_in, ky < kernel_h, kx < kernel_w
//     plain, diagonal, window  x_base + q * x_plane + (iy0 + ky) * x_pitch + ix0 + kx, as elements,
//                              q = i, or i and g * C div R
//     packed                   (x_base + (iy0 + ky) * x_pitch) * R + kx * R
//
// Products with g, i, ky and kx are sums that grow with them. By induction: every field, count and
// wait, on machines with C >= R.
module isomer_mac_passes_properties #(
  localparam int unsigned WordW    = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned Rows     = isomer_config_pkg::Rows,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW,
  localparam int unsigned AddrW    = WordW + ElementW,
  localparam int unsigned BiasW    = isomer_config_pkg::ParameterAddrW
) (
  input logic         clk_i,
  input logic [255:0] word_i,
  input logic         step_i
);

  logic               running_q = 1'b0;  // low in the first cycle: reset
  logic               started_q = 1'b0;
  logic [255:0]       word_q;
  logic               last;
  logic               group_first;
  logic [9:0]         i;
  logic [AddrW-1:0]   addr;
  logic signed [15:0] y;
  logic signed [15:0] x;
  logic [BiasW-1:0]   bias_addr;

  isomer_mac_passes u_dut (
    .clk_i        (clk_i),
    .rst_ni       (running_q),
    .prepare_i    ('0),
    .start_i      (running_q && !started_q),
    .word_i       (word_q),
    .step_i       (step_i),
    .last_o       (last),
    .group_first_o(group_first),
    .i_o          (i),
    .addr_o       (addr),
    .y_o          (y),
    .x_o          (x),
    .bias_addr_o  (bias_addr)
  );

  (* hierconn *) logic [7:0]       \u_dut.g_left_q ;
  (* hierconn *) logic [9:0]       \u_dut.i_left_q ;
  (* hierconn *) logic [4:0]       \u_dut.ky_left_q ;
  (* hierconn *) logic [4:0]       \u_dut.kx_left_q ;
  (* hierconn *) logic [AddrW-1:0] \u_dut.g_addr_q ;
  (* hierconn *) logic [AddrW-1:0] \u_dut.i_addr_q ;
  (* hierconn *) logic [AddrW-1:0] \u_dut.ky_addr_q ;

  // Fields
  logic               is_packed;
  logic               is_window;
  logic               is_depthwise;
  logic [7:0]         all_g;
  logic [9:0]         all_i;
  logic [4:0]         all_ky;
  logic [4:0]         all_kx;
  logic signed [15:0] iy0;
  logic signed [15:0] ix0;
  logic [WordW-1:0]   pitch;
  logic [WordW-1:0]   plane;
  logic [WordW-1:0]   product;  // iy0 * x_pitch

  // On machines with whole queues it is `*`; a second multiplier of other shape would take minutes.
  isomer_product #(
    .OutW(WordW)
  ) u_product (
    .clk_i    (clk_i),
    .rst_ni   (running_q),
    .prepare_i('0),
    .a_i      (iy0[9:0]),
    .b_i      (word_q[56:45]),
    .product_o(product)
  );

  always_comb begin
    is_packed    = word_q[22:21] == 2'd1;
    is_window    = word_q[22:21] == 2'd2;
    is_depthwise = word_q[22:21] >= 2'd2;
    all_g        = word_q[168:161];
    all_i        = is_window ? 10'd1 : word_q[160:151];
    all_ky       = is_window ? 5'd1 : word_q[137:133];
    all_kx       = is_window ? 5'd1 : word_q[142:138];
    iy0          = {{6{word_q[102]}}, word_q[102:93]};
    ix0          = {{6{word_q[112]}}, word_q[112:103]};
    pitch        = WordW'(word_q[56:45]);
    plane        = WordW'(word_q[72:57]);
  end

  // The loops, and each index times its stride
  logic             over_q;
  logic [7:0]       g_q;
  logic [9:0]       i_q;
  logic [4:0]       ky_q;
  logic [4:0]       kx_q;
  logic [WordW-1:0] first_q;
  logic [WordW-1:0] g_sum_q;
  logic [WordW-1:0] i_sum_q;
  logic [WordW-1:0] ky_sum_q;
  logic             kx_ends;
  logic             ky_ends;
  logic             i_ends;
  logic             g_ends;

  logic [WordW-1:0]   g_word;  // the words where each loop began
  logic [WordW-1:0]   i_word;
  logic [WordW-1:0]   ky_word;
  logic [WordW-1:0]   kx_word;
  logic [BiasW-1:0]   bias_word;
  logic signed [15:0] expected_y;
  logic signed [15:0] expected_x;

  assign g_word     = first_q + g_sum_q;
  assign i_word     = g_word + i_sum_q;
  assign ky_word    = i_word + ky_sum_q;
  assign kx_word    = ky_word + kx_q;
  assign bias_word  = word_q[208:197] + g_q;
  assign expected_y = iy0 + 16'(ky_q);
  assign expected_x = ix0 + 16'(kx_q);

  assign kx_ends = kx_q == all_kx - 5'd1;
  assign ky_ends = kx_ends && (ky_q == all_ky - 5'd1);
  assign i_ends  = ky_ends && (i_q == all_i - 10'd1);
  assign g_ends  = i_ends && (g_q == all_g - 8'd1);

  always_comb begin
    assume ((word_i[168:161] != '0) && (word_i[160:151] != '0));  // isomer_word_check
    assume ((word_i[137:133] != '0) && (word_i[142:138] != '0));
    assume (isomer_config_pkg::MappingMask[word_i[22:21]]);
    assume (!step_i || started_q);
    if (started_q) assert (running_q);
    if (started_q && !over_q) begin
      assert (addr == {kx_word, {ElementW{1'b0}}});
      assert (y == expected_y);
      assert (x == expected_x);
      assert (i == i_q);
      assert (bias_addr == bias_word);
      assert (group_first == ((i_q == '0) && (ky_q == '0) && (kx_q == '0)));
      assert (last == g_ends);

      // What makes it inductive
      assert ((g_q < all_g) && (i_q < all_i) && (ky_q < all_ky) && (kx_q < all_kx));
      assert (\u_dut.g_left_q == all_g - g_q);
      assert (\u_dut.i_left_q == all_i - i_q);
      assert (\u_dut.ky_left_q == all_ky - ky_q);
      assert (\u_dut.kx_left_q == all_kx - kx_q);
      assert (\u_dut.g_addr_q == {g_word, {ElementW{1'b0}}});
      assert (\u_dut.i_addr_q == {i_word, {ElementW{1'b0}}});
      assert (\u_dut.ky_addr_q == {ky_word, {ElementW{1'b0}}});
    end
    if (running_q) begin
      assert ((all_g != '0) && (all_i != '0) && (all_ky != '0) && (all_kx != '0));
      assert (isomer_config_pkg::MappingMask[word_q[22:21]]);
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) word_q <= word_i;
    if (!started_q) begin
      over_q   <= 1'b0;
      g_q      <= '0;
      i_q      <= '0;
      ky_q     <= '0;
      kx_q     <= '0;
      first_q  <= word_q[38:23] + product + (is_packed ? 16'd0 : ix0[15:0]);
      g_sum_q  <= '0;
      i_sum_q  <= '0;
      ky_sum_q <= '0;
    end else if (step_i) begin
      kx_q <= kx_ends ? '0 : kx_q + 5'd1;
      if (kx_ends) begin
        ky_q     <= ky_ends ? '0 : ky_q + 5'd1;
        ky_sum_q <= ky_ends ? '0 : ky_sum_q + pitch;
      end
      if (ky_ends) begin
        i_q     <= i_ends ? '0 : i_q + 10'd1;
        i_sum_q <= i_ends ? '0 : i_sum_q + (is_packed ? '0 : plane);
      end
      if (i_ends) begin
        g_q     <= g_q + 8'd1;
        g_sum_q <= g_sum_q + (is_depthwise ? plane * (isomer_config_pkg::Columns / Rows) : '0);
        over_q  <= over_q || g_ends;
      end
    end
  end

endmodule : isomer_mac_passes_properties
