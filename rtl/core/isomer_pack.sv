// SPDX-License-Identifier: Apache-2.0
//
// Activation words to beats of B bytes with byte strobes, for STORE.
//
//   WordBytes < B   B / WordBytes words make a beat; a row's last beat may be written in part
//   WordBytes >= B  a word makes WordBytes / B beats
//
// A word is requested (read_o, unless it is not locked and so reads as zero), arrives in the next
// cycle and stays until the next request; step_o moves on to the next word. begin_o takes the place
// in the buffer that room_i offers for one beat.
module isomer_pack #(
  parameter  int unsigned WordBytes = 16,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   clear_i,     // a new instruction

  input  logic                   valid_i,     // there is a word to request
  input  logic                   row_last_i,  // it is the last of its row
  input  logic                   counts_i,    // it is locked
  input  logic                   room_i,
  output logic                   begin_o,
  output logic                   step_o,
  output logic                   read_o,
  input  logic [WordBytes*8-1:0] data_i,

  output logic                   push_o,
  output logic [BeatBits-1:0]    beat_o,
  output logic [BeatBytes-1:0]   strobe_o
);

  logic                   request;
  logic                   s1_counts_q;
  logic [WordBytes*8-1:0] data;

  assign read_o = request && counts_i;
  assign data   = data_i & {WordBytes*8{s1_counts_q}};

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s1_counts_q <= 1'b0;
    end else if (request) begin
      s1_counts_q <= counts_i;
    end
  end

  if (WordBytes < BeatBytes) begin : gen_narrow
    localparam int unsigned PerBeat = BeatBytes / WordBytes;
    localparam int unsigned PhaseW  = $clog2(PerBeat);

    logic [PhaseW-1:0]    phase_q;     // words of the beat requested so far
    logic                 s1_valid_q;
    logic                 s1_first_q;
    logic                 s1_last_q;
    logic [PhaseW-1:0]    s1_phase_q;
    logic [BeatBits-1:0]  beat_q;      // words of the beat that have arrived
    logic [BeatBytes-1:0] strobe_q;

    assign begin_o = step_o && (phase_q == '0);
    assign step_o  = valid_i && ((phase_q != '0) || room_i);
    assign request = step_o;

    always_comb begin
      beat_o   = s1_first_q ? '0 : beat_q;
      strobe_o = s1_first_q ? '0 : strobe_q;
      beat_o[s1_phase_q*(WordBytes*8) +: WordBytes*8] = data;
      strobe_o[s1_phase_q*WordBytes +: WordBytes] = {WordBytes{1'b1}};
    end

    assign push_o = s1_valid_q && s1_last_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        phase_q    <= '0;
        s1_valid_q <= 1'b0;
        s1_first_q <= 1'b0;
        s1_last_q  <= 1'b0;
        s1_phase_q <= '0;
        beat_q     <= '0;
        strobe_q   <= '0;
      end else if (clear_i) begin
        phase_q    <= '0;
        s1_valid_q <= 1'b0;
      end else begin
        s1_valid_q <= step_o;
        if (step_o) begin
          phase_q    <= row_last_i ? '0 : phase_q + PhaseW'(1);
          s1_first_q <= phase_q == '0;
          s1_last_q  <= row_last_i || (phase_q == PhaseW'(PerBeat - 1));
          s1_phase_q <= phase_q;
        end
        if (s1_valid_q) begin
          beat_q   <= beat_o;
          strobe_q <= strobe_o;
        end
      end
    end
  end else begin : gen_wide
    localparam int unsigned Parts = WordBytes / BeatBytes;
    localparam int unsigned PartW = (Parts > 1) ? $clog2(Parts) : 1;

    logic [PartW-1:0] part_q;      // beats of the word begun so far
    logic             s1_valid_q;
    logic [PartW-1:0] s1_part_q;

    // The word is requested with its first beat; its data stay until the next word's.
    assign begin_o  = valid_i && room_i;
    assign request  = begin_o && (part_q == '0);
    assign step_o   = begin_o && (part_q == PartW'(Parts - 1));
    assign push_o   = s1_valid_q;
    assign strobe_o = '1;
    assign beat_o   = data[s1_part_q*BeatBits +: BeatBits];

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        part_q     <= '0;
        s1_valid_q <= 1'b0;
        s1_part_q  <= '0;
      end else if (clear_i) begin
        part_q     <= '0;
        s1_valid_q <= 1'b0;
      end else begin
        s1_valid_q <= begin_o;
        s1_part_q  <= part_q;
        if (begin_o) begin
          part_q <= step_o ? '0 : part_q + PartW'(1);
        end
      end
    end

    logic unused_row_last;
    assign unused_row_last = row_last_i;
  end

endmodule : isomer_pack
