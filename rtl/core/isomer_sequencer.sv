// SPDX-License-Identifier: Apache-2.0
//
// The four queues with their tokens and locks: which instruction each unit works on. Vectors have
// one part per queue, in the order of isomer_isa_pkg::Queue*.
module isomer_sequencer #(
  localparam int unsigned Queues   = isomer_config_pkg::Queues,
  localparam int unsigned Banks    = isomer_config_pkg::ActivationBanks,
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       clear_i,  // START: forget everything
  input  logic                       flush_i,  // ABORT: discard what has not issued

  // From fetch
  input  logic [Queues-1:0]          push_i,
  input  logic [WordBits-1:0]        word_i,
  output logic [Queues-1:0]          full_o,

  // Units
  output logic [Queues-1:0]          start_o,
  output logic [Queues*WordBits-1:0] word_o,    // holds from start to retirement
  input  logic [Queues-1:0]          done_i,    // low from start on while there is work
  input  logic [Queues-1:0]          failed_i,  // a bus error: never retires
  output logic [Banks-1:0]           load_write_banks_o,
  output logic [Banks-1:0]           mac_read_banks_o,
  output logic [Banks-1:0]           post_read_banks_o,
  output logic [Banks-1:0]           post_write_banks_o,
  output logic [Banks-1:0]           store_read_banks_o,

  // What happens
  output logic [Queues-1:0]          retire_o,
  output logic [Queues-1:0]          empty_o,   // nothing waits, nothing is at work
  output logic [Queues-1:0]          stuck_o,   // nothing changes without another queue's help
  output logic [Queues*3-1:0]        state_o
);

  localparam int unsigned Load  = 32'(isomer_isa_pkg::QueueLoad);
  localparam int unsigned Mac   = 32'(isomer_isa_pkg::QueueMac);
  localparam int unsigned Post  = 32'(isomer_isa_pkg::QueuePost);
  localparam int unsigned Store = 32'(isomer_isa_pkg::QueueStore);

  logic [Queues-1:0]          ready;
  logic [Queues-1:0]          issue;
  logic [Queues*WordBits-1:0] head;
  logic [Queues*3-1:0]        pop_mask;
  logic [Queues*3-1:0]        push_mask;
  logic [Queues-1:0]          pop_ok;
  logic [Queues-1:0]          push_ok;

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    isomer_queue u_queue (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .clear_i  (clear_i),
      .flush_i  (flush_i),
      .push_i   (push_i[q]),
      .word_i   (word_i),
      .full_o   (full_o[q]),
      .ready_o  (ready[q]),
      .head_o   (head[q*WordBits +: WordBits]),
      .pop_o    (pop_mask[q*3 +: 3]),
      .push_o   (push_mask[q*3 +: 3]),
      .pop_ok_i (pop_ok[q]),
      .push_ok_i(push_ok[q]),
      .issue_i  (issue[q]),
      .start_o  (start_o[q]),
      .word_o   (word_o[q*WordBits +: WordBits]),
      .done_i   (done_i[q]),
      .failed_i (failed_i[q]),
      .retire_o (retire_o[q]),
      .empty_o  (empty_o[q]),
      .stuck_o  (stuck_o[q]),
      .state_o  (state_o[q*3 +: 3])
    );
  end

  isomer_tokens u_tokens (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .clear_i  (clear_i),
    .pop_i    (pop_mask),
    .pop_ok_o (pop_ok),
    .issue_i  (issue),
    .push_i   (push_mask),
    .push_ok_o(push_ok),
    .retire_i (retire_o)
  );

  isomer_locks u_locks (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (clear_i),
    .load_ready_i  (ready[Load]),
    .load_head_i   (head[Load*WordBits +: WordBits]),
    .load_issue_o  (issue[Load]),
    .load_done_i   (done_i[Load]),
    .mac_ready_i   (ready[Mac]),
    .mac_head_i    (head[Mac*WordBits +: WordBits]),
    .mac_issue_o   (issue[Mac]),
    .mac_done_i    (done_i[Mac]),
    .post_ready_i  (ready[Post]),
    .post_head_i   (head[Post*WordBits +: WordBits]),
    .post_issue_o  (issue[Post]),
    .post_done_i   (done_i[Post]),
    .store_ready_i (ready[Store]),
    .store_head_i  (head[Store*WordBits +: WordBits]),
    .store_issue_o (issue[Store]),
    .store_done_i  (done_i[Store]),
    .load_write_o  (load_write_banks_o),
    .mac_read_o    (mac_read_banks_o),
    .post_read_o   (post_read_banks_o),
    .post_write_o  (post_write_banks_o),
    .store_read_o  (store_read_banks_o)
  );

endmodule : isomer_sequencer
