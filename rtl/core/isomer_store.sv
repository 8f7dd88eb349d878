// SPDX-License-Identifier: Apache-2.0
//
// The STORE unit. Activation words are read, at most one per cycle, and become beats with their
// byte strobes; a burst is requested when all its beats are in the buffer.
//
// Done when every write has been answered, so that a later LOAD finds the data.
module isomer_store #(
  localparam int unsigned AddrW     = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned W         = isomer_config_pkg::ActivationWordBits,
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW
) (
  input  logic                                 clk_i,
  input  logic                                 rst_ni,
  input  logic                                 clear_i,   // START: forget everything

  input  logic                                 start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]    banks_i,  // locked for reading
  input  logic [LineAddrW-1:0]                 segment_i,  // base of the segment it names
  input  logic                                 failed_i,  // a burst failed: stop asking
  output logic                                 done_o,

  // Activations
  output logic                                 read_o,
  output logic [AddrW-1:0]                     read_addr_o,
  input  logic [W-1:0]                         data_i,

  // Bursts
  output logic                                 request_o,
  output logic [isomer_config_pkg::BeatAddrW-1:0] addr_o,
  output logic [BeatsW-1:0]                    beats_o,
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
  logic [11:0] rows;
  logic [11:0] planes;

  // Beats of a row, as in isomer_load
  localparam int unsigned ByteW     = $clog2(BeatBytes);
  localparam int unsigned RowBytesW = 16 + $clog2(WordBytes);
  localparam int unsigned RowBeatsW = RowBytesW + 1 - ByteW;

  logic [RowBytesW-1:0] row_bytes;
  logic [RowBytesW:0]   row_bytes_up;

  assign words  = word_i[isomer_isa_pkg::StoreWordsLsb +: isomer_isa_pkg::StoreWordsWidth];
  assign rows   = word_i[isomer_isa_pkg::StoreRowsLsb +: isomer_isa_pkg::StoreRowsWidth];
  assign planes = word_i[isomer_isa_pkg::StorePlanesLsb +: isomer_isa_pkg::StorePlanesWidth];

  assign row_bytes    = RowBytesW'(words) << $clog2(WordBytes);
  assign row_bytes_up = (RowBytesW+1)'(row_bytes) + (RowBytesW+1)'(BeatBytes - 1);

  ///////////////////
  // Words         //
  ///////////////////

  logic        walk_valid;
  logic [15:0] walk_addr;
  logic        row_last;
  logic        step;

  isomer_walk u_walk (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      (clear_i),
    .start_i      (start_i),
    .local_i      (word_i[isomer_isa_pkg::StoreLocalLsb +: isomer_isa_pkg::StoreLocalWidth]),
    .words_i      (words),
    .rows_i       (rows),
    .planes_i     (planes),
    .local_row_i  (word_i[isomer_isa_pkg::StoreLocalRowLsb +:
                          isomer_isa_pkg::StoreLocalRowWidth]),
    .local_plane_i(word_i[isomer_isa_pkg::StoreLocalPlaneLsb +:
                          isomer_isa_pkg::StoreLocalPlaneWidth]),
    .valid_o      (walk_valid),
    .addr_o       (walk_addr),
    .row_last_o   (row_last),
    .step_i       (step)
  );

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
    .valid_i    (walk_valid),
    .row_last_i (row_last),
    .room_i     (beat_room),
    .begin_o    (beat_begin),
    .step_o     (step),
    .counts_i   (banks_i[isomer_config_pkg::BankW'(read_addr_o >> isomer_config_pkg::BankAddrW)]),
    .read_o     (read_o),
    .data_i     (data_i),
    .push_o     (beat_push),
    .beat_o     (beat),
    .strobe_o   (strobe)
  );

  assign read_addr_o = walk_addr[AddrW-1:0];

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

  logic       burst_valid;
  logic [3:0] unanswered_q;

  isomer_bursts #(
    .RowBeatsW(RowBeatsW)
  ) u_bursts (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (clear_i),
    .start_i       (start_i),
    .first_i       (segment_i + LineAddrW'(word_i[isomer_isa_pkg::StoreOffsetLsb +:
                                                  isomer_isa_pkg::StoreOffsetWidth])),
    .row_beats_i   (row_bytes_up[RowBytesW:ByteW]),
    .rows_i        (rows),
    .planes_i      (planes),
    .row_stride_i  (word_i[isomer_isa_pkg::StoreRowStrideLsb +:
                           isomer_isa_pkg::StoreRowStrideWidth]),
    .plane_stride_i(word_i[isomer_isa_pkg::StorePlaneStrideLsb +:
                           isomer_isa_pkg::StorePlaneStrideWidth]),
    .valid_o       (burst_valid),
    .addr_o        (addr_o),
    .beats_o       (beats_o),
    .take_i        (grant_i)
  );

  assign beat_room = free_q != '0;
  assign request_o = burst_valid && !failed_i && (ready_q >= CountW'(beats_o));

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
      ready_q      <= ready_q + CountW'(beat_push) - (grant_i ? CountW'(beats_o) : '0);
      unanswered_q <= unanswered_q + 4'(grant_i) - 4'(answered_i);
    end
  end

  assign done_o = !start_i &&
                  ((!walk_valid && !burst_valid && (unanswered_q == '0)) || failed_i);

endmodule : isomer_store
