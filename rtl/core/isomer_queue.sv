// SPDX-License-Identifier: Apache-2.0
//
// One in-order queue and the instruction its unit works on.
//
//   issue   the head leaves the queue when its tokens are there and its locks are granted
//   work    start_o in the next cycle; word_o holds until retirement
//   retire  when the unit is done and every counter it gives a token to has space
//
// Exactly one state per cycle (MACHINE.md section 4 (f)); issue and retirement count as busy.
module isomer_queue #(
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,  // START: forget everything
  input  logic                flush_i,  // ABORT: discard what has not issued

  input  logic                push_i,
  input  logic [WordBits-1:0] word_i,
  output logic                full_o,

  // Issue
  output logic                ready_o,   // the head has its tokens and the unit is idle
  output logic [WordBits-1:0] head_o,
  output logic [2:0]          pop_o,     // token masks of the head and of the word at work
  output logic [2:0]          push_o,
  input  logic                pop_ok_i,
  input  logic                push_ok_i,
  input  logic                issue_i,   // the locks are granted

  // Work
  output logic                start_o,
  output logic [WordBits-1:0] word_o,
  input  logic                done_i,    // low from the cycle of start_o on while there is work
  input  logic                failed_i,  // a bus error: never retires
  output logic                retire_o,

  output logic                empty_o,   // nothing waits, nothing is at work
  output logic                stuck_o,   // nothing changes without another queue's help
  output logic [2:0]          state_o
);

  logic                head_empty;
  logic [WordBits-1:0] word_q;
  logic                active_q;
  logic                start_q;
  logic                blocked;  // done, but cannot retire

  isomer_fifo #(
    .Width(WordBits),
    .Depth(isomer_config_pkg::QueueDepth)
  ) u_words (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(clear_i || flush_i),
    .push_i (push_i),
    .data_i (word_i),
    .pop_i  (issue_i),
    .head_o (head_o),
    .empty_o(head_empty),
    .full_o (full_o)
  );

  assign ready_o  = !head_empty && !active_q && pop_ok_i && !flush_i;
  assign pop_o    = head_o[isomer_isa_pkg::PopLsb +: isomer_isa_pkg::PopWidth];
  assign push_o   = word_q[isomer_isa_pkg::PushLsb +: isomer_isa_pkg::PushWidth];
  assign start_o  = start_q;
  assign word_o   = word_q;
  assign blocked  = active_q && done_i && (failed_i || !push_ok_i);
  assign retire_o = active_q && done_i && !blocked;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      word_q   <= '0;
      active_q <= 1'b0;
      start_q  <= 1'b0;
    end else begin
      start_q <= issue_i;
      if (issue_i) begin
        word_q <= head_o;
      end
      active_q <= (issue_i || active_q) && !retire_o && !clear_i;
    end
  end

  always_comb begin
    if (active_q) begin
      state_o = blocked ? isomer_isa_pkg::QueueStatePush : isomer_isa_pkg::QueueStateBusy;
    end else if (head_empty) begin
      state_o = isomer_isa_pkg::QueueStateEmpty;
    end else if (!pop_ok_i) begin
      state_o = isomer_isa_pkg::QueueStateToken;
    end else if (!issue_i) begin
      state_o = isomer_isa_pkg::QueueStateLock;
    end else begin
      state_o = isomer_isa_pkg::QueueStateBusy;
    end
  end

  assign empty_o = head_empty && !active_q;
  assign stuck_o = active_q ? blocked : (head_empty || !pop_ok_i || flush_i);

endmodule : isomer_queue
