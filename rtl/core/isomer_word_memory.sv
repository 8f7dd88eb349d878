// SPDX-License-Identifier: Apache-2.0
//
// The instructions of a queue in memory, beat by beat. Every beat that fetch takes is written, as a
// word of its own that does not count until push_i; the word that pop_i takes is read in the cycles
// after it, and start_o follows when it is complete and (HasProducts) PrepareSteps have passed, in
// which isomer_product takes products of its fields.
//
// Twice the queue's depth of words: those that wait, the one that arrives, the one that is read.
// arrival_o shows every beat that is read to those who keep what is beyond the first Slices.
module isomer_word_memory #(
  parameter  int unsigned HasProducts = 0,
  parameter  int unsigned Slices      = isomer_isa_pkg::WordBits / isomer_config_pkg::BeatBits,
  localparam int unsigned PrepareW  = isomer_config_pkg::PrepareW,
  localparam int unsigned Steps     = isomer_config_pkg::PrepareSteps,
  localparam int unsigned StepW     = $clog2(Steps),
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned WordBeats = WordBits / BeatBits,
  localparam int unsigned SliceW    = $clog2(WordBeats),
  localparam int unsigned ArrivalW  = 1 + SliceW + BeatBits,
  localparam int unsigned Slots     = 2 * isomer_config_pkg::QueueDepth,
  localparam int unsigned SlotW     = $clog2(Slots)
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,  // forget the words that wait

  input  logic                slice_write_i,
  input  logic [SliceW-1:0]   slice_i,
  input  logic [BeatBits-1:0] slice_data_i,
  input  logic                push_i,

  input  logic                pop_i,
  output logic                loading_o,  // the word is on its way
  output logic [PrepareW-1:0] prepare_o,  // clear, step, its number
  output logic                start_o,    // it is there, and holds
  output logic [ArrivalW-1:0] arrival_o,  // whether a beat comes out, which, and the beat
  output logic [WordBits-1:0] word_o
);

  logic [SlotW-1:0]    write_q;  // of the word that arrives
  logic [SlotW-1:0]    read_q;   // of the head
  logic [SlotW-1:0]    slot_q;   // of the word that is read
  logic [SliceW-1:0]   slice_q;  // that comes out of the memory
  logic                loading_q;
  logic                loaded;   // with this cycle
  logic                preparing;
  logic                prepared;
  logic                start_q;
  logic [BeatBits-1:0] data;

  isomer_ram #(
    .Width(BeatBits),
    .Depth(Slots * WordBeats)
  ) u_ram (
    .clk_i       (clk_i),
    .write_i     (slice_write_i),
    .write_addr_i({write_q, slice_i}),
    .write_data_i(slice_data_i),
    .read_i      (pop_i || loading_q),
    .read_addr_i (pop_i ? {read_q, {SliceW{1'b0}}} : {slot_q, slice_q + SliceW'(1)}),
    .read_data_o (data)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q   <= '0;
      read_q    <= '0;
      slot_q    <= '0;
      slice_q   <= '0;
      loading_q <= 1'b0;
      start_q   <= 1'b0;
    end else begin
      write_q <= write_q + SlotW'(push_i);
      start_q <= prepared;
      if (clear_i) begin
        read_q <= write_q;
      end else if (pop_i) begin
        read_q <= read_q + SlotW'(1);
      end
      if (pop_i) begin
        slot_q    <= read_q;
        slice_q   <= '0;
        loading_q <= 1'b1;
      end else if (loading_q) begin
        slice_q   <= slice_q + SliceW'(1);
        loading_q <= !(&slice_q);
      end
    end
  end

  if (HasProducts != 0) begin : gen_prepare
    logic             preparing_q;
    logic [StepW-1:0] step_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        preparing_q <= 1'b0;
        step_q      <= '0;
      end else begin
        preparing_q <= loaded || (preparing_q && !prepared);
        step_q      <= preparing_q ? step_q + StepW'(1) : '0;
      end
    end

    assign preparing = preparing_q;
    assign prepared  = preparing_q && (step_q == StepW'(Steps - 1));
    assign prepare_o = {loading_q, preparing_q, step_q};
  end else begin : gen_no_products
    assign preparing = 1'b0;
    assign prepared  = loaded;
    assign prepare_o = '0;
  end

  isomer_word_slices #(
    .Slices(Slices)
  ) u_word (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .write_i(loading_q),
    .slice_i(slice_q),
    .data_i (data),
    .word_o (word_o)
  );

  assign arrival_o = {loading_q, slice_q, data};
  assign loaded    = loading_q && (&slice_q);
  assign loading_o = loading_q || preparing;
  assign start_o   = start_q;

endmodule : isomer_word_memory
