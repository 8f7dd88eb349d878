// SPDX-License-Identifier: Apache-2.0
//
// Local memories and the units that work on them: LOAD, MAC, POST and VECTOR of the post queue,
// STORE.
module isomer_units #(
  localparam int unsigned Queues    = isomer_config_pkg::Queues,
  localparam int unsigned Banks     = isomer_config_pkg::ActivationBanks,
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits,
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned BeatAddrW = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned RowBeatsW = isomer_config_pkg::RowBeatsW,
  localparam int unsigned PrepareW  = isomer_config_pkg::PrepareW
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       clear_i,  // START: forget everything

  // Instructions, one part per queue
  input  logic [Queues*PrepareW-1:0] prepare_i,
  input  logic [Queues-1:0]          start_i,
  input  logic [Queues*WordBits-1:0] word_i,
  output logic [Queues-1:0]          done_o,
  input  logic [Queues-1:0]          failed_i,
  input  logic [Banks-1:0]           load_write_banks_i,
  input  logic [Banks-1:0]           mac_read_banks_i,
  input  logic [Banks-1:0]           post_read_banks_i,
  input  logic [Banks-1:0]           post_write_banks_i,
  input  logic [Banks-1:0]           store_read_banks_i,
  input  logic                       store_transfers_i,  // STORE has the transfer
  input  logic [8*LineAddrW-1:0]     segments_i,
  input  logic [LineAddrW/4-1:0]     segment_write_i,
  input  logic [2:0]                 segment_number_i,
  input  logic [LineAddrW-1:0]       segment_data_i,
  output logic                       pixel_o,  // the array meets a pixel: counted
  output logic [63:0]                saturations_o,  // of the post queue, as isomer_tally has them
  output logic [isomer_config_pkg::AccumulatorBits-1:0] used_o,

  // Bursts
  output logic                       load_request_o,
  output logic [BeatAddrW-1:0]       load_addr_o,
  output logic [BeatsW-1:0]          load_beats_o,
  input  logic                       load_grant_i,
  input  logic                       load_beat_i,
  input  logic [BeatBits-1:0]        read_data_i,
  output logic                       store_request_o,
  output logic [BeatAddrW-1:0]       store_addr_o,
  output logic [BeatsW-1:0]          store_beats_o,
  input  logic                       store_grant_i,
  output logic [BeatBits-1:0]        store_data_o,
  output logic [BeatBytes-1:0]       store_strobe_o,
  input  logic                       store_beat_i,
  input  logic                       store_answered_i
);

  localparam int unsigned Load  = 32'(isomer_isa_pkg::QueueLoad);
  localparam int unsigned Mac   = 32'(isomer_isa_pkg::QueueMac);
  localparam int unsigned Post  = 32'(isomer_isa_pkg::QueuePost);
  localparam int unsigned Store = 32'(isomer_isa_pkg::QueueStore);

  // Instructions
  logic [WordBits-1:0] load_word;
  logic [WordBits-1:0] mac_word;
  logic [WordBits-1:0] post_word;
  logic [WordBits-1:0] store_word;

  assign load_word  = word_i[Load*WordBits +: WordBits];
  assign mac_word   = word_i[Mac*WordBits +: WordBits];
  assign post_word  = word_i[Post*WordBits +: WordBits];
  assign store_word = word_i[Store*WordBits +: WordBits];

  localparam int unsigned OpcodeLsb = isomer_isa_pkg::OpcodeLsb;
  localparam int unsigned OpcodeW   = isomer_isa_pkg::OpcodeWidth;

  logic [OpcodeW-1:0] post_opcode;
  logic               load_start;
  logic               mac_start;
  logic               post_start;
  logic               vector_start;
  logic               store_start;

  assign post_opcode  = post_word[OpcodeLsb +: OpcodeW];
  assign load_start   = start_i[Load] &&
                        (load_word[OpcodeLsb +: OpcodeW] == isomer_isa_pkg::OpcodeLoad);
  assign mac_start    = start_i[Mac] &&
                        (mac_word[OpcodeLsb +: OpcodeW] == isomer_isa_pkg::OpcodeMac);
  assign post_start   = start_i[Post] && (post_opcode == isomer_isa_pkg::OpcodePost);
  assign vector_start = start_i[Post] && !post_start && (post_opcode != isomer_isa_pkg::OpcodeSync);
  assign store_start  = start_i[Store] &&
                        (store_word[OpcodeLsb +: OpcodeW] == isomer_isa_pkg::OpcodeStore);

  // Memories
  logic                                       mac_even_read;
  logic [isomer_config_pkg::ActivationAddrW-2:0] mac_even_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] mac_even_data;
  logic                                       mac_odd_read;
  logic [isomer_config_pkg::ActivationAddrW-2:0] mac_odd_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] mac_odd_data;
  logic                                       vector_read;
  logic [isomer_config_pkg::ActivationAddrW-1:0] vector_read_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] post_read_data;
  logic                                       store_read;
  logic [isomer_config_pkg::ActivationAddrW-1:0] store_read_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] store_read_data;
  logic                                       residual_read;
  logic [isomer_config_pkg::ActivationAddrW-1:0] residual_addr;
  logic                                       post_write;
  logic [isomer_config_pkg::ActivationAddrW-1:0] post_write_addr;
  logic [isomer_config_pkg::Rows-1:0]         post_strobe;
  logic [isomer_config_pkg::ActivationWordBits-1:0] post_data;
  logic                                       vector_write;
  logic [isomer_config_pkg::ActivationAddrW-1:0] vector_write_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] vector_data;
  logic                                       activation_write;
  logic [isomer_config_pkg::ActivationAddrW-1:0] activation_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] activation_data;

  isomer_activations u_activations (
    .clk_i            (clk_i),
    .rst_ni           (rst_ni),
    .mac_even_read_i  (mac_even_read),
    .mac_even_addr_i  (mac_even_addr),
    .mac_even_o       (mac_even_data),
    .mac_odd_read_i   (mac_odd_read),
    .mac_odd_addr_i   (mac_odd_addr),
    .mac_odd_o        (mac_odd_data),
    .post_read_i      (vector_read || residual_read),
    .post_read_addr_i (vector_read ? vector_read_addr : residual_addr),
    .post_o           (post_read_data),
    .store_read_i     (store_read),
    .store_read_addr_i(store_read_addr),
    .store_o          (store_read_data),
    .post_write_i     (post_write || vector_write),
    .post_write_addr_i(vector_write ? vector_write_addr : post_write_addr),
    .post_strobe_i    (vector_write ? {isomer_config_pkg::Rows{1'b1}} : post_strobe),
    .post_data_i      (vector_write ? vector_data : post_data),
    .load_write_i     (activation_write),
    .load_write_addr_i(activation_addr),
    .load_data_i      (activation_data)
  );

  logic                                    weight_write;
  logic [isomer_config_pkg::WeightAddrW-1:0] weight_write_addr;
  logic [isomer_config_pkg::WeightWordBits-1:0]  weight_write_data;
  logic                                    weight_read;
  logic [isomer_config_pkg::WeightAddrW-1:0] weight_read_addr;
  logic [isomer_config_pkg::WeightWordBits-1:0]  weight_read_data;

  isomer_ram #(
    .Width(isomer_config_pkg::WeightWordBits),
    .Depth(isomer_config_pkg::WeightWords)
  ) u_weights (
    .clk_i       (clk_i),
    .write_i     (weight_write),
    .write_addr_i(weight_write_addr),
    .write_data_i(weight_write_data),
    .read_i      (weight_read),
    .read_addr_i (weight_read_addr),
    .read_data_o (weight_read_data)
  );

  logic                                       parameter_write;
  logic [isomer_config_pkg::ParameterAddrW-1:0] parameter_write_addr;
  logic [isomer_config_pkg::ParameterWordBits-1:0]  parameter_write_data;
  logic                                       mac_parameter_read;
  logic [isomer_config_pkg::ParameterAddrW-1:0] mac_parameter_addr;
  logic [isomer_config_pkg::ParameterWordBits-1:0]  mac_parameter_data;

  logic                                         pair_read;
  logic [isomer_config_pkg::ParameterAddrW-2:0]   pair_addr;
  logic [isomer_config_pkg::ParameterWordBits-1:0] pair_even;
  logic [isomer_config_pkg::ParameterWordBits-1:0] pair_odd;
  logic                                         table_read;
  logic [isomer_config_pkg::ParameterAddrW-1:0]   table_addr;
  logic [isomer_config_pkg::ParameterWordBits-1:0] table_word;

  isomer_parameters u_parameters (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .write_i     (parameter_write),
    .write_addr_i(parameter_write_addr),
    .write_data_i(parameter_write_data),
    .mac_read_i  (mac_parameter_read),
    .mac_addr_i  (mac_parameter_addr),
    .mac_o       (mac_parameter_data),
    .pair_read_i (pair_read),
    .pair_addr_i (pair_addr),
    .even_o      (pair_even),
    .odd_o       (pair_odd),
    .table_read_i(table_read),
    .table_addr_i(table_addr),
    .table_o     (table_word)
  );

  // Units
  logic [RowBeatsW-1:0] load_row_beats;
  logic                 load_burst_valid;
  logic                 load_walk_valid;
  logic [15:0]          load_walk_addr;
  logic                 load_row_last;
  logic                 load_step;
  logic [RowBeatsW-1:0] store_row_beats;
  logic                 store_burst_valid;
  logic                 store_walk_valid;
  logic [15:0]          store_walk_addr;
  logic                 store_row_last;
  logic                 store_step;

  isomer_transfers u_transfers (
    .clk_i              (clk_i),
    .rst_ni             (rst_ni),
    .clear_i            (clear_i),
    .store_transfers_i  (store_transfers_i),
    .segments_i         (segments_i),
    .segment_write_i    (segment_write_i),
    .segment_number_i   (segment_number_i),
    .segment_data_i     (segment_data_i),
    .load_start_i       (load_start),
    .load_word_i        (load_word),
    .load_row_beats_i   (load_row_beats),
    .load_burst_valid_o (load_burst_valid),
    .load_addr_o        (load_addr_o),
    .load_beats_o       (load_beats_o),
    .load_take_i        (load_grant_i),
    .load_walk_valid_o  (load_walk_valid),
    .load_walk_addr_o   (load_walk_addr),
    .load_row_last_o    (load_row_last),
    .load_step_i        (load_step),
    .store_start_i      (store_start),
    .store_word_i       (store_word),
    .store_row_beats_i  (store_row_beats),
    .store_burst_valid_o(store_burst_valid),
    .store_addr_o       (store_addr_o),
    .store_beats_o      (store_beats_o),
    .store_take_i       (store_grant_i),
    .store_walk_valid_o (store_walk_valid),
    .store_walk_addr_o  (store_walk_addr),
    .store_row_last_o   (store_row_last),
    .store_step_i       (store_step)
  );

  isomer_load u_load (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .clear_i           (clear_i),
    .start_i           (load_start),
    .word_i            (load_word),
    .banks_i           (load_write_banks_i),
    .failed_i          (failed_i[Load]),
    .done_o            (done_o[Load]),
    .row_beats_o       (load_row_beats),
    .burst_valid_i     (load_burst_valid),
    .beats_i           (load_beats_o),
    .walk_valid_i      (load_walk_valid),
    .walk_addr_i       (load_walk_addr),
    .row_last_i        (load_row_last),
    .step_o            (load_step),
    .request_o         (load_request_o),
    .grant_i           (load_grant_i),
    .beat_i            (load_beat_i),
    .beat_data_i       (read_data_i),
    .activation_write_o(activation_write),
    .activation_addr_o (activation_addr),
    .activation_o      (activation_data),
    .weight_write_o    (weight_write),
    .weight_addr_o     (weight_write_addr),
    .weight_o          (weight_write_data),
    .parameter_write_o (parameter_write),
    .parameter_addr_o  (parameter_write_addr),
    .parameter_o       (parameter_write_data)
  );

  logic                                        acc_read;
  logic                                        acc_bank;
  logic [isomer_config_pkg::EntryW-1:0]          acc_entry;
  logic [isomer_config_pkg::AccumulatorWordBits-1:0] acc_data;

  isomer_mac u_mac (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .prepare_i       (prepare_i[Mac*PrepareW +: PrepareW]),
    .start_i         (mac_start),
    .word_i          (mac_word),
    .banks_i         (mac_read_banks_i),
    .done_o          (done_o[Mac]),
    .pixel_o         (pixel_o),
    .even_read_o     (mac_even_read),
    .even_addr_o     (mac_even_addr),
    .even_i          (mac_even_data),
    .odd_read_o      (mac_odd_read),
    .odd_addr_o      (mac_odd_addr),
    .odd_i           (mac_odd_data),
    .weight_read_o   (weight_read),
    .weight_addr_o   (weight_read_addr),
    .weights_i       (weight_read_data),
    .parameter_read_o(mac_parameter_read),
    .parameter_addr_o(mac_parameter_addr),
    .parameters_i    (mac_parameter_data),
    .post_read_i     (acc_read),
    .post_bank_i     (acc_bank),
    .post_entry_i    (acc_entry),
    .post_o          (acc_data)
  );

  logic                                                  post_done;
  logic                                                  vector_done;
  logic [isomer_config_pkg::AccumulatorBits-1:0]           post_used;
  logic [$clog2(isomer_config_pkg::PostLanes + 1)-1:0]     post_saturations;
  logic [$clog2(isomer_config_pkg::Rows + 1)-1:0]          vector_saturations;

  isomer_post u_post (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (post_start),
    .word_i        (post_word),
    .read_banks_i  (post_read_banks_i),
    .write_banks_i (post_write_banks_i),
    .done_o        (post_done),
    .acc_read_o    (acc_read),
    .acc_bank_o    (acc_bank),
    .acc_entry_o   (acc_entry),
    .acc_i         (acc_data),
    .pair_read_o   (pair_read),
    .pair_addr_o   (pair_addr),
    .even_i        (pair_even),
    .odd_i         (pair_odd),
    .read_o        (residual_read),
    .read_addr_o   (residual_addr),
    .data_i        (post_read_data),
    .write_o       (post_write),
    .write_addr_o  (post_write_addr),
    .write_strobe_o(post_strobe),
    .write_data_o  (post_data),
    .used_o        (post_used),
    .saturations_o (post_saturations)
  );

  isomer_tally u_tally (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (start_i[Post]),
    .saturations_i(7'(post_saturations) + 7'(vector_saturations)),
    .used_i       (post_used),
    .saturations_o(saturations_o),
    .used_o       (used_o)
  );

  isomer_vector u_vector (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .prepare_i       (prepare_i[Post*PrepareW +: PrepareW]),
    .start_i         (vector_start),
    .word_i          (post_word),
    .read_banks_i    (post_read_banks_i),
    .write_banks_i   (post_write_banks_i),
    .done_o          (vector_done),
    .read_o          (vector_read),
    .read_addr_o     (vector_read_addr),
    .data_i          (post_read_data),
    .parameter_read_o(table_read),
    .parameter_addr_o(table_addr),
    .parameters_i    (table_word),
    .write_o         (vector_write),
    .write_addr_o    (vector_write_addr),
    .write_data_o    (vector_data),
    .saturations_o   (vector_saturations)
  );

  assign done_o[Post] = post_done && vector_done;

  isomer_store u_store (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      (clear_i),
    .start_i      (store_start),
    .word_i       (store_word),
    .banks_i      (store_read_banks_i),
    .failed_i     (failed_i[Store]),
    .done_o       (done_o[Store]),
    .read_o       (store_read),
    .read_addr_o  (store_read_addr),
    .data_i       (store_read_data),
    .row_beats_o  (store_row_beats),
    .burst_valid_i(store_burst_valid),
    .beats_i      (store_beats_o),
    .walk_valid_i (store_walk_valid),
    .walk_addr_i  (store_walk_addr),
    .row_last_i   (store_row_last),
    .step_o       (store_step),
    .request_o    (store_request_o),
    .grant_i      (store_grant_i),
    .beat_data_o  (store_data_o),
    .beat_strobe_o(store_strobe_o),
    .beat_i       (store_beat_i),
    .answered_i   (store_answered_i)
  );

endmodule : isomer_units
