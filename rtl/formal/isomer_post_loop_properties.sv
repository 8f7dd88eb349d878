// SPDX-License-Identifier: Apache-2.0
//
// isomer_post_loop, isomer_post_address in it, against MACHINE.md section 3, post, L lanes at a time:
//
//   for g < groups, oy < out_h, ox < out_w, lanes from n = g * C on, element k of a raw accumulator
//     acc_base + g * P + p;  element n mod R of  y_base + q * y_plane + oy * y_pitch + ox
//     q = n div R, raw: (A / O) * (n div R) + k
//
// q * y_plane and oy * y_pitch are sums that grow with q and oy. r has the same module for its
// address. By induction: every field and count.
module isomer_post_loop_properties #(
  localparam int unsigned AddrW    = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned EntryW   = isomer_config_pkg::EntryW,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW,
  localparam int unsigned Lanes    = isomer_config_pkg::PostLanes,
  localparam int unsigned Steps    = isomer_config_pkg::Columns / Lanes,
  localparam int unsigned StepW    = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int unsigned Raw      = isomer_config_pkg::RawElements
) (
  input logic         clk_i,
  input logic [255:0] word_i
);

  logic                running_q = 1'b0;  // low in the first cycle: reset
  logic                started_q = 1'b0;
  logic [255:0]        word_q;
  logic                busy;
  logic [EntryW-1:0]   entry;
  logic [7:0]          group;
  logic [StepW-1:0]    step;
  logic [2:0]          raw;
  logic [ElementW-1:0] element;
  logic [AddrW-1:0]    y_addr;
  logic [AddrW-1:0]    r_addr;

  isomer_post_loop u_dut (
    .clk_i    (clk_i),
    .rst_ni   (running_q),
    .start_i  (running_q && !started_q),
    .word_i   (word_q),
    .busy_o   (busy),
    .entry_o  (entry),
    .group_o  (group),
    .step_o   (step),
    .raw_o    (raw),
    .element_o(element),
    .y_addr_o (y_addr),
    .r_addr_o (r_addr)
  );

  (* hierconn *) logic [9:0]          \u_dut.oy_left_q ;
  (* hierconn *) logic [9:0]          \u_dut.ox_left_q ;
  (* hierconn *) logic [ElementW-1:0] \u_dut.group_element_q ;
  (* hierconn *) logic [AddrW-1:0]    \u_dut.u_y.row_q ;
  (* hierconn *) logic [AddrW-1:0]    \u_dut.u_y.pixel_q ;
  (* hierconn *) logic [AddrW-1:0]    \u_dut.u_y.group_plane_q ;
  (* hierconn *) logic [AddrW-1:0]    \u_dut.u_y.lanes_plane_q ;
  (* hierconn *) logic [AddrW-1:0]    \u_dut.u_y.plane_q ;

  logic [7:0]       all_g;
  logic [9:0]       all_oy;
  logic [9:0]       all_ox;
  logic             is_raw;
  logic [AddrW-1:0] plane;

  assign all_g  = word_q[32:25];
  assign all_oy = word_q[42:33];
  assign all_ox = word_q[52:43];
  assign is_raw = word_q[103];
  assign plane  = word_q[102:87];

  logic              over_q;
  logic [7:0]        g_q;
  logic [9:0]        oy_q;
  logic [9:0]        ox_q;
  logic [StepW-1:0]  s_q;
  logic [2:0]        k_q;
  logic [EntryW-1:0] n_q;       // g * P + oy * out_w + ox
  logic [AddrW-1:0]  oy_sum_q;  // oy * y_pitch
  logic              k_ends;
  logic              s_ends;
  logic              ox_ends;
  logic              oy_ends;

  assign k_ends  = !is_raw || (k_q == 3'(Raw - 1));
  assign s_ends  = k_ends && (s_q == StepW'(Steps - 1));
  assign ox_ends = s_ends && (ox_q == all_ox - 10'd1);
  assign oy_ends = ox_ends && (oy_q == all_oy - 10'd1);

  logic [AddrW-1:0]    g_sum_q;        // y_plane times the planes before this group
  logic [AddrW-1:0]    s_sum_q;        // and before these lanes
  logic [AddrW-1:0]    k_sum_q;        // and before this element
  logic [AddrW-1:0]    k_product;
  logic [AddrW-1:0]    next_s_sum;
  logic [15:0]         group_channel;  // of lane 0
  logic [15:0]         channel;
  logic [15:0]         next_channel;
  logic [AddrW-1:0]    lanes_plane;
  logic [AddrW-1:0]    this_plane;
  logic [AddrW-1:0]    row;
  logic [AddrW-1:0]    pixel;
  logic [AddrW-1:0]    expected_addr;
  logic [EntryW-1:0]   expected_entry;

  always_comb begin
    group_channel  = 16'(g_q) * 16'(isomer_config_pkg::Columns);
    channel        = group_channel + 16'(s_q) * 16'(Lanes);
    next_channel   = channel + 16'(Lanes);
    next_s_sum     = s_sum_q;
    if ((next_channel >> ElementW) != (channel >> ElementW)) begin
      next_s_sum = s_sum_q + (is_raw ? plane * Raw : plane);
    end
    k_product      = (k_q[0] ? plane : '0) + (k_q[1] ? plane << 1 : '0) +
                     (k_q[2] ? plane << 2 : '0);
    lanes_plane    = g_sum_q + s_sum_q;
    this_plane     = lanes_plane + k_sum_q;
    row            = word_q[68:53] + oy_sum_q;
    pixel          = row + ox_q;
    expected_addr  = pixel + this_plane;
    expected_entry = word_q[24:13] + n_q;

    assume ((word_i[32:25] != '0) && (word_i[42:33] != '0) && (word_i[52:43] != '0));
    if (started_q) begin
      assert (running_q);
      assert (busy == !over_q);
      if (busy) begin
        assert (entry == expected_entry);
        assert (group == g_q);
        assert (step == s_q);
        assert (raw == k_q);
        assert (element == channel[ElementW-1:0]);
        assert (y_addr == expected_addr);

        // What makes it inductive
        assert ((g_q < all_g) && (oy_q < all_oy) && (ox_q < all_ox) && (s_q < Steps));
        assert (is_raw ? (k_q < Raw) : (k_q == '0));
        assert (\u_dut.oy_left_q == all_oy - oy_q);
        assert (\u_dut.ox_left_q == all_ox - ox_q);
        assert (\u_dut.group_element_q == group_channel[ElementW-1:0]);
        assert (k_sum_q == k_product);
        assert (\u_dut.u_y.row_q == row);
        assert (\u_dut.u_y.pixel_q == pixel);
        assert (\u_dut.u_y.group_plane_q == g_sum_q);
        assert (\u_dut.u_y.lanes_plane_q == lanes_plane);
        assert (\u_dut.u_y.plane_q == this_plane);
      end
    end
    if (running_q) assert ((all_g != '0) && (all_oy != '0) && (all_ox != '0));
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) word_q <= word_i;
    if (!started_q) begin
      over_q   <= 1'b0;
      g_q      <= '0;
      oy_q     <= '0;
      ox_q     <= '0;
      s_q      <= '0;
      k_q      <= '0;
      n_q      <= '0;
      oy_sum_q <= '0;
      g_sum_q  <= '0;
      s_sum_q  <= '0;
      k_sum_q  <= '0;
    end else if (!over_q) begin
      k_q     <= k_ends ? '0 : k_q + 3'd1;
      k_sum_q <= k_ends ? '0 : k_sum_q + plane;
      if (k_ends) begin
        s_q     <= s_ends ? '0 : s_q + StepW'(1);
        s_sum_q <= s_ends ? '0 : next_s_sum;
      end
      if (s_ends) begin
        ox_q <= ox_ends ? '0 : ox_q + 10'd1;
        n_q  <= n_q + EntryW'(1);
      end
      if (ox_ends) begin
        oy_q     <= oy_ends ? '0 : oy_q + 10'd1;
        oy_sum_q <= oy_ends ? '0 : oy_sum_q + word_q[86:75];
      end
      if (oy_ends) begin
        g_q     <= g_q + 8'd1;
        g_sum_q <= g_sum_q + next_s_sum;
        over_q  <= g_q == all_g - 8'd1;
      end
    end
  end

endmodule : isomer_post_loop_properties
