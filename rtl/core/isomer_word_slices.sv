// SPDX-License-Identifier: Apache-2.0
//
// Registers for an instruction that comes beat by beat: the first Slices beats of it, then zeros.
module isomer_word_slices #(
  parameter  int unsigned Slices    = 1,
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned WordBeats = WordBits / BeatBits,
  localparam int unsigned SliceW    = $clog2(WordBeats)
) (
  input  logic                clk_i,
  input  logic                rst_ni,

  input  logic                write_i,
  input  logic [SliceW-1:0]   slice_i,
  input  logic [BeatBits-1:0] data_i,

  output logic [WordBits-1:0] word_o
);

  for (genvar s = 0; s < WordBeats; s++) begin : gen_slice
    if (s < Slices) begin : gen_kept
      logic [BeatBits-1:0] word_q;

      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          word_q <= '0;
        end else if (write_i && (slice_i == SliceW'(s))) begin
          word_q <= data_i;
        end
      end

      assign word_o[s*BeatBits +: BeatBits] = word_q;
    end else begin : gen_dropped
      assign word_o[s*BeatBits +: BeatBits] = '0;
    end
  end

endmodule : isomer_word_slices
