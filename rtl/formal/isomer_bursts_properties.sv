// SPDX-License-Identifier: Apache-2.0
//
// isomer_bursts, isomer_rows and isomer_burst_limit in it, against MACHINE.md sections 3 and 4 (b):
// the bursts of row r of plane p begin at line first + p * plane_stride + r * row_stride and follow
// each other to the row's last beat; none leaves its row, none has more than 16 beats, none crosses
// 4 KiB, and each is the longest that does not. By induction: every field, count and wait.
module isomer_bursts_properties #(
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned AddrW     = isomer_config_pkg::BeatAddrW,
  localparam int unsigned RowBeatsW = isomer_config_pkg::RowBeatsW
) (
  input logic                 clk_i,
  input logic [LineAddrW-1:0] first_i,
  input logic [RowBeatsW-1:0] row_beats_i,
  input logic [11:0]          rows_i,
  input logic [11:0]          planes_i,
  input logic [19:0]          row_stride_i,
  input logic [23:0]          plane_stride_i,
  input logic                 take_i
);

  localparam int unsigned PageBeats = 4096 / isomer_config_pkg::BeatBytes;
  localparam int unsigned LineBeats = 16 / isomer_config_pkg::BeatBytes;
  localparam int unsigned PageW     = $clog2(PageBeats);

  logic                 running_q = 1'b0;  // low in the first cycle: reset
  logic                 started_q = 1'b0;
  logic [LineAddrW-1:0] first_q;
  logic [RowBeatsW-1:0] row_beats_q;
  logic [11:0]          rows_q;
  logic [11:0]          planes_q;
  logic [19:0]          row_stride_q;
  logic [23:0]          plane_stride_q;
  logic                 valid;
  logic [AddrW-1:0]     addr;
  logic [4:0]           beats;

  isomer_bursts #(
    .RowBeatsW(RowBeatsW)
  ) u_dut (
    .clk_i         (clk_i),
    .rst_ni        (running_q),
    .clear_i       (1'b0),
    .start_i       (running_q && !started_q),
    .first_i       (first_q),
    .row_beats_i   (row_beats_q),
    .rows_i        (rows_q),
    .planes_i      (planes_q),
    .row_stride_i  (row_stride_q),
    .plane_stride_i(plane_stride_q),
    .valid_o       (valid),
    .addr_o        (addr),
    .beats_o       (beats),
    .take_i        (take_i)
  );

  (* hierconn *) logic [RowBeatsW-1:0] \u_dut.beats_left_q ;
  (* hierconn *) logic [11:0]          \u_dut.u_rows.rows_left_q ;
  (* hierconn *) logic [11:0]          \u_dut.u_rows.planes_left_q ;
  (* hierconn *) logic [LineAddrW-1:0] \u_dut.u_rows.row_addr_q ;
  (* hierconn *) logic [LineAddrW-1:0] \u_dut.u_rows.plane_addr_q ;

  logic                 over_q;
  logic [11:0]          p_q;
  logic [11:0]          r_q;
  logic [RowBeatsW-1:0] done_q;       // beats of the row before this burst
  logic [LineAddrW-1:0] plane_sum_q;  // p * plane_stride
  logic [LineAddrW-1:0] row_sum_q;    // r * row_stride
  logic [LineAddrW-1:0] line;         // of the row
  logic [RowBeatsW-1:0] rest;
  logic [PageW:0]       to_page_end;

  always_comb begin
    line        = first_q + plane_sum_q + row_sum_q;
    rest        = row_beats_q - done_q;
    to_page_end = (PageW+1)'(PageBeats) - (PageW+1)'(addr[PageW-1:0]);

    assume ((row_beats_i != '0) && (rows_i != '0) && (planes_i != '0));
    assume (!take_i || valid);
    if (started_q) begin
      assert (running_q);
      assert (valid == !over_q);
      if (valid) begin
        assert (addr == AddrW'(AddrW'(line) * LineBeats + AddrW'(done_q)));
        assert ((beats >= 1) && (beats <= 16));
        assert (beats <= rest);
        assert (beats <= to_page_end);
        assert ((beats == 16) || (beats == rest) || (beats == to_page_end));

        // What makes it inductive
        assert ((done_q < row_beats_q) && (r_q < rows_q) && (p_q < planes_q));
        assert (\u_dut.beats_left_q == rest);
        assert (\u_dut.u_rows.rows_left_q == rows_q - r_q);
        assert (\u_dut.u_rows.planes_left_q == planes_q - p_q);
        assert (\u_dut.u_rows.plane_addr_q == first_q + plane_sum_q);
        assert (\u_dut.u_rows.row_addr_q == line);
      end
    end
    if (running_q) assert ((row_beats_q != '0) && (rows_q != '0) && (planes_q != '0));
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) begin
      first_q        <= first_i;
      row_beats_q    <= row_beats_i;
      rows_q         <= rows_i;
      planes_q       <= planes_i;
      row_stride_q   <= row_stride_i;
      plane_stride_q <= plane_stride_i;
    end
    if (!started_q) begin
      over_q      <= 1'b0;
      p_q         <= '0;
      r_q         <= '0;
      done_q      <= '0;
      plane_sum_q <= '0;
      row_sum_q   <= '0;
    end else if (take_i) begin
      done_q <= done_q + RowBeatsW'(beats);
      if (beats == rest) begin
        done_q    <= '0;
        r_q       <= r_q + 12'd1;
        row_sum_q <= row_sum_q + LineAddrW'(row_stride_q);
        if (r_q == rows_q - 12'd1) begin
          r_q         <= '0;
          row_sum_q   <= '0;
          p_q         <= p_q + 12'd1;
          plane_sum_q <= plane_sum_q + LineAddrW'(plane_stride_q);
          over_q      <= p_q == planes_q - 12'd1;
        end
      end
    end
  end

endmodule : isomer_bursts_properties
