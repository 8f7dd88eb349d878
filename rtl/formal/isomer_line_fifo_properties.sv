// SPDX-License-Identifier: Apache-2.0
//
// isomer_line_fifo against a row of entries that move up: the oldest is the head, in the first cycle
// too, nothing is lost, made or exchanged. By induction, for every number of cycles. Assumed: no
// push when full, no pop when empty, which is what its users keep.
module isomer_line_fifo_properties #(
  parameter int unsigned Width = 8
) (
  input logic             clk_i,
  input logic             clear_i,
  input logic             push_i,
  input logic [Width-1:0] data_i,
  input logic             pop_i
);

  logic             running_q = 1'b0;  // low in the first cycle: reset
  logic [Width-1:0] head;
  logic             empty;
  logic             full;

  isomer_line_fifo #(
    .Width(Width),
    .Depth(4)
  ) u_dut (
    .clk_i  (clk_i),
    .rst_ni (running_q),
    .clear_i(clear_i),
    .push_i (push_i),
    .data_i (data_i),
    .pop_i  (pop_i),
    .head_o (head),
    .empty_o(empty),
    .full_o (full)
  );

  (* hierconn *) logic [Width-1:0] \u_dut.u_ram.mem[0] ;
  (* hierconn *) logic [Width-1:0] \u_dut.u_ram.mem[1] ;
  (* hierconn *) logic [Width-1:0] \u_dut.u_ram.mem[2] ;
  (* hierconn *) logic [Width-1:0] \u_dut.u_ram.mem[3] ;
  (* hierconn *) logic [2:0]       \u_dut.read_q ;
  (* hierconn *) logic [2:0]       \u_dut.write_q ;

  logic [8*Width-1:0] stored;  // twice round
  logic [4*Width-1:0] entries_q;
  logic [2:0]         count_q;
  logic [4*Width-1:0] entries;
  logic [2:0]         count;
  integer             i;

  assign stored = {2{\u_dut.u_ram.mem[3] , \u_dut.u_ram.mem[2] , \u_dut.u_ram.mem[1] , \u_dut.u_ram.mem[0] }};

  always_comb begin
    entries = pop_i ? entries_q >> Width : entries_q;
    count   = count_q - 3'(pop_i);
    if (push_i) begin
      entries[count*Width +: Width] = data_i;
      count                         = count + 3'd1;
    end

    assume (!(push_i && full));
    assume (!(pop_i && empty));
    if (running_q) begin
      assert (count_q <= 3'd4);
      assert (empty == (count_q == 3'd0));
      assert (full == (count_q == 3'd4));
      if (count_q != 3'd0) assert (head == entries_q[Width-1:0]);
    end

    // What makes it inductive
    if (running_q) assert (3'(\u_dut.write_q - \u_dut.read_q ) == count_q);
    for (i = 1; i < 4; i = i + 1) begin
      if (running_q && (i < count_q)) begin
        assert (entries_q[i*Width +: Width] == stored[(\u_dut.read_q [1:0]+i)*Width +: Width]);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    entries_q <= entries;
    count_q   <= (clear_i || !running_q) ? '0 : count;
  end

endmodule : isomer_line_fifo_properties
