// SPDX-License-Identifier: Apache-2.0
//
// isomer_mac_pixels against the nested loops of mac in MACHINE.md section 3, from where its pass
// begins, which is addr_i, y_i, x_i:
//
//   for oy < out_h, ox < out_w              plain, packed, diagonal: a pixel per word
//     addr_i + oy * stride_h * x_pitch * R + ox * stride_w * R    (packed: ox * x_plane)
//     y_i + oy * stride_h,  x_i + ox * stride_w
//   for oy < out_h, column c, t < 3         window: a pixel with t = 2 of the columns
//     addr_i + oy * stride_h * x_pitch * R + c * R + t * x_pitch * R       2 + ox * stride_w
//     y_i + oy * stride_h + t,  x_i + c
//
// Pixel number n of a group is accumulator entry acc_base + g * P + n. Products with indices are
// sums that grow with them. By induction: every field, pass and wait. Assumed: a pass begins when
// the one before is over, or with its last word; the first one is the first of its group.
module isomer_mac_pixels_properties #(
  localparam int unsigned WordW    = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW,
  localparam int unsigned AddrW    = WordW + ElementW,
  localparam int unsigned EntryW   = isomer_config_pkg::EntryW
) (
  input logic               clk_i,
  input logic [255:0]       word_i,
  input logic               begin_i,
  input logic               group_first_i,
  input logic [AddrW-1:0]   addr_i,
  input logic signed [15:0] y_i,
  input logic signed [15:0] x_i
);

  logic              running_q = 1'b0;  // low in the first cycle: reset
  logic              started_q = 1'b0;
  logic [255:0]      word_q;
  logic              valid;
  logic              exists;
  logic [AddrW-1:0]  addr;
  logic              first;
  logic              last;
  logic [1:0]        tap_row;
  logic              pixel;
  logic [EntryW-1:0] entry;

  isomer_mac_pixels u_dut (
    .clk_i        (clk_i),
    .rst_ni       (running_q),
    .prepare_i    ('0),
    .start_i      (running_q && !started_q),
    .word_i       (word_q),
    .begin_i      (begin_i),
    .group_first_i(group_first_i),
    .addr_i       (addr_i),
    .y_i          (y_i),
    .x_i          (x_i),
    .valid_o      (valid),
    .exists_o     (exists),
    .addr_o       (addr),
    .first_o      (first),
    .last_o       (last),
    .tap_row_o    (tap_row),
    .pixel_o      (pixel),
    .entry_o      (entry)
  );

  (* hierconn *) logic [AddrW-1:0]   \u_dut.oy_step_q ;
  (* hierconn *) logic [9:0]         \u_dut.oy_left_q ;
  (* hierconn *) logic [9:0]         \u_dut.ox_left_q ;
  (* hierconn *) logic [3:0]         \u_dut.columns_left_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.row_addr_q ;
  (* hierconn *) logic [AddrW-1:0]   \u_dut.column_addr_q ;
  (* hierconn *) logic signed [15:0] \u_dut.row_y_q ;
  (* hierconn *) logic signed [15:0] \u_dut.row_x_q ;
  (* hierconn *) logic signed [15:0] \u_dut.y_q ;
  (* hierconn *) logic signed [15:0] \u_dut.x_q ;
  (* hierconn *) logic [EntryW-1:0]  \u_dut.group_entry_q ;

  // Fields
  logic             is_packed;
  logic             is_window;
  logic [WordW-1:0] pitch;
  logic [9:0]       in_h;
  logic [9:0]       in_w;
  logic [9:0]       all_oy;
  logic [9:0]       all_ox;
  logic [3:0]       stride_h;
  logic [3:0]       stride_w;
  logic [3:0]       window_step;  // columns from one pixel to the next
  logic [WordW-1:0] oy_words;     // stride_h * x_pitch, bit by bit
  logic [AddrW-1:0] ox_elements;

  always_comb begin
    is_packed   = word_q[22:21] == 2'd1;
    is_window   = word_q[22:21] == 2'd2;
    pitch       = word_q[56:45];
    in_h        = word_q[82:73];
    in_w        = word_q[92:83];
    all_oy      = word_q[122:113];
    all_ox      = word_q[132:123];
    stride_h    = word_q[146:143];
    stride_w    = word_q[150:147];
    window_step = (stride_w == '0) ? 4'd1 : stride_w;
    oy_words    = (stride_h[0] ? pitch : '0) + (stride_h[1] ? pitch << 1 : '0) +
                  (stride_h[2] ? pitch << 2 : '0) + (stride_h[3] ? pitch << 3 : '0);
    ox_elements = is_packed ? word_q[72:57] : stride_w << ElementW;
  end

  // The loops, and each index times its stride
  logic               begun_q;    // one pass, at least
  logic               asks_q;
  logic [9:0]         oy_q;
  logic [9:0]         ox_q;
  logic [15:0]        c_q;
  logic [15:0]        pixel_c_q;  // the column that completes pixel ox
  logic [1:0]         t_q;
  logic               any_q;      // a word of this pass was asked for
  logic [AddrW-1:0]   addr_q;
  logic signed [15:0] y_q;
  logic signed [15:0] x_q;
  logic [EntryW-1:0]  base_q;     // acc_base + g * P
  logic [EntryW-1:0]  n_q;        // oy * out_w + ox; when the pass is over, P
  logic [AddrW-1:0]   oy_sum_q;
  logic [AddrW-1:0]   ox_sum_q;   // window: of the column
  logic [AddrW-1:0]   t_sum_q;
  logic [15:0]        oy_rows_q;  // oy * stride_h
  logic [15:0]        ox_cols_q;  // ox * stride_w; window: the column
  logic [WordW-1:0]   oy_words_q;

  logic               is_pixel;
  logic               row_ends;
  logic               pass_ends;
  logic [AddrW-1:0]   row_addr;
  logic [AddrW-1:0]   column_addr;
  logic [AddrW-1:0]   expected_addr;
  logic signed [15:0] row_y;
  logic signed [15:0] expected_y;
  logic signed [15:0] expected_x;
  logic [EntryW-1:0]  expected_entry;
  logic [EntryW-1:0]  acc_base;
  logic [AddrW-1:0]   oy_step;
  logic [15:0]        to_pixel;

  assign is_pixel       = !is_window || ((t_q == 2'd2) && (c_q == pixel_c_q));
  assign row_ends       = is_pixel && (ox_q == all_ox - 10'd1);
  assign pass_ends      = row_ends && (oy_q == all_oy - 10'd1);
  assign row_addr       = addr_q + oy_sum_q;
  assign column_addr    = row_addr + ox_sum_q;
  assign expected_addr  = column_addr + t_sum_q;
  assign row_y          = y_q + oy_rows_q;
  assign expected_y     = row_y + 16'(t_q);
  assign expected_x     = x_q + ox_cols_q;
  assign expected_entry = base_q + n_q;
  assign acc_base       = word_q[196:185];
  assign oy_step        = {oy_words_q, {ElementW{1'b0}}};
  assign to_pixel       = pixel_c_q - c_q;

  always_comb begin
    assume ((word_i[122:113] != '0) && (word_i[132:123] != '0));  // isomer_word_check
    assume (isomer_config_pkg::MappingMask[word_i[22:21]]);
    assume (!begin_i || (started_q && (!valid || last)));
    assume (!begin_i || begun_q || group_first_i);
    if (running_q) begin
      assert (valid == (started_q && asks_q));
      if (!started_q) assert (!valid);
    end
    if (started_q) begin
      assert (running_q);
      assert (begun_q || !asks_q);
      assert (\u_dut.oy_step_q == oy_step);
      assert (pixel == (valid && is_pixel));
      if (valid) begin
        assert (addr == expected_addr);
        assert (exists == ((expected_y >= 0) && (expected_y < $signed({6'd0, in_h})) &&
                           (is_packed || ((expected_x >= 0) &&
                                          (expected_x < $signed({6'd0, in_w}))))));
        assert (first == !any_q);
        assert (last == pass_ends);
        if (is_window) assert (tap_row == t_q);
        if (pixel) assert (entry == expected_entry);

        // What makes it inductive
        assert ((oy_q < all_oy) && (ox_q < all_ox));
        assert (\u_dut.oy_left_q == all_oy - oy_q);
        assert (\u_dut.ox_left_q == all_ox - ox_q);
        assert (\u_dut.row_addr_q == row_addr);
        assert (\u_dut.row_y_q == row_y);
        assert (\u_dut.row_x_q == x_q);
        assert (\u_dut.y_q == expected_y);
        assert (\u_dut.x_q == expected_x);
        if (is_window) begin
          assert (\u_dut.column_addr_q == column_addr);
          assert (t_q <= 2'd2);
          assert (16'(\u_dut.columns_left_q ) == to_pixel);
        end else begin
          assert (t_q == '0);
          assert (t_sum_q == '0);
        end
      end
      assert (entry == (begun_q ? expected_entry : acc_base));
      if (begun_q) assert (\u_dut.group_entry_q == base_q);
    end
    if (running_q) begin
      assert ((all_oy != '0) && (all_ox != '0));
      assert (isomer_config_pkg::MappingMask[word_q[22:21]]);
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) word_q <= word_i;
    if (!started_q) begin
      begun_q    <= 1'b0;
      asks_q     <= 1'b0;
      oy_words_q <= oy_words;
    end else begin
      if (asks_q) begin
        any_q <= 1'b1;
        if (is_pixel) begin
          n_q       <= n_q + EntryW'(1);
          ox_q      <= ox_q + 10'd1;
          pixel_c_q <= pixel_c_q + 16'(window_step);
        end
        if (row_ends) begin
          asks_q    <= !pass_ends;
          oy_q      <= oy_q + 10'd1;
          oy_sum_q  <= oy_sum_q + oy_step;
          oy_rows_q <= oy_rows_q + 16'(stride_h);
          ox_q      <= '0;
          c_q       <= '0;
          pixel_c_q <= 16'd2;
          ox_sum_q  <= '0;
          ox_cols_q <= '0;
          t_q       <= '0;
          t_sum_q   <= '0;
        end else if (!is_window) begin
          ox_sum_q  <= ox_sum_q + ox_elements;
          ox_cols_q <= ox_cols_q + 16'(stride_w);
        end else if (t_q != 2'd2) begin
          t_q     <= t_q + 2'd1;
          t_sum_q <= t_sum_q + {pitch, {ElementW{1'b0}}};
        end else begin
          t_q       <= '0;
          t_sum_q   <= '0;
          c_q       <= c_q + 16'd1;
          ox_sum_q  <= ox_sum_q + AddrW'(isomer_config_pkg::Rows);
          ox_cols_q <= ox_cols_q + 16'd1;
        end
      end
      if (begin_i) begin
        begun_q   <= 1'b1;
        asks_q    <= 1'b1;
        any_q     <= 1'b0;
        oy_q      <= '0;
        ox_q      <= '0;
        c_q       <= '0;
        pixel_c_q <= 16'd2;
        t_q       <= '0;
        addr_q    <= addr_i;
        y_q       <= y_i;
        x_q       <= x_i;
        n_q       <= '0;
        oy_sum_q  <= '0;
        ox_sum_q  <= '0;
        t_sum_q   <= '0;
        oy_rows_q <= '0;
        ox_cols_q <= '0;
        if (!begun_q) base_q <= acc_base;
        else if (group_first_i) base_q <= base_q + n_q + EntryW'(asks_q);
      end
    end
  end

endmodule : isomer_mac_pixels_properties
