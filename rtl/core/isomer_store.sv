// SPDX-License-Identifier: Apache-2.0
//
// The STORE unit. Activation words are read, at most one per cycle, and become beats with their
// byte strobes; a burst is requested when all its beats are in the buffer.
//
// Done when every write has been answered, so that a later LOAD finds the data.
module isomer_store #(
  localparam int unsigned AddrW     = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned W         = isomer_config_pkg::ActivationWordBits,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned RowBeatsW = isomer_config_pkg::RowBeatsW
) (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,
  input  logic                                 clear_i,   // START: forget everything

  input  logic                                 start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]    banks_i,  // locked for reading
  input  logic                                 failed_i,  // a burst failed: stop asking
  output logic                                 done_o,

  // Activations
  output logic                                 read_o,
  output logic [AddrW-1:0]                     read_addr_o,
  input  logic [W-1:0]                         data_i,

  // Its transfer: isomer_transfer
  output logic [RowBeatsW-1:0]                 row_beats_o,
  input  logic                                 burst_valid_i,
  input  logic [BeatsW-1:0]                    beats_i,
  input  logic                                 walk_valid_i,
  input  logic [15:0]                          walk_addr_i,
  input  logic                                 row_last_i,
  output logic                                 step_o,

  // Bursts
  output logic                                 request_o,
  input  logic                                 grant_i,
  output logic [BeatBits-1:0]                  beat_data_o,
  output logic [BeatBytes-1:0]                 beat_strobe_o,
  input  logic                                 beat_i,      // the beat was accepted
  input  logic                                 answered_i   // one burst
);

  localparam int unsigned WordBytes   = W / 8;
  localparam int unsigned BufferBeats = isomer_config_pkg::BufferBeats;
  localparam int unsigned CountW      = $clog2(BufferBeats) + 1;

  ///////////////////
  // Fields        //
  ///////////////////

  logic [15:0] words;

  // Beats of a row, as in isomer_load
  localparam int unsigned ByteW     = $clog2(BeatBytes);
  localparam int unsigned RowBytesW = 16 + $clog2(WordBytes);

  logic [RowBytesW-1:0] row_bytes;
  logic [RowBytesW:0]   row_bytes_up;

  assign words  = word_i[isomer_isa_pkg::StoreWordsLsb +: isomer_isa_pkg::StoreWordsWidth];

  assign row_bytes    = RowBytesW'(words) << $clog2(WordBytes);
  assign row_bytes_up = (RowBytesW+1)'(row_bytes) + (RowBytesW+1)'(BeatBytes - 1);

  assign row_beats_o  = RowBeatsW'(row_bytes_up[RowBytesW:ByteW]);

  ///////////////////
  // Beats         //
  ///////////////////

  logic                 beat_push;
  logic [BeatBits-1:0]  beat;
  logic [BeatBytes-1:0] strobe;
  logic                 beat_room;   // a beat begun now will find a place
  logic                 beat_begin;  // takes that place

  isomer_pack #(
    .WordBytes(WordBytes)
  ) u_pack (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .clear_i    (clear_i || start_i),
    .valid_i    (walk_valid_i),
    .row_last_i (row_last_i),
    .room_i     (beat_room),
    .begin_o    (beat_begin),
    .step_o     (step_o),
    .counts_i   (banks_i[isomer_config_pkg::BankW'(read_addr_o >> isomer_config_pkg::BankAddrW)]),
    .read_o     (read_o),
    .data_i     (data_i),
    .push_o     (beat_push),
    .beat_o     (beat),
    .strobe_o   (strobe)
  );

  assign read_addr_o = walk_addr_i[AddrW-1:0];

  logic [CountW-1:0] free_q;   // beats neither in the buffer nor begun
  logic [CountW-1:0] ready_q;  // beats in the buffer that no burst has taken

  // Strobes are kept where a beat may be written in part.
  localparam int unsigned StrobeW = (WordBytes < BeatBytes) ? BeatBytes : 0;

  logic [StrobeW+BeatBits-1:0] head;

  isomer_line_fifo #(
    .Width(StrobeW + BeatBits),
    .Depth(BufferBeats)
  ) u_beats (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(clear_i),
    .push_i (beat_push),
    .data_i ((StrobeW+BeatBits)'({strobe, beat})),
    .pop_i  (beat_i),
    .head_o (head),
    .empty_o(),
    .full_o ()
  );

  assign beat_data_o   = head[BeatBits-1:0];
  assign beat_strobe_o = (StrobeW == 0) ? '1 : BeatBytes'(head >> BeatBits);

  ///////////////////
  // Bursts        //
  ///////////////////

  logic [3:0] unanswered_q;

  assign beat_room = free_q != '0;
  assign request_o = burst_valid_i && !failed_i && (ready_q >= CountW'(beats_i));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      free_q       <= CountW'(BufferBeats);
      ready_q      <= '0;
      unanswered_q <= '0;
    end else if (clear_i) begin
      free_q       <= CountW'(BufferBeats);
      ready_q      <= '0;
      unanswered_q <= '0;
    end else begin
      free_q       <= free_q + CountW'(beat_i) - CountW'(beat_begin);
      ready_q      <= ready_q + CountW'(beat_push) - (grant_i ? CountW'(beats_i) : '0);
      unanswered_q <= unanswered_q + 4'(grant_i) - 4'(answered_i);
    end
  end

  assign done_o = !start_i &&
                  ((!walk_valid_i && !burst_valid_i && (unanswered_q == '0)) || failed_i);

endmodule : isomer_store
