// SPDX-License-Identifier: Apache-2.0
//
// Memory words of WordBytes from a stream of beats of B bytes, for one of LOAD's memories.
//
//   WordBytes < B   a beat holds B / WordBytes words; phase_i counts them
//   WordBytes >= B  a word takes WordBytes / B beats; phase_i counts them, and older beats of the
//                   word are in history_i, the latest one on top
//
// Combinational.
module isomer_unpack #(
  parameter  int unsigned WordBytes    = 16,
  parameter  int unsigned HistoryBeats = 1,   // at least WordBytes / B - 1
  parameter  int unsigned PhaseW       = 3,
  localparam int unsigned BeatBits     = isomer_config_pkg::BeatBits
) (
  input  logic [BeatBits-1:0]              beat_i,
  input  logic [HistoryBeats*BeatBits-1:0] history_i,
  input  logic [PhaseW-1:0]                phase_i,

  output logic [WordBytes*8-1:0]           word_o,
  output logic                             word_ready_o,  // this beat completes a word
  output logic                             beat_last_o    // the word is the last of its beat
);

  if (WordBytes < isomer_config_pkg::BeatBytes) begin : gen_narrow
    localparam int unsigned PerBeat = isomer_config_pkg::BeatBytes / WordBytes;

    assign word_o       = beat_i[phase_i*(WordBytes*8) +: WordBytes*8];
    assign word_ready_o = 1'b1;
    assign beat_last_o  = phase_i == PhaseW'(PerBeat - 1);

    logic unused_history;
    assign unused_history = ^history_i;
  end else begin : gen_wide
    localparam int unsigned Parts = WordBytes / isomer_config_pkg::BeatBytes;

    if (Parts == 1) begin : gen_beat
      assign word_o = beat_i;

      logic unused_history;
      assign unused_history = ^history_i;
    end else begin : gen_beats
      assign word_o = {beat_i, history_i[HistoryBeats*BeatBits-1 -: (Parts-1)*BeatBits]};
    end

    assign word_ready_o = phase_i == PhaseW'(Parts - 1);
    assign beat_last_o  = 1'b1;
  end

endmodule : isomer_unpack
