// SPDX-License-Identifier: Apache-2.0
//
// The four queues with their tokens and locks: which instruction each unit works on. Vectors have
// one part per queue, in the order of isomer_isa_pkg::Queue*.
module isomer_sequencer #(
  localparam int unsigned Queues   = isomer_config_pkg::Queues,
  localparam int unsigned Banks    = isomer_config_pkg::ActivationBanks,
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits,
  localparam int unsigned BeatBits = isomer_config_pkg::BeatBits,
  localparam int unsigned SliceW   = $clog2(WordBits / BeatBits),
  localparam int unsigned PrepareW = isomer_config_pkg::PrepareW
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       clear_i,  // START: forget everything
  input  logic                       flush_i,  // ABORT: discard what has not issued

  // From fetch
  input  logic                       slice_write_i,
  input  logic [SliceW-1:0]          slice_i,
  input  logic [BeatBits-1:0]        slice_data_i,
  input  logic [Queues-1:0]          push_i,
  input  logic [WordBits-1:0]        word_i,
  output logic [Queues-1:0]          full_o,

  // Units
  output logic [Queues*PrepareW-1:0] prepare_o,
  output logic [Queues-1:0]          start_o,
  output logic [Queues*WordBits-1:0] word_o,    // holds from start to retirement
  input  logic [Queues-1:0]          done_i,    // low from start on while there is work
  input  logic [Queues-1:0]          failed_i,  // a bus error: never retires
  output logic [Banks-1:0]           load_write_banks_o,
  output logic [Banks-1:0]           mac_read_banks_o,
  output logic [Banks-1:0]           post_read_banks_o,
  output logic [Banks-1:0]           post_write_banks_o,
  output logic [Banks-1:0]           store_read_banks_o,
  output logic                       store_transfers_o,

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

  localparam int unsigned WishW    = 2 * Banks + 3;  // transfer, accumulators, writes, reads
  localparam int unsigned ArrivalW = 1 + SliceW + BeatBits;
  localparam int unsigned SharesWord =
      (isomer_config_pkg::SerialQueues != 0 && isomer_config_pkg::OneTransfer != 0) ? 1 : 0;

  logic [Queues-1:0]          ready;
  logic [Queues-1:0]          issue;
  logic [Queues-1:0]          done;
  logic [WishW-1:0]           wish;    // of the word that fetch gives
  logic [Queues*WishW-1:0]    wishes;  // of the heads
  logic [Queues*3-1:0]        pop_mask;
  logic [Queues*3-1:0]        push_mask;
  logic [Queues-1:0]          pop_ok;
  logic [Queues-1:0]          push_ok;

  logic [Queues*ArrivalW-1:0] arrival;
  logic [Queues*WordBits-1:0] word;  // that each queue keeps

  isomer_wishes u_wishes (
    .word_i        (word_i),
    .read_o        (wish[0 +: Banks]),
    .write_o       (wish[Banks +: Banks]),
    .accumulators_o(wish[2*Banks +: 2]),
    .transfer_o    (wish[2*Banks+2])
  );

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    isomer_queue #(
      .HasProducts((q == Mac || q == Post) ? 1 : 0),
      .SharesWord ((q == Load || q == Store) ? SharesWord : 0)
    ) u_queue (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .clear_i      (clear_i),
      .flush_i      (flush_i),
      .slice_write_i(slice_write_i),
      .slice_i      (slice_i),
      .slice_data_i (slice_data_i),
      .push_i       (push_i[q]),
      .word_i       (word_i),
      .wish_i       (wish),
      .full_o       (full_o[q]),
      .ready_o      (ready[q]),
      .wish_o       (wishes[q*WishW +: WishW]),
      .pop_o        (pop_mask[q*3 +: 3]),
      .push_o       (push_mask[q*3 +: 3]),
      .pop_ok_i     (pop_ok[q]),
      .push_ok_i    (push_ok[q]),
      .issue_i      (issue[q]),
      .prepare_o    (prepare_o[q*PrepareW +: PrepareW]),
      .start_o      (start_o[q]),
      .arrival_o    (arrival[q*ArrivalW +: ArrivalW]),
      .word_o       (word[q*WordBits +: WordBits]),
      .done_i       (done_i[q]),
      .done_o       (done[q]),
      .failed_i     (failed_i[q]),
      .retire_o     (retire_o[q]),
      .empty_o      (empty_o[q]),
      .stuck_o      (stuck_o[q]),
      .state_o      (state_o[q*3 +: 3])
    );
  end

  assign word_o[Mac*WordBits +: WordBits]  = word[Mac*WordBits +: WordBits];
  assign word_o[Post*WordBits +: WordBits] = word[Post*WordBits +: WordBits];

  if (SharesWord != 0) begin : gen_shared_word
    isomer_shared_word u_shared (
      .clk_i            (clk_i),
      .rst_ni           (rst_ni),
      .store_transfers_i(store_transfers_o),
      .load_arrival_i   (arrival[Load*ArrivalW +: ArrivalW]),
      .store_arrival_i  (arrival[Store*ArrivalW +: ArrivalW]),
      .load_first_i     (word[Load*WordBits +: WordBits]),
      .store_first_i    (word[Store*WordBits +: WordBits]),
      .load_word_o      (word_o[Load*WordBits +: WordBits]),
      .store_word_o     (word_o[Store*WordBits +: WordBits])
    );
  end else begin : gen_own_words
    assign word_o[Load*WordBits +: WordBits]  = word[Load*WordBits +: WordBits];
    assign word_o[Store*WordBits +: WordBits] = word[Store*WordBits +: WordBits];
  end

  logic unused_arrival;
  assign unused_arrival = ^arrival;

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
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .clear_i          (clear_i),
    .load_ready_i     (ready[Load]),
    .load_write_wish_i(wishes[Load*WishW + Banks +: Banks]),
    .load_transfer_wish_i(wishes[Load*WishW + 2*Banks + 2]),
    .load_issue_o     (issue[Load]),
    .load_done_i      (done[Load]),
    .mac_ready_i      (ready[Mac]),
    .mac_read_wish_i  (wishes[Mac*WishW +: Banks]),
    .mac_acc_wish_i   (wishes[Mac*WishW + 2*Banks +: 2]),
    .mac_issue_o      (issue[Mac]),
    .mac_done_i       (done[Mac]),
    .post_ready_i     (ready[Post]),
    .post_read_wish_i (wishes[Post*WishW +: Banks]),
    .post_write_wish_i(wishes[Post*WishW + Banks +: Banks]),
    .post_acc_wish_i  (wishes[Post*WishW + 2*Banks +: 2]),
    .post_issue_o     (issue[Post]),
    .post_done_i      (done[Post]),
    .store_ready_i    (ready[Store]),
    .store_read_wish_i(wishes[Store*WishW +: Banks]),
    .store_transfer_wish_i(wishes[Store*WishW + 2*Banks + 2]),
    .store_issue_o    (issue[Store]),
    .store_done_i     (done[Store]),
    .load_write_o     (load_write_banks_o),
    .mac_read_o       (mac_read_banks_o),
    .post_read_o      (post_read_banks_o),
    .post_write_o     (post_write_banks_o),
    .store_read_o     (store_read_banks_o),
    .store_transfer_o(store_transfers_o)
  );

endmodule : isomer_sequencer
