// SPDX-License-Identifier: Apache-2.0
//
// One in-order queue and the instruction its unit works on.
//
//   issue   the head leaves the queue when its tokens are there and its locks are granted
//   work    start_o in the next cycle, or when the word has come from memory; word_o holds until
//           retirement
//   retire  when the unit is done and every counter it gives a token to has space
//
// Exactly one state per cycle (MACHINE.md section 4 (f)); issue and retirement count as busy.
module isomer_queue #(
  parameter  int unsigned HasProducts = 0,  // of fields: isomer_product
  parameter  int unsigned SharesWord  = 0,  // keeps the first beat alone: isomer_shared_word
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits,
  localparam int unsigned BeatBits = isomer_config_pkg::BeatBits,
  localparam int unsigned SliceW   = $clog2(WordBits / BeatBits),
  localparam int unsigned ArrivalW = 1 + SliceW + BeatBits,
  localparam int unsigned WishW    = 2 * isomer_config_pkg::ActivationBanks + 3
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,  // START: forget everything
  input  logic                flush_i,  // ABORT: discard what has not issued

  input  logic                slice_write_i,  // a beat of the word that fetch reads
  input  logic [SliceW-1:0]   slice_i,
  input  logic [BeatBits-1:0] slice_data_i,
  input  logic                push_i,
  input  logic [WordBits-1:0] word_i,
  input  logic [WishW-1:0]    wish_i,   // the locks of word_i
  output logic                full_o,

  // Issue
  output logic                ready_o,   // the head has its tokens and the unit is idle
  output logic [WishW-1:0]    wish_o,    // the locks of the head
  output logic [2:0]          pop_o,     // token masks of the head and of the word at work
  output logic [2:0]          push_o,
  input  logic                pop_ok_i,
  input  logic                push_ok_i,
  input  logic                issue_i,   // the locks are granted

  // Work
  output logic [isomer_config_pkg::PrepareW-1:0] prepare_o,
  output logic                start_o,
  output logic [ArrivalW-1:0] arrival_o,  // of isomer_word_memory
  output logic [WordBits-1:0] word_o,
  input  logic                done_i,    // low from the cycle of start_o on while there is work
  output logic                done_o,    // the same from issue on
  input  logic                failed_i,  // a bus error: never retires
  output logic                retire_o,

  output logic                empty_o,   // nothing waits, nothing is at work
  output logic                stuck_o,   // nothing changes without another queue's help
  output logic [2:0]          state_o
);

  localparam int unsigned PopW = isomer_isa_pkg::PopWidth;

  logic head_empty;
  logic active_q;
  logic loading;  // issued, and not started
  logic done;
  logic blocked;  // done, but cannot retire

  isomer_fifo #(
    .Width(PopW + WishW),
    .Depth(isomer_config_pkg::QueueDepth)
  ) u_heads (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(clear_i || flush_i),
    .push_i (push_i),
    .data_i ({word_i[isomer_isa_pkg::PopLsb +: PopW], wish_i}),
    .pop_i  (issue_i),
    .head_o ({pop_o, wish_o}),
    .empty_o(head_empty),
    .full_o (full_o)
  );

  if (isomer_config_pkg::SerialQueues != 0) begin : gen_memory
    isomer_word_memory #(
      .HasProducts(HasProducts),
      .Slices     ((SharesWord != 0) ? 1 : WordBits / BeatBits)
    ) u_words (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .clear_i      (clear_i || flush_i),
      .slice_write_i(slice_write_i),
      .slice_i      (slice_i),
      .slice_data_i (slice_data_i),
      .push_i       (push_i),
      .pop_i        (issue_i),
      .loading_o    (loading),
      .prepare_o    (prepare_o),
      .start_o      (start_o),
      .arrival_o    (arrival_o),
      .word_o       (word_o)
    );
  end else begin : gen_registers
    logic [WordBits-1:0] head;
    logic [WordBits-1:0] word_q;
    logic                start_q;

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
      .head_o (head),
      .empty_o(),
      .full_o ()
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        word_q  <= '0;
        start_q <= 1'b0;
      end else begin
        start_q <= issue_i;
        if (issue_i) begin
          word_q <= head;
        end
      end
    end

    assign loading   = 1'b0;
    assign prepare_o = '0;
    assign arrival_o = '0;
    assign start_o   = start_q;
    assign word_o    = word_q;

    logic unused_slice;
    assign unused_slice = ^{slice_write_i, slice_i, slice_data_i};
  end

  assign ready_o  = !head_empty && !active_q && pop_ok_i && !flush_i;
  assign push_o   = word_o[isomer_isa_pkg::PushLsb +: isomer_isa_pkg::PushWidth];
  assign done     = done_i && !loading;
  assign done_o   = done;
  assign blocked  = active_q && done && (failed_i || !push_ok_i);
  assign retire_o = active_q && done && !blocked;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else begin
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
