// SPDX-License-Identifier: Apache-2.0
//
// isomer_locks against MACHINE.md section 4 (b): who issued holds what it wished, all of it, until
// its work is done; no two hold the same port; and the highest that asks for what nobody holds is
// served at once, in the order MAC, POST, STORE, LOAD. By induction, for every number of cycles.
// Assumed: what isomer_queue does, which asks only while its unit is idle and clears only then.
module isomer_locks_properties #(
  localparam int unsigned Banks = isomer_config_pkg::ActivationBanks,
  localparam int unsigned W     = 2 * Banks + 3
) (
  input logic           clk_i,
  input logic           clear_i,
  input logic [3:0]     ready_i,  // load, mac, post, store
  input logic [4*W-1:0] wish_i,   // of each: transfer, accumulators, writes, reads
  input logic [3:0]     done_i
);

  localparam int unsigned Load  = 0;
  localparam int unsigned Mac   = 1;
  localparam int unsigned Post  = 2;
  localparam int unsigned Store = 3;

  logic             running_q = 1'b0;  // low in the first cycle: reset
  logic [3:0]       issue;
  logic [Banks-1:0] load_write;
  logic [Banks-1:0] mac_read;
  logic [Banks-1:0] post_read;
  logic [Banks-1:0] post_write;
  logic [Banks-1:0] store_read;
  logic             store_transfer;

  isomer_locks u_dut (
    .clk_i                (clk_i),
    .rst_ni               (running_q),
    .clear_i              (clear_i),
    .load_ready_i         (ready_i[Load]),
    .load_write_wish_i    (wish_i[Load*W+Banks +: Banks]),
    .load_transfer_wish_i (wish_i[Load*W+W-1]),
    .load_issue_o         (issue[Load]),
    .load_done_i          (done_i[Load]),
    .mac_ready_i          (ready_i[Mac]),
    .mac_read_wish_i      (wish_i[Mac*W +: Banks]),
    .mac_acc_wish_i       (wish_i[Mac*W+2*Banks +: 2]),
    .mac_issue_o          (issue[Mac]),
    .mac_done_i           (done_i[Mac]),
    .post_ready_i         (ready_i[Post]),
    .post_read_wish_i     (wish_i[Post*W +: Banks]),
    .post_write_wish_i    (wish_i[Post*W+Banks +: Banks]),
    .post_acc_wish_i      (wish_i[Post*W+2*Banks +: 2]),
    .post_issue_o         (issue[Post]),
    .post_done_i          (done_i[Post]),
    .store_ready_i        (ready_i[Store]),
    .store_read_wish_i    (wish_i[Store*W +: Banks]),
    .store_transfer_wish_i(wish_i[Store*W+W-1]),
    .store_issue_o        (issue[Store]),
    .store_done_i         (done_i[Store]),
    .load_write_o         (load_write),
    .mac_read_o           (mac_read),
    .post_read_o          (post_read),
    .post_write_o         (post_write),
    .store_read_o         (store_read),
    .store_transfer_o     (store_transfer)
  );

  // What the device holds and does not show
  (* hierconn *) logic [1:0] \u_dut.mac_acc_q ;
  (* hierconn *) logic [1:0] \u_dut.post_acc_q ;
  (* hierconn *) logic       \u_dut.load_transfer_q ;

  localparam logic [W-1:0] NoPort = '0;

  logic [4*W-1:0] held_q;    // what each issued with
  logic [3:0]     busy_q;    // issued, and not done
  logic [4*W-1:0] wish;      // of what each unit can name at all
  logic [W-1:0]   taken;     // by the units that are busy, and by those that come first
  logic [3:0]     expected;
  integer         i;

  assign wish = {wish_i[Store*W+W-1], 2'b0, NoPort[Banks-1:0], wish_i[Store*W +: Banks],
                 1'b0, wish_i[Post*W +: 2*Banks+2],
                 1'b0, wish_i[Mac*W+2*Banks +: 2], NoPort[Banks-1:0], wish_i[Mac*W +: Banks],
                 wish_i[Load*W+W-1], 2'b0, wish_i[Load*W+Banks +: Banks], NoPort[Banks-1:0]};

  always_comb begin
    taken    = held_q[0 +: W] | held_q[W +: W] | held_q[2*W +: W] | held_q[3*W +: W];
    expected = '0;
    expected[Mac]   = ready_i[Mac] && ((wish[Mac*W +: W] & taken) == '0);
    if (expected[Mac]) taken = taken | wish[Mac*W +: W];
    expected[Post]  = ready_i[Post] && ((wish[Post*W +: W] & taken) == '0);
    if (expected[Post]) taken = taken | wish[Post*W +: W];
    expected[Store] = ready_i[Store] && ((wish[Store*W +: W] & taken) == '0);
    if (expected[Store]) taken = taken | wish[Store*W +: W];
    expected[Load]  = ready_i[Load] && ((wish[Load*W +: W] & taken) == '0);

    assume ((ready_i & busy_q) == '0);
    assume (!clear_i || (ready_i == '0));
    if (running_q) begin
      assert (issue == expected);
      assert ((issue & ~ready_i) == '0);
      assert (load_write == held_q[Load*W+Banks +: Banks]);
      assert (mac_read == held_q[Mac*W +: Banks]);
      assert (post_read == held_q[Post*W +: Banks]);
      assert (post_write == held_q[Post*W+Banks +: Banks]);
      assert (store_read == held_q[Store*W +: Banks]);
      assert (store_transfer == held_q[Store*W+W-1]);
      assert ((mac_read & post_read) == '0);
      assert ((mac_read & store_read) == '0);
      assert ((post_read & store_read) == '0);
      assert ((post_write & load_write) == '0);
      assert ((\u_dut.mac_acc_q & \u_dut.post_acc_q ) == '0);
      assert (!(\u_dut.load_transfer_q && store_transfer));

      // What makes it inductive
      assert (\u_dut.mac_acc_q == held_q[Mac*W+2*Banks +: 2]);
      assert (\u_dut.post_acc_q == held_q[Post*W+2*Banks +: 2]);
      assert (\u_dut.load_transfer_q == held_q[Load*W+W-1]);
      assert (held_q[Load*W +: Banks] == '0);
      assert (held_q[Load*W+2*Banks +: 2] == '0);
      assert (held_q[Mac*W+Banks +: Banks] == '0);
      assert (!held_q[Mac*W+W-1]);
      assert (!held_q[Post*W+W-1]);
      assert (held_q[Store*W+Banks +: Banks+2] == '0);
    end
    for (i = 0; i < 4; i = i + 1) begin
      if (running_q && !busy_q[i]) assert (held_q[i*W +: W] == '0);
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    for (i = 0; i < 4; i = i + 1) begin
      if (!running_q) begin
        busy_q[i]        <= 1'b0;
        held_q[i*W +: W] <= '0;
      end else if (issue[i]) begin
        busy_q[i]        <= 1'b1;
        held_q[i*W +: W] <= wish[i*W +: W];
      end else if (done_i[i] || clear_i) begin
        busy_q[i]        <= 1'b0;
        held_q[i*W +: W] <= '0;
      end
    end
  end

endmodule : isomer_locks_properties
