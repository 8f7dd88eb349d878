// SPDX-License-Identifier: Apache-2.0
//
// isomer_walk, and isomer_rows in it, against the nested loops of load in MACHINE.md section 3:
//
//   for p < planes, r < rows, w < words:  local + p * local_plane + r * local_row + w
//
// The products are sums that grow with p and r. By induction: every field, count and wait.
module isomer_walk_properties (
  input logic        clk_i,
  input logic [15:0] local_i,
  input logic [15:0] words_i,
  input logic [11:0] rows_i,
  input logic [11:0] planes_i,
  input logic [15:0] local_row_i,
  input logic [15:0] local_plane_i,
  input logic        step_i
);

  logic        running_q = 1'b0;  // low in the first cycle: reset
  logic        started_q = 1'b0;
  logic [15:0] local_q;
  logic [15:0] words_q;
  logic [11:0] rows_q;
  logic [11:0] planes_q;
  logic [15:0] local_row_q;
  logic [15:0] local_plane_q;
  logic        valid;
  logic [15:0] addr;
  logic        row_last;

  isomer_walk u_dut (
    .clk_i        (clk_i),
    .rst_ni       (running_q),
    .clear_i      (1'b0),
    .start_i      (running_q && !started_q),
    .local_i      (local_q),
    .words_i      (words_q),
    .rows_i       (rows_q),
    .planes_i     (planes_q),
    .local_row_i  (local_row_q),
    .local_plane_i(local_plane_q),
    .valid_o      (valid),
    .addr_o       (addr),
    .row_last_o   (row_last),
    .step_i       (step_i)
  );

  (* hierconn *) logic [15:0] \u_dut.words_left_q ;
  (* hierconn *) logic [11:0] \u_dut.u_rows.rows_left_q ;
  (* hierconn *) logic [11:0] \u_dut.u_rows.planes_left_q ;
  (* hierconn *) logic [15:0] \u_dut.u_rows.row_addr_q ;
  (* hierconn *) logic [15:0] \u_dut.u_rows.plane_addr_q ;

  // The loops
  logic        over_q;
  logic [11:0] p_q;
  logic [11:0] r_q;
  logic [15:0] w_q;
  logic [15:0] plane_sum_q;  // p * local_plane
  logic [15:0] row_sum_q;    // r * local_row

  always_comb begin
    assume ((words_i != '0) && (rows_i != '0) && (planes_i != '0));
    assume (!step_i || valid);
    if (started_q) begin
      assert (valid == !over_q);
      if (valid) begin
        assert (addr == local_q + plane_sum_q + row_sum_q + w_q);
        assert (row_last == (w_q == words_q - 16'd1));

        // What makes it inductive
        assert ((w_q < words_q) && (r_q < rows_q) && (p_q < planes_q));
        assert (\u_dut.words_left_q == words_q - w_q);
        assert (\u_dut.u_rows.rows_left_q == rows_q - r_q);
        assert (\u_dut.u_rows.planes_left_q == planes_q - p_q);
        assert (\u_dut.u_rows.plane_addr_q == local_q + plane_sum_q);
        assert (\u_dut.u_rows.row_addr_q == local_q + plane_sum_q + row_sum_q);
      end
      assert (running_q);
    end
    if (running_q) assert ((words_q != '0) && (rows_q != '0) && (planes_q != '0));
    if (running_q && !started_q) assert (!over_q);
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) begin
      local_q       <= local_i;
      words_q       <= words_i;
      rows_q        <= rows_i;
      planes_q      <= planes_i;
      local_row_q   <= local_row_i;
      local_plane_q <= local_plane_i;
    end
    if (!started_q) begin
      over_q      <= 1'b0;
      p_q         <= '0;
      r_q         <= '0;
      w_q         <= '0;
      plane_sum_q <= '0;
      row_sum_q   <= '0;
    end else if (step_i) begin
      w_q <= w_q + 16'd1;
      if (w_q == words_q - 16'd1) begin
        w_q       <= '0;
        r_q       <= r_q + 12'd1;
        row_sum_q <= row_sum_q + local_row_q;
        if (r_q == rows_q - 12'd1) begin
          r_q         <= '0;
          row_sum_q   <= '0;
          p_q         <= p_q + 12'd1;
          plane_sum_q <= plane_sum_q + local_plane_q;
          over_q      <= p_q == planes_q - 12'd1;
        end
      end
    end
  end

endmodule : isomer_walk_properties
