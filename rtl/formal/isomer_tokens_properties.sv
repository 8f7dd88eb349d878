// SPDX-License-Identifier: Apache-2.0
//
// isomer_tokens against MACHINE.md section 2: a counter per ordered pair of queues, here numbered
// 4 * from + to, that nobody makes negative, nobody makes more than 15, and that is what was given
// less what was taken. By induction, for every number of cycles. Assumed: what isomer_queue does,
// which issues and retires only when it may.
module isomer_tokens_properties (
  input logic        clk_i,
  input logic        clear_i,
  input logic [11:0] pop_i,
  input logic [3:0]  issue_i,
  input logic [11:0] push_i,
  input logic [3:0]  retire_i
);

  logic       running_q = 1'b0;  // low in the first cycle: reset
  logic [3:0] pop_ok;
  logic [3:0] push_ok;

  isomer_tokens u_dut (
    .clk_i    (clk_i),
    .rst_ni   (running_q),
    .clear_i  (clear_i),
    .pop_i    (pop_i),
    .pop_ok_o (pop_ok),
    .issue_i  (issue_i),
    .push_i   (push_i),
    .push_ok_o(push_ok),
    .retire_i (retire_i)
  );

  // What the device counts, of load, mac, post and store
  (* hierconn *) logic [3:0] \u_dut.gen_from[0].gen_to[1].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[0].gen_to[2].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[0].gen_to[3].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[1].gen_to[0].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[1].gen_to[2].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[1].gen_to[3].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[2].gen_to[0].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[2].gen_to[1].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[2].gen_to[3].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[3].gen_to[0].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[3].gen_to[1].gen_counter.count_q ;
  (* hierconn *) logic [3:0] \u_dut.gen_from[3].gen_to[2].gen_counter.count_q ;

  logic [16*4-1:0] counts;

  assign counts = {
    4'd0,
    \u_dut.gen_from[3].gen_to[2].gen_counter.count_q ,
    \u_dut.gen_from[3].gen_to[1].gen_counter.count_q ,
    \u_dut.gen_from[3].gen_to[0].gen_counter.count_q ,
    \u_dut.gen_from[2].gen_to[3].gen_counter.count_q ,
    4'd0,
    \u_dut.gen_from[2].gen_to[1].gen_counter.count_q ,
    \u_dut.gen_from[2].gen_to[0].gen_counter.count_q ,
    \u_dut.gen_from[1].gen_to[3].gen_counter.count_q ,
    \u_dut.gen_from[1].gen_to[2].gen_counter.count_q ,
    4'd0,
    \u_dut.gen_from[1].gen_to[0].gen_counter.count_q ,
    \u_dut.gen_from[0].gen_to[3].gen_counter.count_q ,
    \u_dut.gen_from[0].gen_to[2].gen_counter.count_q ,
    \u_dut.gen_from[0].gen_to[1].gen_counter.count_q ,
    4'd0};

  // Masks with a bit for every queue, its own too, which stays zero
  logic [15:0] pops;    // 4 * to + from
  logic [15:0] pushes;  // 4 * from + to

  assign pops   = {1'b0, pop_i[11:9], pop_i[8], 1'b0, pop_i[7:6], pop_i[5:4], 1'b0, pop_i[3],
                   pop_i[2:0], 1'b0};
  assign pushes = {1'b0, push_i[11:9], push_i[8], 1'b0, push_i[7:6], push_i[5:4], 1'b0, push_i[3],
                   push_i[2:0], 1'b0};

  // Signed and wide enough to show a number below 0 or above 15
  logic [16*8-1:0] owned_q;
  logic [16*8-1:0] owned;
  logic [3:0]      may_pop;
  logic [3:0]      may_push;
  integer          from;
  integer          to;

  always_comb begin
    owned    = owned_q;
    may_pop  = '1;
    may_push = '1;
    for (from = 0; from < 4; from = from + 1) begin
      for (to = 0; to < 4; to = to + 1) begin
        if (pops[4*to+from] && (owned_q[8*(4*from+to) +: 8] == 8'd0)) may_pop[to] = 1'b0;
        if (pushes[4*from+to] && (owned_q[8*(4*from+to) +: 8] == 8'd15)) may_push[from] = 1'b0;
        if (retire_i[from] && pushes[4*from+to]) begin
          owned[8*(4*from+to) +: 8] = owned[8*(4*from+to) +: 8] + 8'd1;
        end
        if (issue_i[to] && pops[4*to+from]) begin
          owned[8*(4*from+to) +: 8] = owned[8*(4*from+to) +: 8] - 8'd1;
        end
      end
    end

    assume ((issue_i & ~pop_ok) == '0);
    assume ((retire_i & ~push_ok) == '0);
    if (running_q) begin
      assert (pop_ok == may_pop);
      assert (push_ok == may_push);
      for (from = 0; from < 4; from = from + 1) begin
        for (to = 0; to < 4; to = to + 1) begin
          assert (owned_q[8*(4*from+to) +: 8] == 8'(counts[4*(4*from+to) +: 4]));
        end
      end
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    owned_q   <= (clear_i || !running_q) ? '0 : owned;
  end

endmodule : isomer_tokens_properties
