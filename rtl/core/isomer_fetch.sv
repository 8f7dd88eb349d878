// SPDX-License-Identifier: Apache-2.0
//
// Instruction fetch: prefetches the program in bursts, checks each word in program order and gives
// it to its queue. Stops at halt, at a trap, at the end of the program, or when told.
module isomer_fetch #(
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits,
  localparam int unsigned Queues    = isomer_config_pkg::Queues,
  localparam int unsigned PcW       = isomer_config_pkg::PcW,
  localparam int unsigned AddrW     = isomer_config_pkg::BeatAddrW,
  localparam int unsigned WordBeats = WordBits / BeatBits,
  localparam int unsigned SliceW    = $clog2(WordBeats)
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 start_i,
  input  logic [LineAddrW-1:0] program_i,
  input  logic [PcW-1:0]       length_i,  // instructions
  input  logic                 stop_i,    // fetch no more

  // Bursts
  output logic                 request_o,
  output logic [AddrW-1:0]     addr_o,
  output logic [BeatsW-1:0]    beats_o,
  input  logic                 grant_i,
  input  logic                 beat_i,
  input  logic [BeatBits-1:0]  beat_data_i,
  input  logic                 beat_error_i,

  // A beat of a word, for queues that keep words beat by beat
  output logic                 slice_write_o,
  output logic [SliceW-1:0]    slice_o,
  output logic [BeatBits-1:0]  slice_data_o,

  // Queues
  output logic [Queues-1:0]    push_o,
  output logic [WordBits-1:0]  word_o,
  input  logic [Queues-1:0]    full_i,

  output logic [PcW-1:0]       pc_o,
  output logic                 halted_o,   // halt was reached
  output logic                 blocked_o,  // the queue of the next instruction is full
  output logic                 trap_o,     // in one cycle
  output logic [3:0]           trap_cause_o
);

  localparam int unsigned BufferBeats = 32 * isomer_config_pkg::LineBytes / (BeatBits / 8);
  localparam int unsigned FreeW       = $clog2(BufferBeats) + 1;

  logic running_q;

  ///////////////////
  // Prefetch      //
  ///////////////////

  localparam int unsigned LeftW = PcW + SliceW;

  logic [AddrW-1:0]  addr_q;
  logic [LeftW-1:0]  beats_left_q;
  logic [FreeW-1:0]  free_q;  // beats neither in the buffer nor on their way
  logic              pop;
  logic [BeatsW-1:0] limit;

  isomer_burst_limit u_limit (
    .addr_i (addr_q),
    .beats_o(limit)
  );

  assign beats_o   = ((beats_left_q[LeftW-1:BeatsW] == '0) && (beats_left_q[BeatsW-1:0] < limit))
                     ? beats_left_q[BeatsW-1:0] : limit;
  assign addr_o    = addr_q;
  assign request_o = running_q && !stop_i && (beats_left_q != '0) && (free_q >= FreeW'(beats_o));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      addr_q       <= '0;
      beats_left_q <= '0;
      free_q       <= '0;
    end else if (start_i) begin
      addr_q       <= AddrW'(program_i) << (AddrW - LineAddrW);
      beats_left_q <= {length_i, {SliceW{1'b0}}};
      free_q       <= FreeW'(BufferBeats);
    end else begin
      free_q <= free_q + FreeW'(pop) - (grant_i ? FreeW'(beats_o) : '0);
      if (grant_i) begin
        addr_q       <= addr_q + AddrW'(beats_o);
        beats_left_q <= beats_left_q - LeftW'(beats_o);
      end
    end
  end

  ///////////////////
  // Words         //
  ///////////////////

  logic                beat_empty;
  logic                beat_error;
  logic [BeatBits-1:0] beat;

  isomer_line_fifo #(
    .Width(BeatBits + 1),
    .Depth(BufferBeats)
  ) u_beats (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(start_i),
    .push_i (beat_i),
    .data_i ({beat_error_i, beat_data_i}),
    .pop_i  (pop),
    .head_o ({beat_error, beat}),
    .empty_o(beat_empty),
    .full_o ()
  );

  logic [WordBits-1:0] word;
  logic                error_q;
  logic [SliceW-1:0]   slice_q;  // beats of the next word that are there
  logic                valid_q;  // a whole word is there
  logic                leave;    // it is taken

  // A queue in memory counts the word in the cycle in which it leaves: the next one goes elsewhere.
  assign pop = !beat_empty &&
               (!valid_q || (leave && (isomer_config_pkg::SerialQueues == 0)));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      error_q <= 1'b0;
      slice_q <= '0;
      valid_q <= 1'b0;
    end else if (start_i) begin
      slice_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (pop) begin
        slice_q <= slice_q + SliceW'(1);
        error_q <= beat_error || (error_q && (slice_q != '0));
      end
      valid_q <= (pop && (&slice_q)) || (valid_q && !leave);
    end
  end

  // The reserved bits of the opcode, and whether one is set in a beat after the first
  logic [WordBits-1:0] reserved;
  logic                has_reserved;

  if (isomer_config_pkg::SerialQueues != 0) begin : gen_slices
    // The queues have the word: what nobody here looks at is not kept.
    logic has_reserved_q;

    isomer_word_slices #(
      .Slices(WordBeats)
    ) u_word (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .write_i(pop),
      .slice_i(slice_q),
      .data_i (beat),
      .word_o (word)
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        has_reserved_q <= 1'b0;
      end else if (pop) begin
        has_reserved_q <= (slice_q != '0) &&
            (has_reserved_q || (|(beat & reserved[slice_q*BeatBits +: BeatBits])));
      end
    end

    assign has_reserved = has_reserved_q;
  end else begin : gen_shift
    logic [WordBits-1:0] word_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        word_q <= '0;
      end else if (pop) begin
        word_q <= {beat, word_q[WordBits-1:BeatBits]};
      end
    end

    assign word         = word_q;
    assign has_reserved = 1'b0;

    logic unused_reserved;
    assign unused_reserved = ^reserved;
  end

  assign slice_write_o = pop;
  assign slice_o       = slice_q;
  assign slice_data_o  = beat;

  ///////////////////
  // Dispatch      //
  ///////////////////

  logic [3:0]  cause;
  logic [1:0]  queue;
  logic        is_halt;
  logic        halted_q;
  logic        at_end;
  logic        active;
  logic        good;

  logic [PcW-1:0] pc_q;

  isomer_word_check #(
    .ReservedSlice((isomer_config_pkg::SerialQueues != 0) ? BeatBits : WordBits)
  ) u_check (
    .word_i    (word),
    .reserved_i(has_reserved),
    .cause_o   (cause),
    .queue_o   (queue),
    .is_halt_o (is_halt),
    .reserved_o(reserved)
  );

  assign active = running_q && !stop_i;
  assign at_end = pc_q == length_i;
  assign good   = active && valid_q && !error_q && (cause == isomer_isa_pkg::TrapNone);
  assign leave  = good && !is_halt && !full_i[queue];

  for (genvar q = 0; q < Queues; q++) begin : gen_push
    assign push_o[q] = leave && (queue == 2'(q));
  end

  always_comb begin
    if (at_end) begin
      trap_cause_o = isomer_isa_pkg::TrapMissingHalt;
    end else if (error_q) begin
      trap_cause_o = isomer_isa_pkg::TrapFetchBus;
    end else begin
      trap_cause_o = cause;
    end
  end

  assign trap_o    = active && (at_end || (valid_q && !good));
  assign word_o    = word;
  assign pc_o      = pc_q;
  assign halted_o  = halted_q;
  assign blocked_o = good && !is_halt && full_i[queue];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 1'b0;
      halted_q  <= 1'b0;
      pc_q      <= '0;
    end else if (start_i) begin
      running_q <= 1'b1;
      halted_q  <= 1'b0;
      pc_q      <= '0;
    end else begin
      if (trap_o || (good && is_halt)) begin
        running_q <= 1'b0;
      end
      if (good && is_halt) begin
        halted_q <= 1'b1;
      end
      if (leave) begin
        pc_q <= pc_q + PcW'(1);
      end
    end
  end

endmodule : isomer_fetch
