// SPDX-License-Identifier: Apache-2.0
//
// Memory words of WordBytes from a stream of 16-byte lines, for one of LOAD's memories.
//
//   WordBytes < 16   a line holds 16 / WordBytes words; phase_i counts them
//   WordBytes >= 16  a word takes WordBytes / 16 lines; phase_i counts them, and older lines of the
//                    word are in history_i, the latest one on top
//
// Combinational.
module isomer_unpack #(
  parameter  int unsigned WordBytes    = 16,
  parameter  int unsigned HistoryLines = 1,   // at least WordBytes / 16 - 1
  localparam int unsigned LineBits     = isomer_config_pkg::LineBits
) (
  input  logic [LineBits-1:0]              line_i,
  input  logic [HistoryLines*LineBits-1:0] history_i,
  input  logic [2:0]                       phase_i,

  output logic [WordBytes*8-1:0]           word_o,
  output logic                             word_ready_o,  // this line completes a word
  output logic                             line_last_o    // the word is the last of its line
);

  if (WordBytes < isomer_config_pkg::LineBytes) begin : gen_narrow
    localparam int unsigned PerLine = isomer_config_pkg::LineBytes / WordBytes;

    assign word_o       = line_i[phase_i*(WordBytes*8) +: WordBytes*8];
    assign word_ready_o = 1'b1;
    assign line_last_o  = phase_i == 3'(PerLine - 1);

    logic unused_history;
    assign unused_history = ^history_i;
  end else begin : gen_wide
    localparam int unsigned Parts = WordBytes / isomer_config_pkg::LineBytes;

    if (Parts == 1) begin : gen_line
      assign word_o = line_i;

      logic unused_history;
      assign unused_history = ^history_i;
    end else begin : gen_lines
      assign word_o = {line_i, history_i[HistoryLines*LineBits-1 -: (Parts-1)*LineBits]};
    end

    assign word_ready_o = phase_i == 3'(Parts - 1);
    assign line_last_o  = 1'b1;
  end

endmodule : isomer_unpack
