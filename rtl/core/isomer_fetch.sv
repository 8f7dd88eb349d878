// SPDX-License-Identifier: Apache-2.0
//
// Instruction fetch: prefetches the program in bursts, checks each word in program order and gives
// it to its queue. Stops at halt, at a trap, at the end of the program, or when told.
module isomer_fetch #(
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned LineBits  = isomer_config_pkg::LineBits,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits,
  localparam int unsigned Queues    = isomer_config_pkg::Queues
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  input  logic                 start_i,
  input  logic [LineAddrW-1:0] program_i,
  input  logic [31:0]          length_i,  // instructions
  input  logic                 stop_i,    // fetch no more

  // Bursts
  output logic                 request_o,
  output logic [LineAddrW-1:0] addr_o,
  output logic [BeatsW-1:0]    beats_o,
  input  logic                 grant_i,
  input  logic                 beat_i,
  input  logic [LineBits-1:0]  beat_data_i,
  input  logic                 beat_error_i,

  // Queues
  output logic [Queues-1:0]    push_o,
  output logic [WordBits-1:0]  word_o,
  input  logic [Queues-1:0]    full_i,

  output logic [31:0]          pc_o,
  output logic                 halted_o,   // halt was reached
  output logic                 blocked_o,  // the queue of the next instruction is full
  output logic                 trap_o,     // in one cycle
  output logic [3:0]           trap_cause_o
);

  localparam int unsigned BufferLines = 32;
  localparam int unsigned FreeW       = $clog2(BufferLines) + 1;

  logic running_q;

  ///////////////////
  // Prefetch      //
  ///////////////////

  logic [LineAddrW-1:0] addr_q;
  logic [32:0]          lines_left_q;
  logic [FreeW-1:0]     free_q;  // lines neither in the buffer nor on their way
  logic                 pop;

  logic [8:0]        to_boundary;
  logic [BeatsW-1:0] limit;

  assign to_boundary = 9'd256 - {1'b0, addr_q[7:0]};
  assign limit       = (to_boundary > 9'd16) ? BeatsW'(16) : BeatsW'(to_boundary);
  assign beats_o     = (lines_left_q < 33'(limit)) ? BeatsW'(lines_left_q) : limit;
  assign addr_o      = addr_q;
  assign request_o   = running_q && !stop_i && (lines_left_q != '0) && (free_q >= FreeW'(beats_o));

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      addr_q       <= '0;
      lines_left_q <= '0;
      free_q       <= '0;
    end else if (start_i) begin
      addr_q       <= program_i;
      lines_left_q <= {length_i, 1'b0};
      free_q       <= FreeW'(BufferLines);
    end else begin
      free_q <= free_q + FreeW'(pop) - (grant_i ? FreeW'(beats_o) : '0);
      if (grant_i) begin
        addr_q       <= addr_q + LineAddrW'(beats_o);
        lines_left_q <= lines_left_q - 33'(beats_o);
      end
    end
  end

  ///////////////////
  // Words         //
  ///////////////////

  logic                line_empty;
  logic                line_error;
  logic [LineBits-1:0] line;

  isomer_line_fifo #(
    .Width(LineBits + 1),
    .Depth(BufferLines)
  ) u_lines (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(start_i),
    .push_i (beat_i),
    .data_i ({beat_error_i, beat_data_i}),
    .pop_i  (pop),
    .head_o ({line_error, line}),
    .empty_o(line_empty),
    .full_o ()
  );

  logic [WordBits-1:0] word_q;
  logic                error_q;
  logic                half_q;   // the lower half of a word is there
  logic                valid_q;  // a whole word is there
  logic                leave;    // it is taken

  assign pop = !line_empty && (!valid_q || leave);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      word_q  <= '0;
      error_q <= 1'b0;
      half_q  <= 1'b0;
      valid_q <= 1'b0;
    end else if (start_i) begin
      half_q  <= 1'b0;
      valid_q <= 1'b0;
    end else begin
      if (pop) begin
        half_q <= !half_q;
        if (half_q) begin
          word_q[WordBits-1:LineBits] <= line;
          error_q                     <= error_q || line_error;
        end else begin
          word_q[LineBits-1:0] <= line;
          error_q              <= line_error;
        end
      end
      valid_q <= (pop && half_q) || (valid_q && !leave);
    end
  end

  ///////////////////
  // Dispatch      //
  ///////////////////

  logic [3:0]  cause;
  logic [1:0]  queue;
  logic        is_halt;
  logic [31:0] pc_q;
  logic        halted_q;
  logic        at_end;
  logic        active;
  logic        good;

  isomer_word_check u_check (
    .word_i   (word_q),
    .cause_o  (cause),
    .queue_o  (queue),
    .is_halt_o(is_halt)
  );

  assign active = running_q && !stop_i;
  assign at_end = pc_q == length_i;
  assign good   = active && valid_q && !error_q && (cause == isomer_isa_pkg::TrapNone);
  assign leave  = good && !is_halt && !full_i[queue];

  for (genvar q = 0; q < Queues; q++) begin : gen_push
    assign push_o[q] = leave && (queue == 2'(q));
  end

  always_comb begin
    if (at_end) begin
      trap_cause_o = isomer_isa_pkg::TrapMissingHalt;
    end else if (error_q) begin
      trap_cause_o = isomer_isa_pkg::TrapFetchBus;
    end else begin
      trap_cause_o = cause;
    end
  end

  assign trap_o    = active && (at_end || (valid_q && !good));
  assign word_o    = word_q;
  assign pc_o      = pc_q;
  assign halted_o  = halted_q;
  assign blocked_o = good && !is_halt && full_i[queue];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q <= 1'b0;
      halted_q  <= 1'b0;
      pc_q      <= '0;
    end else if (start_i) begin
      running_q <= 1'b1;
      halted_q  <= 1'b0;
      pc_q      <= '0;
    end else begin
      if (trap_o || (good && is_halt)) begin
        running_q <= 1'b0;
      end
      if (good && is_halt) begin
        halted_q <= 1'b1;
      end
      if (leave) begin
        pc_q <= pc_q + 32'd1;
      end
    end
  end

endmodule : isomer_fetch
