// SPDX-License-Identifier: Apache-2.0
//
// Where LOAD and STORE read and write: a transfer of each, or one that they take turns with.
module isomer_transfers #(
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits,
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned BeatAddrW = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned RowBeatsW = isomer_config_pkg::RowBeatsW
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   clear_i,  // START: forget everything
  input  logic                   store_transfers_i,  // STORE has the transfer
  input  logic [8*LineAddrW-1:0] segments_i,
  input  logic [LineAddrW/4-1:0] segment_write_i,
  input  logic [2:0]             segment_number_i,
  input  logic [LineAddrW-1:0]   segment_data_i,

  // LOAD: its instruction, its bursts, and its walk through local memory
  input  logic                   load_start_i,
  input  logic [WordBits-1:0]    load_word_i,
  input  logic [RowBeatsW-1:0]   load_row_beats_i,
  output logic                   load_burst_valid_o,
  output logic [BeatAddrW-1:0]   load_addr_o,
  output logic [BeatsW-1:0]      load_beats_o,
  input  logic                   load_take_i,
  output logic                   load_walk_valid_o,
  output logic [15:0]            load_walk_addr_o,
  output logic                   load_row_last_o,
  input  logic                   load_step_i,

  // STORE
  input  logic                   store_start_i,
  input  logic [WordBits-1:0]    store_word_i,
  input  logic [RowBeatsW-1:0]   store_row_beats_i,
  output logic                   store_burst_valid_o,
  output logic [BeatAddrW-1:0]   store_addr_o,
  output logic [BeatsW-1:0]      store_beats_o,
  input  logic                   store_take_i,
  output logic                   store_walk_valid_o,
  output logic [15:0]            store_walk_addr_o,
  output logic                   store_row_last_o,
  input  logic                   store_step_i
);

  if (isomer_config_pkg::OneTransfer != 0) begin : gen_one_transfer
    // Locks keep LOAD and STORE apart; what is left of one that failed stays its own.
    logic stores_q;  // STORE began last
    logic burst_valid;
    logic walk_valid;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        stores_q <= 1'b0;
      end else if (load_start_i || store_start_i) begin
        stores_q <= store_start_i;
      end
    end

    isomer_transfer #(
      .RowBeatsW(RowBeatsW)
    ) u_transfer (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .clear_i         (clear_i),
      .start_i         (load_start_i || store_start_i),
      .word_i          (store_transfers_i ? store_word_i << 2 : load_word_i),
      .segments_i      (segments_i),
      .segment_write_i (segment_write_i),
      .segment_number_i(segment_number_i),
      .segment_data_i  (segment_data_i),
      .row_beats_i     (store_transfers_i ? store_row_beats_i : load_row_beats_i),
      .burst_valid_o   (burst_valid),
      .addr_o          (load_addr_o),
      .beats_o         (load_beats_o),
      .take_i          (load_take_i || store_take_i),
      .walk_valid_o    (walk_valid),
      .walk_addr_o     (load_walk_addr_o),
      .row_last_o      (load_row_last_o),
      .step_i          (load_step_i || store_step_i)
    );

    assign load_burst_valid_o  = burst_valid && !stores_q;
    assign load_walk_valid_o   = walk_valid && !stores_q;
    assign store_burst_valid_o = burst_valid && stores_q;
    assign store_walk_valid_o  = walk_valid && stores_q;
    assign store_addr_o        = load_addr_o;
    assign store_beats_o       = load_beats_o;
    assign store_walk_addr_o   = load_walk_addr_o;
    assign store_row_last_o    = load_row_last_o;
  end else begin : gen_two_transfers
    logic unused_owner;
    assign unused_owner = store_transfers_i;

    isomer_transfer #(
      .RowBeatsW(RowBeatsW)
    ) u_load (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .clear_i         (clear_i),
      .start_i         (load_start_i),
      .word_i          (load_word_i),
      .segments_i      (segments_i),
      .segment_write_i (segment_write_i),
      .segment_number_i(segment_number_i),
      .segment_data_i  (segment_data_i),
      .row_beats_i     (load_row_beats_i),
      .burst_valid_o   (load_burst_valid_o),
      .addr_o          (load_addr_o),
      .beats_o         (load_beats_o),
      .take_i          (load_take_i),
      .walk_valid_o    (load_walk_valid_o),
      .walk_addr_o     (load_walk_addr_o),
      .row_last_o      (load_row_last_o),
      .step_i          (load_step_i)
    );

    isomer_transfer #(
      .RowBeatsW(RowBeatsW)
    ) u_store (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .clear_i         (clear_i),
      .start_i         (store_start_i),
      .word_i          (store_word_i << 2),
      .segments_i      (segments_i),
      .segment_write_i (segment_write_i),
      .segment_number_i(segment_number_i),
      .segment_data_i  (segment_data_i),
      .row_beats_i     (store_row_beats_i),
      .burst_valid_o   (store_burst_valid_o),
      .addr_o          (store_addr_o),
      .beats_o         (store_beats_o),
      .take_i          (store_take_i),
      .walk_valid_o    (store_walk_valid_o),
      .walk_addr_o     (store_walk_addr_o),
      .row_last_o      (store_row_last_o),
      .step_i          (store_step_i)
    );
  end

endmodule : isomer_transfers
