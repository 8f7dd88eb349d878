// SPDX-License-Identifier: Apache-2.0
//
// The machine: AXI4-Lite control, AXI4 master, and between them fetch, four queues and their units.
//
//   registers -> control -> fetch -> queues -> LOAD  -> memories -> MAC -> accumulators
//                                           -> POST  <- accumulators, activations
//                                           -> STORE <- activations
module isomer_top #(
  parameter int FaultLane = -1  // tests: a post lane that truncates instead of rounding
) (
  input  logic         clk_i,
  input  logic         rst_ni,

  // AXI4-Lite control
  input  logic         ctl_awvalid_i,
  output logic         ctl_awready_o,
  input  logic [9:0]   ctl_awaddr_i,
  input  logic         ctl_wvalid_i,
  output logic         ctl_wready_o,
  input  logic [31:0]  ctl_wdata_i,
  input  logic [3:0]   ctl_wstrb_i,
  output logic         ctl_bvalid_o,
  input  logic         ctl_bready_i,
  output logic [1:0]   ctl_bresp_o,
  input  logic         ctl_arvalid_i,
  output logic         ctl_arready_o,
  input  logic [9:0]   ctl_araddr_i,
  output logic         ctl_rvalid_o,
  input  logic         ctl_rready_i,
  output logic [31:0]  ctl_rdata_o,
  output logic [1:0]   ctl_rresp_o,

  // AXI4 master; one identifier, everything in order
  output logic         axi_arvalid_o,
  input  logic         axi_arready_i,
  output logic [39:0]  axi_araddr_o,
  output logic [7:0]   axi_arlen_o,
  output logic [2:0]   axi_arsize_o,
  output logic [1:0]   axi_arburst_o,
  input  logic         axi_rvalid_i,
  output logic         axi_rready_o,
  input  logic [127:0] axi_rdata_i,
  input  logic [1:0]   axi_rresp_i,
  input  logic         axi_rlast_i,
  output logic         axi_awvalid_o,
  input  logic         axi_awready_i,
  output logic [39:0]  axi_awaddr_o,
  output logic [7:0]   axi_awlen_o,
  output logic [2:0]   axi_awsize_o,
  output logic [1:0]   axi_awburst_o,
  output logic         axi_wvalid_o,
  input  logic         axi_wready_i,
  output logic [127:0] axi_wdata_o,
  output logic [15:0]  axi_wstrb_o,
  output logic         axi_wlast_o,
  input  logic         axi_bvalid_i,
  output logic         axi_bready_o,
  input  logic [1:0]   axi_bresp_i
);

  localparam int unsigned Queues    = isomer_config_pkg::Queues;
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits;
  localparam int unsigned Banks     = isomer_config_pkg::ActivationBanks;
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW;
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW;
  localparam int unsigned Load      = 32'(isomer_isa_pkg::QueueLoad);
  localparam int unsigned Mac       = 32'(isomer_isa_pkg::QueueMac);
  localparam int unsigned Post      = 32'(isomer_isa_pkg::QueuePost);
  localparam int unsigned Store     = 32'(isomer_isa_pkg::QueueStore);

  ///////////////////
  // Control       //
  ///////////////////

  logic                   reg_write;
  logic [9:0]             reg_write_addr;
  logic [31:0]            reg_write_data;
  logic [3:0]             reg_write_strobe;
  logic [9:0]             reg_read_addr;
  logic [31:0]            reg_read_data;

  logic                   running;
  logic                   start;
  logic                   abort_run;
  logic [2:0]             status;
  logic [3:0]             trap_cause;
  logic [31:0]            trap_pc;
  logic [LineAddrW-1:0]   program_addr;
  logic [31:0]            program_length;
  logic [8*LineAddrW-1:0] segments;
  logic [4:0]             counter;
  logic [63:0]            counter_value;

  isomer_axi_lite u_axi_lite (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .ctl_awvalid_i (ctl_awvalid_i),
    .ctl_awready_o (ctl_awready_o),
    .ctl_awaddr_i  (ctl_awaddr_i),
    .ctl_wvalid_i  (ctl_wvalid_i),
    .ctl_wready_o  (ctl_wready_o),
    .ctl_wdata_i   (ctl_wdata_i),
    .ctl_wstrb_i   (ctl_wstrb_i),
    .ctl_bvalid_o  (ctl_bvalid_o),
    .ctl_bready_i  (ctl_bready_i),
    .ctl_bresp_o   (ctl_bresp_o),
    .ctl_arvalid_i (ctl_arvalid_i),
    .ctl_arready_o (ctl_arready_o),
    .ctl_araddr_i  (ctl_araddr_i),
    .ctl_rvalid_o  (ctl_rvalid_o),
    .ctl_rready_i  (ctl_rready_i),
    .ctl_rdata_o   (ctl_rdata_o),
    .ctl_rresp_o   (ctl_rresp_o),
    .write_o       (reg_write),
    .write_addr_o  (reg_write_addr),
    .write_data_o  (reg_write_data),
    .write_strobe_o(reg_write_strobe),
    .read_addr_o   (reg_read_addr),
    .read_data_i   (reg_read_data)
  );

  isomer_registers u_registers (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .write_i         (reg_write),
    .write_addr_i    (reg_write_addr),
    .write_data_i    (reg_write_data),
    .write_strobe_i  (reg_write_strobe),
    .read_addr_i     (reg_read_addr),
    .read_data_o     (reg_read_data),
    .running_i       (running),
    .start_o         (start),
    .abort_o         (abort_run),
    .status_i        (status),
    .trap_cause_i    (trap_cause),
    .trap_pc_i       (trap_pc),
    .program_o       (program_addr),
    .program_length_o(program_length),
    .segments_o      (segments),
    .counter_o       (counter),
    .counter_value_i (counter_value)
  );

  logic              fetch_trap;
  logic [3:0]        fetch_cause;
  logic [31:0]       fetch_pc;
  logic              halted;
  logic              blocked;
  logic              load_beat;
  logic              read_error;
  logic              write_error;
  logic              bus_idle;
  logic [Queues-1:0] queue_empty;
  logic [Queues-1:0] queue_stuck;
  logic              stop_fetch;
  logic              flush;
  logic              load_failed;
  logic              store_failed;

  isomer_control u_control (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (start),
    .abort_i       (abort_run),
    .fetch_trap_i  (fetch_trap),
    .fetch_cause_i (fetch_cause),
    .fetch_pc_i    (fetch_pc),
    .halted_i      (halted),
    .blocked_i     (blocked),
    .load_error_i  (load_beat && read_error),
    .store_error_i (write_error),
    .bus_idle_i    (bus_idle),
    .empty_i       (queue_empty),
    .stuck_i       (queue_stuck),
    .running_o     (running),
    .stop_fetch_o  (stop_fetch),
    .flush_o       (flush),
    .load_failed_o (load_failed),
    .store_failed_o(store_failed),
    .status_o      (status),
    .trap_cause_o  (trap_cause),
    .trap_pc_o     (trap_pc)
  );

  ///////////////////
  // Bus           //
  ///////////////////

  logic                 fetch_request;
  logic [LineAddrW-1:0] fetch_addr;
  logic [BeatsW-1:0]    fetch_beats;
  logic                 fetch_grant;
  logic                 fetch_beat;
  logic                 load_request;
  logic [LineAddrW-1:0] load_addr;
  logic [BeatsW-1:0]    load_beats;
  logic                 load_grant;
  logic [127:0]         read_data;
  logic                 store_request;
  logic [LineAddrW-1:0] store_addr;
  logic [BeatsW-1:0]    store_beats;
  logic                 store_grant;
  logic [127:0]         store_beat_data;
  logic [15:0]          store_beat_strobe;
  logic                 store_beat;
  logic                 store_answered;

  isomer_axi_master u_axi_master (
    .clk_i           (clk_i),
    .rst_ni          (rst_ni),
    .fetch_request_i (fetch_request),
    .fetch_addr_i    (fetch_addr),
    .fetch_beats_i   (fetch_beats),
    .fetch_grant_o   (fetch_grant),
    .fetch_beat_o    (fetch_beat),
    .load_request_i  (load_request),
    .load_addr_i     (load_addr),
    .load_beats_i    (load_beats),
    .load_grant_o    (load_grant),
    .load_beat_o     (load_beat),
    .read_data_o     (read_data),
    .read_error_o    (read_error),
    .store_request_i (store_request),
    .store_addr_i    (store_addr),
    .store_beats_i   (store_beats),
    .store_grant_o   (store_grant),
    .store_data_i    (store_beat_data),
    .store_strobe_i  (store_beat_strobe),
    .store_beat_o    (store_beat),
    .store_answered_o(store_answered),
    .write_error_o   (write_error),
    .idle_o          (bus_idle),
    .axi_arvalid_o   (axi_arvalid_o),
    .axi_arready_i   (axi_arready_i),
    .axi_araddr_o    (axi_araddr_o),
    .axi_arlen_o     (axi_arlen_o),
    .axi_arsize_o    (axi_arsize_o),
    .axi_arburst_o   (axi_arburst_o),
    .axi_rvalid_i    (axi_rvalid_i),
    .axi_rready_o    (axi_rready_o),
    .axi_rdata_i     (axi_rdata_i),
    .axi_rresp_i     (axi_rresp_i),
    .axi_rlast_i     (axi_rlast_i),
    .axi_awvalid_o   (axi_awvalid_o),
    .axi_awready_i   (axi_awready_i),
    .axi_awaddr_o    (axi_awaddr_o),
    .axi_awlen_o     (axi_awlen_o),
    .axi_awsize_o    (axi_awsize_o),
    .axi_awburst_o   (axi_awburst_o),
    .axi_wvalid_o    (axi_wvalid_o),
    .axi_wready_i    (axi_wready_i),
    .axi_wdata_o     (axi_wdata_o),
    .axi_wstrb_o     (axi_wstrb_o),
    .axi_wlast_o     (axi_wlast_o),
    .axi_bvalid_i    (axi_bvalid_i),
    .axi_bready_o    (axi_bready_o),
    .axi_bresp_i     (axi_bresp_i)
  );

  ///////////////////
  // Fetch, queues //
  ///////////////////

  logic [Queues-1:0]          queue_push;
  logic [WordBits-1:0]        fetch_word;
  logic [Queues-1:0]          queue_full;
  logic [Queues-1:0]          queue_ready;
  logic [Queues*WordBits-1:0] queue_head;
  logic [Queues*3-1:0]        queue_pop_mask;
  logic [Queues*3-1:0]        queue_push_mask;
  logic [Queues-1:0]          pop_ok;
  logic [Queues-1:0]          push_ok;
  logic [Queues-1:0]          queue_issue;
  logic [Queues-1:0]          queue_start;
  logic [Queues*WordBits-1:0] queue_word;
  logic [Queues-1:0]          queue_done;
  logic [Queues-1:0]          queue_retire;
  logic [Queues*3-1:0]        queue_state;

  isomer_fetch u_fetch (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .start_i     (start),
    .program_i   (program_addr),
    .length_i    (program_length),
    .stop_i      (stop_fetch),
    .request_o   (fetch_request),
    .addr_o      (fetch_addr),
    .beats_o     (fetch_beats),
    .grant_i     (fetch_grant),
    .beat_i      (fetch_beat),
    .beat_data_i (read_data),
    .beat_error_i(read_error),
    .push_o      (queue_push),
    .word_o      (fetch_word),
    .full_i      (queue_full),
    .pc_o        (fetch_pc),
    .halted_o    (halted),
    .blocked_o   (blocked),
    .trap_o      (fetch_trap),
    .trap_cause_o(fetch_cause)
  );

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    isomer_queue u_queue (
      .clk_i    (clk_i),
      .rst_ni   (rst_ni),
      .clear_i  (start),
      .flush_i  (flush),
      .push_i   (queue_push[q]),
      .word_i   (fetch_word),
      .full_o   (queue_full[q]),
      .ready_o  (queue_ready[q]),
      .head_o   (queue_head[q*WordBits +: WordBits]),
      .pop_o    (queue_pop_mask[q*3 +: 3]),
      .push_o   (queue_push_mask[q*3 +: 3]),
      .pop_ok_i (pop_ok[q]),
      .push_ok_i(push_ok[q]),
      .issue_i  (queue_issue[q]),
      .start_o  (queue_start[q]),
      .word_o   (queue_word[q*WordBits +: WordBits]),
      .done_i   (queue_done[q]),
      .failed_i (((q == Load) && load_failed) || ((q == Store) && store_failed)),
      .retire_o (queue_retire[q]),
      .empty_o  (queue_empty[q]),
      .stuck_o  (queue_stuck[q]),
      .state_o  (queue_state[q*3 +: 3])
    );
  end

  isomer_tokens u_tokens (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .clear_i  (start),
    .pop_i    (queue_pop_mask),
    .pop_ok_o (pop_ok),
    .issue_i  (queue_issue),
    .push_i   (queue_push_mask),
    .push_ok_o(push_ok),
    .retire_i (queue_retire)
  );

  logic [Banks-1:0] load_write_banks;
  logic [Banks-1:0] mac_read_banks;
  logic [Banks-1:0] post_read_banks;
  logic [Banks-1:0] post_write_banks;
  logic [Banks-1:0] store_read_banks;

  isomer_locks u_locks (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (start),
    .load_ready_i  (queue_ready[Load]),
    .load_head_i   (queue_head[Load*WordBits +: WordBits]),
    .load_issue_o  (queue_issue[Load]),
    .load_retire_i (queue_retire[Load]),
    .mac_ready_i   (queue_ready[Mac]),
    .mac_head_i    (queue_head[Mac*WordBits +: WordBits]),
    .mac_issue_o   (queue_issue[Mac]),
    .mac_retire_i  (queue_retire[Mac]),
    .post_ready_i  (queue_ready[Post]),
    .post_head_i   (queue_head[Post*WordBits +: WordBits]),
    .post_issue_o  (queue_issue[Post]),
    .post_retire_i (queue_retire[Post]),
    .store_ready_i (queue_ready[Store]),
    .store_head_i  (queue_head[Store*WordBits +: WordBits]),
    .store_issue_o (queue_issue[Store]),
    .store_retire_i(queue_retire[Store]),
    .load_write_o  (load_write_banks),
    .mac_read_o    (mac_read_banks),
    .post_read_o   (post_read_banks),
    .post_write_o  (post_write_banks),
    .store_read_o  (store_read_banks)
  );

  logic [WordBits-1:0] load_word;
  logic [WordBits-1:0] mac_word;
  logic [WordBits-1:0] post_word;
  logic [WordBits-1:0] store_word;

  assign load_word  = queue_word[Load*WordBits +: WordBits];
  assign mac_word   = queue_word[Mac*WordBits +: WordBits];
  assign post_word  = queue_word[Post*WordBits +: WordBits];
  assign store_word = queue_word[Store*WordBits +: WordBits];

  logic load_start;
  logic mac_start;
  logic post_start;
  logic pool_start;
  logic store_start;

  assign load_start  = queue_start[Load] &&
      (load_word[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth] ==
       isomer_isa_pkg::OpcodeLoad);
  assign mac_start   = queue_start[Mac] &&
      (mac_word[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth] ==
       isomer_isa_pkg::OpcodeMac);
  assign post_start  = queue_start[Post] &&
      (post_word[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth] ==
       isomer_isa_pkg::OpcodePost);
  assign pool_start  = queue_start[Post] &&
      (post_word[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth] ==
       isomer_isa_pkg::OpcodeMaxPool);
  assign store_start = queue_start[Store] &&
      (store_word[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth] ==
       isomer_isa_pkg::OpcodeStore);

  ///////////////////
  // Memories      //
  ///////////////////

  logic                                       mac_even_read;
  logic [isomer_config_pkg::ActivationAddrW-2:0] mac_even_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] mac_even_data;
  logic                                       mac_odd_read;
  logic [isomer_config_pkg::ActivationAddrW-2:0] mac_odd_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] mac_odd_data;
  logic                                       pool_read;
  logic [isomer_config_pkg::ActivationAddrW-1:0] pool_read_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] pool_read_data;
  logic                                       store_read;
  logic [isomer_config_pkg::ActivationAddrW-1:0] store_read_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] store_read_data;
  logic                                       post_write;
  logic [isomer_config_pkg::ActivationAddrW-1:0] post_write_addr;
  logic [isomer_config_pkg::Rows-1:0]         post_strobe;
  logic [isomer_config_pkg::ActivationWordBits-1:0] post_data;
  logic                                       pool_write;
  logic [isomer_config_pkg::ActivationAddrW-1:0] pool_write_addr;
  logic [isomer_config_pkg::ActivationWordBits-1:0] pool_data;
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
    .post_read_i      (pool_read),
    .post_read_addr_i (pool_read_addr),
    .post_o           (pool_read_data),
    .store_read_i     (store_read),
    .store_read_addr_i(store_read_addr),
    .store_o          (store_read_data),
    .post_write_i     (post_write || pool_write),
    .post_write_addr_i(pool_write ? pool_write_addr : post_write_addr),
    .post_strobe_i    (pool_write ? {isomer_config_pkg::Rows{1'b1}} : post_strobe),
    .post_data_i      (pool_write ? pool_data : post_data),
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
  logic                                       bias_read;
  logic [isomer_config_pkg::ParameterAddrW-1:0] bias_read_addr;
  logic [isomer_config_pkg::ParameterWordBits-1:0]  bias_read_data;

  isomer_ram #(
    .Width(isomer_config_pkg::ParameterWordBits),
    .Depth(isomer_config_pkg::ParameterWords)
  ) u_parameters (
    .clk_i       (clk_i),
    .write_i     (parameter_write),
    .write_addr_i(parameter_write_addr),
    .write_data_i(parameter_write_data),
    .read_i      (bias_read),
    .read_addr_i (bias_read_addr),
    .read_data_o (bias_read_data)
  );

  ///////////////////
  // Units         //
  ///////////////////

  isomer_load u_load (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .start_i           (load_start),
    .word_i            (load_word),
    .banks_i           (load_write_banks),
    .segment_i         (segments[load_word[isomer_isa_pkg::LoadSegmentLsb +:
                                           isomer_isa_pkg::LoadSegmentWidth]*LineAddrW +:
                                 LineAddrW]),
    .done_o            (queue_done[Load]),
    .request_o         (load_request),
    .addr_o            (load_addr),
    .beats_o           (load_beats),
    .grant_i           (load_grant),
    .beat_i            (load_beat),
    .beat_data_i       (read_data),
    .beat_error_i      (read_error),
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

  logic                                        pixel;
  logic                                        acc_read;
  logic                                        acc_bank;
  logic [isomer_config_pkg::EntryW-1:0]          acc_entry;
  logic [isomer_config_pkg::AccumulatorWordBits-1:0] acc_data;

  isomer_mac u_mac (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (mac_start),
    .word_i       (mac_word),
    .banks_i      (mac_read_banks),
    .done_o       (queue_done[Mac]),
    .pixel_o      (pixel),
    .even_read_o  (mac_even_read),
    .even_addr_o  (mac_even_addr),
    .even_i       (mac_even_data),
    .odd_read_o   (mac_odd_read),
    .odd_addr_o   (mac_odd_addr),
    .odd_i        (mac_odd_data),
    .weight_read_o(weight_read),
    .weight_addr_o(weight_read_addr),
    .weights_i    (weight_read_data),
    .bias_read_o  (bias_read),
    .bias_addr_o  (bias_read_addr),
    .biases_i     (bias_read_data),
    .post_read_i  (acc_read),
    .post_bank_i  (acc_bank),
    .post_entry_i (acc_entry),
    .post_o       (acc_data)
  );

  logic post_done;
  logic pool_done;

  isomer_post #(
    .FaultLane(FaultLane)
  ) u_post (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .start_i       (post_start),
    .word_i        (post_word),
    .banks_i       (post_write_banks),
    .done_o        (post_done),
    .acc_read_o    (acc_read),
    .acc_bank_o    (acc_bank),
    .acc_entry_o   (acc_entry),
    .acc_i         (acc_data),
    .write_o       (post_write),
    .write_addr_o  (post_write_addr),
    .write_strobe_o(post_strobe),
    .write_data_o  (post_data)
  );

  isomer_pool u_pool (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (pool_start),
    .word_i       (post_word),
    .read_banks_i (post_read_banks),
    .write_banks_i(post_write_banks),
    .done_o       (pool_done),
    .read_o       (pool_read),
    .read_addr_o  (pool_read_addr),
    .data_i       (pool_read_data),
    .write_o      (pool_write),
    .write_addr_o (pool_write_addr),
    .write_data_o (pool_data)
  );

  assign queue_done[Post] = post_done && pool_done;

  isomer_store u_store (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (store_start),
    .word_i       (store_word),
    .banks_i      (store_read_banks),
    .segment_i    (segments[store_word[isomer_isa_pkg::StoreSegmentLsb +:
                                       isomer_isa_pkg::StoreSegmentWidth]*LineAddrW +: LineAddrW]),
    .done_o       (queue_done[Store]),
    .read_o       (store_read),
    .read_addr_o  (store_read_addr),
    .data_i       (store_read_data),
    .request_o    (store_request),
    .addr_o       (store_addr),
    .beats_o      (store_beats),
    .grant_i      (store_grant),
    .beat_data_o  (store_beat_data),
    .beat_strobe_o(store_beat_strobe),
    .beat_i       (store_beat),
    .answered_i   (store_answered)
  );

  isomer_counters u_counters (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (start),
    .running_i     (running),
    .pixel_i       (pixel),
    .read_beat_i   (fetch_beat || load_beat),
    .written_beat_i(store_beat),
    .retire_i      (queue_retire),
    .states_i      (queue_state),
    .counter_i     (counter),
    .value_o       (counter_value)
  );

endmodule : isomer_top
