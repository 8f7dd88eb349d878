// SPDX-License-Identifier: Apache-2.0
//
// The LOAD unit. Bursts are requested while the buffer has room for every beat; the beats that
// arrive become words of the destination memory, at most one word per cycle. From the cycle after a
// beat failed on nothing is requested or written: neither that beat nor those behind it.
//
// Done in the cycle after the last word was written.
module isomer_load #(
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned RowBeatsW = isomer_config_pkg::RowBeatsW
) (
  input  logic                                        clk_i,
  input  logic                                        rst_ni,
  input  logic                                        clear_i,   // START: forget everything

  input  logic                                        start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0]        word_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]           banks_i,  // locked for writing
  input  logic                                        failed_i,  // a beat failed: stop
  output logic                                        done_o,

  // Its transfer: isomer_transfer
  output logic [RowBeatsW-1:0]                        row_beats_o,
  input  logic                                        burst_valid_i,
  input  logic [BeatsW-1:0]                           beats_i,
  input  logic                                        walk_valid_i,
  input  logic [15:0]                                 walk_addr_i,
  input  logic                                        row_last_i,
  output logic                                        step_o,

  // Bursts
  output logic                                        request_o,
  input  logic                                        grant_i,
  input  logic                                        beat_i,
  input  logic [BeatBits-1:0]                         beat_data_i,

  // Local memories
  output logic                                        activation_write_o,
  output logic [isomer_config_pkg::ActivationAddrW-1:0] activation_addr_o,
  output logic [isomer_config_pkg::ActivationWordBits-1:0]  activation_o,
  output logic                                        weight_write_o,
  output logic [isomer_config_pkg::WeightAddrW-1:0]     weight_addr_o,
  output logic [isomer_config_pkg::WeightWordBits-1:0]      weight_o,
  output logic                                        parameter_write_o,
  output logic [isomer_config_pkg::ParameterAddrW-1:0]  parameter_addr_o,
  output logic [isomer_config_pkg::ParameterWordBits-1:0]   parameter_o
);

  localparam int unsigned BufferBeats     = isomer_config_pkg::BufferBeats;
  localparam int unsigned FreeW           = $clog2(BufferBeats) + 1;
  localparam int unsigned ActivationBytes = isomer_config_pkg::ActivationWordBits / 8;
  localparam int unsigned WeightBytes     = isomer_config_pkg::WeightWordBits / 8;
  localparam int unsigned ParameterBytes  = isomer_config_pkg::ParameterWordBits / 8;

  ///////////////////
  // Fields        //
  ///////////////////

  logic [1:0]  memory;
  logic [15:0] words;

  assign memory     = word_i[isomer_isa_pkg::LoadMemoryLsb +: isomer_isa_pkg::LoadMemoryWidth];
  assign words      = word_i[isomer_isa_pkg::LoadWordsLsb +: isomer_isa_pkg::LoadWordsWidth];

  logic to_activations;
  logic to_weights;
  logic to_parameters;

  assign to_activations = memory == isomer_isa_pkg::LoadMemoryActivations;
  assign to_weights     = memory == isomer_isa_pkg::LoadMemoryWeights;
  assign to_parameters  = memory == isomer_isa_pkg::LoadMemoryParameters;

  // Beats of a row, rounded up; the bytes of a word are a power of two.
  localparam int unsigned WidestBytes =
      (ActivationBytes > ParameterBytes) ? ActivationBytes : ParameterBytes;
  localparam int unsigned ByteW     = $clog2(BeatBytes);
  localparam int unsigned RowBytesW = 16 + $clog2(WidestBytes);

  logic [RowBytesW-1:0] row_bytes;
  logic [RowBytesW:0]   row_bytes_up;

  always_comb begin
    if (to_activations) begin
      row_bytes = RowBytesW'(words) << $clog2(ActivationBytes);
    end else if (to_weights) begin
      row_bytes = RowBytesW'(words) << $clog2(WeightBytes);
    end else begin
      row_bytes = RowBytesW'(words) << $clog2(ParameterBytes);
    end
  end

  assign row_bytes_up = (RowBytesW+1)'(row_bytes) + (RowBytesW+1)'(BeatBytes - 1);

  assign row_beats_o  = RowBeatsW'(row_bytes_up[RowBytesW:ByteW]);

  ///////////////////
  // Requests      //
  ///////////////////

  logic [FreeW-1:0] free_q;  // beats neither in the buffer nor on their way
  logic             pop;

  assign request_o = burst_valid_i && !failed_i && (free_q >= FreeW'(beats_i));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      free_q <= FreeW'(BufferBeats);
    end else if (clear_i) begin
      free_q <= FreeW'(BufferBeats);
    end else begin
      free_q <= free_q + FreeW'(pop) - (grant_i ? FreeW'(beats_i) : '0);
    end
  end

  ///////////////////
  // Beats         //
  ///////////////////

  logic [BeatBits-1:0] head;
  logic                beat_empty;
  logic                beat_valid;

  isomer_line_fifo #(
    .Width(BeatBits),
    .Depth(BufferBeats)
  ) u_beats (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(clear_i),
    .push_i (beat_i),
    .data_i (beat_data_i),
    .pop_i  (pop),
    .head_o (head),
    .empty_o(beat_empty),
    .full_o ()
  );

  assign beat_valid = !beat_empty && !failed_i;

  ///////////////////
  // Words         //
  ///////////////////

  localparam int unsigned NarrowestBytes =
      (ActivationBytes < WeightBytes) ? ActivationBytes : WeightBytes;
  localparam int unsigned HistoryBeats =
      (WidestBytes > 2 * BeatBytes) ? WidestBytes / BeatBytes - 1 : 1;
  // Beats of the widest word, or the narrowest words of a beat
  localparam int unsigned Phases =
      (WidestBytes * NarrowestBytes > BeatBytes * BeatBytes) ? WidestBytes / BeatBytes
                                                             : BeatBytes / NarrowestBytes;
  localparam int unsigned PhaseW = (Phases > 1) ? $clog2(Phases) : 1;

  logic [HistoryBeats*BeatBits-1:0] history_q;
  logic [PhaseW-1:0]                phase_q;

  logic activation_ready;
  logic activation_beat_last;
  logic weight_ready;
  logic weight_beat_last;
  logic parameter_ready;
  logic parameter_beat_last;

  isomer_unpack #(
    .WordBytes   (ActivationBytes),
    .HistoryBeats(HistoryBeats),
    .PhaseW      (PhaseW)
  ) u_activation (
    .beat_i      (head),
    .history_i   (history_q),
    .phase_i     (phase_q),
    .word_o      (activation_o),
    .word_ready_o(activation_ready),
    .beat_last_o (activation_beat_last)
  );

  isomer_unpack #(
    .WordBytes   (WeightBytes),
    .HistoryBeats(HistoryBeats),
    .PhaseW      (PhaseW)
  ) u_weight (
    .beat_i      (head),
    .history_i   (history_q),
    .phase_i     (phase_q),
    .word_o      (weight_o),
    .word_ready_o(weight_ready),
    .beat_last_o (weight_beat_last)
  );

  isomer_unpack #(
    .WordBytes   (ParameterBytes),
    .HistoryBeats(HistoryBeats),
    .PhaseW      (PhaseW)
  ) u_parameter (
    .beat_i      (head),
    .history_i   (history_q),
    .phase_i     (phase_q),
    .word_o      (parameter_o),
    .word_ready_o(parameter_ready),
    .beat_last_o (parameter_beat_last)
  );

  logic        word_ready;
  logic        beat_last;
  logic        word_done;

  assign word_ready = to_activations ? activation_ready :
                      (to_weights ? weight_ready : parameter_ready);
  assign beat_last  = to_activations ? activation_beat_last :
                      (to_weights ? weight_beat_last : parameter_beat_last);
  assign word_done  = beat_valid && word_ready;
  assign step_o     = word_done;
  assign pop        = beat_valid && (beat_last || row_last_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      phase_q   <= '0;
      history_q <= '0;
    end else if (clear_i) begin
      phase_q <= '0;
    end else if (beat_valid) begin
      // A word ends the phases of a wide word, a beat those of a narrow one
      phase_q <= (word_done && pop) ? '0 : phase_q + PhaseW'(1);
      if (pop) begin
        history_q <= (HistoryBeats*BeatBits)'({head, history_q} >> BeatBits);
      end
    end
  end

  assign activation_write_o = word_done && to_activations &&
      banks_i[isomer_config_pkg::BankW'(activation_addr_o >> isomer_config_pkg::BankAddrW)];
  assign activation_addr_o  = walk_addr_i[isomer_config_pkg::ActivationAddrW-1:0];
  assign weight_write_o     = word_done && to_weights;
  assign weight_addr_o      = walk_addr_i[isomer_config_pkg::WeightAddrW-1:0];
  assign parameter_write_o  = word_done && to_parameters;
  assign parameter_addr_o   = walk_addr_i[isomer_config_pkg::ParameterAddrW-1:0];

  assign done_o = !start_i && (!walk_valid_i || failed_i);

endmodule : isomer_load
