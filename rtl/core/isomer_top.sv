// SPDX-License-Identifier: Apache-2.0
//
// The machine: AXI4-Lite control, AXI4 master, and between them fetch, four queues and their units.
//
//   registers -> control -> fetch -> sequencer -> units
//                             \---- AXI4 master ----/
module isomer_top #(
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  // AXI4-Lite control
  input  logic                 ctl_awvalid_i,
  output logic                 ctl_awready_o,
  input  logic [9:0]           ctl_awaddr_i,
  input  logic                 ctl_wvalid_i,
  output logic                 ctl_wready_o,
  input  logic [31:0]          ctl_wdata_i,
  input  logic [3:0]           ctl_wstrb_i,
  output logic                 ctl_bvalid_o,
  input  logic                 ctl_bready_i,
  output logic [1:0]           ctl_bresp_o,
  input  logic                 ctl_arvalid_i,
  output logic                 ctl_arready_o,
  input  logic [9:0]           ctl_araddr_i,
  output logic                 ctl_rvalid_o,
  input  logic                 ctl_rready_i,
  output logic [31:0]          ctl_rdata_o,
  output logic [1:0]           ctl_rresp_o,

  // AXI4 master; one identifier, everything in order
  output logic                 axi_arvalid_o,
  input  logic                 axi_arready_i,
  output logic [39:0]          axi_araddr_o,
  output logic [7:0]           axi_arlen_o,
  output logic [2:0]           axi_arsize_o,
  output logic [1:0]           axi_arburst_o,
  input  logic                 axi_rvalid_i,
  output logic                 axi_rready_o,
  input  logic [BeatBits-1:0]  axi_rdata_i,
  input  logic [1:0]           axi_rresp_i,
  input  logic                 axi_rlast_i,
  output logic                 axi_awvalid_o,
  input  logic                 axi_awready_i,
  output logic [39:0]          axi_awaddr_o,
  output logic [7:0]           axi_awlen_o,
  output logic [2:0]           axi_awsize_o,
  output logic [1:0]           axi_awburst_o,
  output logic                 axi_wvalid_o,
  input  logic                 axi_wready_i,
  output logic [BeatBits-1:0]  axi_wdata_o,
  output logic [BeatBytes-1:0] axi_wstrb_o,
  output logic                 axi_wlast_o,
  input  logic                 axi_bvalid_i,
  output logic                 axi_bready_o,
  input  logic [1:0]           axi_bresp_i
);

  localparam int unsigned Queues    = isomer_config_pkg::Queues;
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits;
  localparam int unsigned Banks     = isomer_config_pkg::ActivationBanks;
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW;
  localparam int unsigned BeatAddrW = isomer_config_pkg::BeatAddrW;
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW;
  localparam int unsigned SliceW    = $clog2(WordBits / BeatBits);
  localparam int unsigned PcW       = isomer_config_pkg::PcW;

  // Control

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
  logic [PcW-1:0]         trap_pc;
  logic [LineAddrW-1:0]   program_addr;
  logic [PcW-1:0]         program_length;
  logic [8*LineAddrW-1:0] segments;
  logic [LineAddrW/4-1:0] segment_write;
  logic [2:0]             segment_number;
  logic [LineAddrW-1:0]   segment_data;
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
    .segment_write_o (segment_write),
    .segment_number_o(segment_number),
    .segment_data_o  (segment_data),
    .counter_o       (counter),
    .counter_value_i (counter_value)
  );

  logic              fetch_trap;
  logic [3:0]        fetch_cause;
  logic [PcW-1:0]    fetch_pc;
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

  // Bus

  logic                 fetch_request;
  logic [BeatAddrW-1:0] fetch_addr;
  logic [BeatsW-1:0]    fetch_beats;
  logic                 fetch_grant;
  logic                 fetch_beat;
  logic                 load_request;
  logic [BeatAddrW-1:0] load_addr;
  logic [BeatsW-1:0]    load_beats;
  logic                 load_grant;
  logic [BeatBits-1:0]  read_data;
  logic                 store_request;
  logic [BeatAddrW-1:0] store_addr;
  logic [BeatsW-1:0]    store_beats;
  logic                 store_grant;
  logic [BeatBits-1:0]  store_beat_data;
  logic [BeatBytes-1:0] store_beat_strobe;
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

  // Instructions

  logic                       slice_write;
  logic [SliceW-1:0]          slice;
  logic [BeatBits-1:0]        slice_data;
  logic [Queues-1:0]          queue_push;
  logic [WordBits-1:0]        fetch_word;
  logic [Queues-1:0]          queue_full;
  logic [Queues*isomer_config_pkg::PrepareW-1:0] unit_prepare;
  logic [Queues-1:0]          unit_start;
  logic [Queues*WordBits-1:0] unit_word;
  logic [Queues-1:0]          unit_done;
  logic [Queues-1:0]          unit_failed;
  logic [Banks-1:0]           load_write_banks;
  logic [Banks-1:0]           mac_read_banks;
  logic [Banks-1:0]           post_read_banks;
  logic [Banks-1:0]           post_write_banks;
  logic [Banks-1:0]           store_read_banks;
  logic                       store_transfers;
  logic [Queues-1:0]          queue_retire;
  logic [Queues*3-1:0]        queue_state;
  logic                       pixel;
  logic [63:0]                saturations;
  logic [isomer_config_pkg::AccumulatorBits-1:0] used;

  isomer_fetch u_fetch (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .start_i      (start),
    .program_i    (program_addr),
    .length_i     (program_length),
    .stop_i       (stop_fetch),
    .request_o    (fetch_request),
    .addr_o       (fetch_addr),
    .beats_o      (fetch_beats),
    .grant_i      (fetch_grant),
    .beat_i       (fetch_beat),
    .beat_data_i  (read_data),
    .beat_error_i (read_error),
    .slice_write_o(slice_write),
    .slice_o      (slice),
    .slice_data_o (slice_data),
    .push_o       (queue_push),
    .word_o       (fetch_word),
    .full_i       (queue_full),
    .pc_o         (fetch_pc),
    .halted_o     (halted),
    .blocked_o    (blocked),
    .trap_o       (fetch_trap),
    .trap_cause_o (fetch_cause)
  );

  isomer_sequencer u_sequencer (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .clear_i           (start),
    .flush_i           (flush),
    .slice_write_i     (slice_write),
    .slice_i           (slice),
    .slice_data_i      (slice_data),
    .push_i            (queue_push),
    .word_i            (fetch_word),
    .full_o            (queue_full),
    .prepare_o         (unit_prepare),
    .start_o           (unit_start),
    .word_o            (unit_word),
    .done_i            (unit_done),
    .failed_i          (unit_failed),
    .load_write_banks_o(load_write_banks),
    .mac_read_banks_o  (mac_read_banks),
    .post_read_banks_o (post_read_banks),
    .post_write_banks_o(post_write_banks),
    .store_read_banks_o(store_read_banks),
    .store_transfers_o (store_transfers),
    .retire_o          (queue_retire),
    .empty_o           (queue_empty),
    .stuck_o           (queue_stuck),
    .state_o           (queue_state)
  );

  // In the order of the queues: STORE and LOAD can fail, POST and MAC cannot
  assign unit_failed = {store_failed, 1'b0, 1'b0, load_failed};

  isomer_units u_units (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .clear_i           (start),
    .prepare_i         (unit_prepare),
    .start_i           (unit_start),
    .word_i            (unit_word),
    .done_o            (unit_done),
    .failed_i          (unit_failed),
    .load_write_banks_i(load_write_banks),
    .mac_read_banks_i  (mac_read_banks),
    .post_read_banks_i (post_read_banks),
    .post_write_banks_i(post_write_banks),
    .store_read_banks_i(store_read_banks),
    .store_transfers_i (store_transfers),
    .segments_i        (segments),
    .segment_write_i   (segment_write),
    .segment_number_i  (segment_number),
    .segment_data_i    (segment_data),
    .pixel_o           (pixel),
    .saturations_o     (saturations),
    .used_o            (used),
    .load_request_o    (load_request),
    .load_addr_o       (load_addr),
    .load_beats_o      (load_beats),
    .load_grant_i      (load_grant),
    .load_beat_i       (load_beat),
    .read_data_i       (read_data),
    .store_request_o   (store_request),
    .store_addr_o      (store_addr),
    .store_beats_o     (store_beats),
    .store_grant_i     (store_grant),
    .store_data_o      (store_beat_data),
    .store_strobe_o    (store_beat_strobe),
    .store_beat_i      (store_beat),
    .store_answered_i  (store_answered)
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
    .saturations_i (saturations),
    .used_i        (used),
    .counter_i     (counter),
    .value_o       (counter_value)
  );

endmodule : isomer_top
