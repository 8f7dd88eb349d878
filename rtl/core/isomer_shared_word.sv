// SPDX-License-Identifier: Apache-2.0
//
// The instruction of the one transfer that LOAD and STORE take turns with, in place of one for each
// of them. Its bits are where LOAD has them; those of STORE are two bits lower. The first beat of
// either stays with its queue, which needs it until retirement: the transfer is free before that.
module isomer_shared_word #(
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits,
  localparam int unsigned BeatBits = isomer_config_pkg::BeatBits,
  localparam int unsigned SliceW   = $clog2(WordBits / BeatBits),
  localparam int unsigned ArrivalW = 1 + SliceW + BeatBits
) (
  input  logic                clk_i,
  input  logic                rst_ni,

  input  logic                store_transfers_i,  // STORE has the transfer
  input  logic [ArrivalW-1:0] load_arrival_i,     // isomer_word_memory: whether, which, the beat
  input  logic [ArrivalW-1:0] store_arrival_i,
  input  logic [WordBits-1:0] load_first_i,       // the first beat, then zeros
  input  logic [WordBits-1:0] store_first_i,

  output logic [WordBits-1:0] load_word_o,
  output logic [WordBits-1:0] store_word_o
);

  localparam int unsigned Shift = 2;

  logic                arrives;
  logic [SliceW-1:0]   slice;
  logic [BeatBits-1:0] beat;
  logic [Shift-1:0]    before_q;  // the highest bits of the beat before
  logic [BeatBits-1:0] placed;
  logic [WordBits-1:0] word;

  assign {arrives, slice, beat} = store_transfers_i ? store_arrival_i : load_arrival_i;

  assign placed = store_transfers_i ? {beat[BeatBits-Shift-1:0], before_q} : beat;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      before_q <= '0;
    end else if (arrives) begin
      before_q <= beat[BeatBits-1 -: Shift];
    end
  end

  isomer_word_slices #(
    .Slices(WordBits / BeatBits)
  ) u_word (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .write_i(arrives),
    .slice_i(slice),
    .data_i (placed),
    .word_o (word)
  );

  assign load_word_o  = {word[WordBits-1:BeatBits], load_first_i[BeatBits-1:0]};
  assign store_word_o = {{Shift{1'b0}}, word[WordBits-1:BeatBits+Shift],
                         store_first_i[BeatBits-1:0]};

  logic unused_bits;
  assign unused_bits = ^{word[BeatBits+Shift-1:0], load_first_i, store_first_i};

endmodule : isomer_shared_word
