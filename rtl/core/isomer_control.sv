// SPDX-License-Identifier: Apache-2.0
//
// Start and stop. The machine runs from the cycle after START to the one in which nothing can
// change any more; why it cannot is the status. A bus error outranks a trap of fetch.
module isomer_control #(
  localparam int unsigned Queues = isomer_config_pkg::Queues,
  localparam int unsigned PcW    = isomer_config_pkg::PcW
) (
  input  logic              clk_i,
  input  logic              rst_ni,

  input  logic              start_i,  // accepted: only while not running
  input  logic              abort_i,

  // Fetch
  input  logic              fetch_trap_i,
  input  logic [3:0]        fetch_cause_i,
  input  logic [PcW-1:0]    fetch_pc_i,
  input  logic              halted_i,
  input  logic              blocked_i,

  // Bus
  input  logic              load_error_i,
  input  logic              store_error_i,
  input  logic              bus_idle_i,

  // Queues
  input  logic [Queues-1:0] empty_i,
  input  logic [Queues-1:0] stuck_i,

  output logic              running_o,
  output logic              stop_fetch_o,
  output logic              flush_o,         // discard what has not issued
  output logic              load_failed_o,
  output logic              store_failed_o,
  output logic [2:0]        status_o,
  output logic [3:0]        trap_cause_o,
  output logic [PcW-1:0]    trap_pc_o
);

  logic        running_q;
  logic        aborting_q;
  logic        trapped_q;
  logic        load_failed_q;
  logic        store_failed_q;
  logic [2:0]  status_q;
  logic [3:0]  cause_q;

  logic [PcW-1:0] pc_q;

  logic fetch_over;
  logic stop;

  assign fetch_over = halted_i || trapped_q || aborting_q || blocked_i;
  assign stop       = running_q && fetch_over && bus_idle_i && (&stuck_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q      <= 1'b0;
      aborting_q     <= 1'b0;
      trapped_q      <= 1'b0;
      load_failed_q  <= 1'b0;
      store_failed_q <= 1'b0;
      cause_q        <= isomer_isa_pkg::TrapNone;
      pc_q           <= '0;
    end else if (start_i) begin
      running_q      <= 1'b1;
      aborting_q     <= 1'b0;
      trapped_q      <= 1'b0;
      load_failed_q  <= 1'b0;
      store_failed_q <= 1'b0;
      cause_q        <= isomer_isa_pkg::TrapNone;
      pc_q           <= '0;
    end else if (running_q) begin
      running_q <= !stop;
      if (abort_i) begin
        aborting_q <= 1'b1;
      end
      if (load_error_i) begin
        load_failed_q <= 1'b1;
      end
      if (store_error_i) begin
        store_failed_q <= 1'b1;
      end
      if (fetch_trap_i || load_error_i || store_error_i) begin
        trapped_q <= 1'b1;
      end
      if (!load_failed_q && !store_failed_q) begin
        if (load_error_i) begin
          cause_q <= isomer_isa_pkg::TrapLoadBus;
        end else if (store_error_i) begin
          cause_q <= isomer_isa_pkg::TrapStoreBus;
        end else if (fetch_trap_i) begin
          cause_q <= fetch_cause_i;
        end
      end
      if (fetch_trap_i || ((load_error_i || store_error_i) && !trapped_q)) begin
        pc_q <= fetch_pc_i;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      status_q <= isomer_isa_pkg::StatusIdle;
    end else if (start_i) begin
      status_q <= isomer_isa_pkg::StatusRunning;
    end else if (stop) begin
      if (aborting_q) begin
        status_q <= isomer_isa_pkg::StatusAborted;
      end else if (trapped_q) begin
        status_q <= isomer_isa_pkg::StatusTrap;
      end else if (halted_i && (&empty_i)) begin
        status_q <= isomer_isa_pkg::StatusDone;
      end else begin
        status_q <= isomer_isa_pkg::StatusDeadlock;
      end
    end
  end

  assign running_o      = running_q;
  assign stop_fetch_o   = trapped_q || aborting_q;
  assign flush_o        = aborting_q;
  assign load_failed_o  = load_failed_q;
  assign store_failed_o = store_failed_q;
  assign status_o       = status_q;
  assign trap_cause_o   = cause_q;
  assign trap_pc_o      = pc_q;

endmodule : isomer_control
