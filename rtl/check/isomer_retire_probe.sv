// SPDX-License-Identifier: Apache-2.0
//
// What lockstep sees, bound to isomer_sequencer from outside: the instructions that retired in the
// cycle that just ended. Simulation only; read through the back door.
module isomer_retire_probe #(
  localparam int unsigned Queues = isomer_config_pkg::Queues
) (
  input logic              clk_i,
  input logic              rst_ni,

  input logic              start_i,  // cycle 0
  input logic [Queues-1:0] push_i,
  input logic [Queues-1:0] issue_i,
  input logic [Queues-1:0] retire_i
);

  logic [63:0]       cycle_q;    // number of the cycle that is now
  logic [63:0]       retired_cycle_q;
  logic [Queues-1:0] retired_q;
  logic [31:0]       pc_q;       // index of the instruction that fetch gives next

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycle_q         <= '0;
      retired_cycle_q <= '0;
      retired_q       <= '0;
      pc_q            <= '0;
    end else begin
      cycle_q         <= start_i ? 64'd1 : cycle_q + 64'd1;
      retired_cycle_q <= cycle_q;
      retired_q       <= retire_i;
      pc_q            <= start_i ? '0 : pc_q + 32'(|push_i);
    end
  end

  // Each queue's instructions in order, by index
  logic [31:0] retired_pc_q [0:Queues-1];

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    logic [31:0] pc;
    logic [31:0] active_pc_q;
    logic        empty;
    logic        full;

    isomer_fifo #(
      .Width(32),
      .Depth(isomer_config_pkg::QueueDepth)
    ) u_pc (
      .clk_i  (clk_i),
      .rst_ni (rst_ni),
      .clear_i(start_i),
      .push_i (push_i[q]),
      .data_i (pc_q),
      .pop_i  (issue_i[q]),
      .head_o (pc),
      .empty_o(empty),
      .full_o (full)
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        active_pc_q     <= '0;
        retired_pc_q[q] <= '0;
      end else begin
        if (issue_i[q]) begin
          active_pc_q <= pc;
          assert (!empty) else $error("queue %0d issues without an instruction", q);
        end
        if (push_i[q]) begin
          assert (!full) else $error("queue %0d overflows", q);
        end
        retired_pc_q[q] <= active_pc_q;
      end
    end
  end

endmodule : isomer_retire_probe
