// SPDX-License-Identifier: Apache-2.0
//
// The registers of MACHINE.md section 6. Writes while running are ignored, but for ABORT; so is
// START.
module isomer_registers #(
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned PcW       = isomer_config_pkg::PcW
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  input  logic                   write_i,
  input  logic [9:0]             write_addr_i,
  input  logic [31:0]            write_data_i,
  input  logic [3:0]             write_strobe_i,
  input  logic [9:0]             read_addr_i,
  output logic [31:0]            read_data_o,

  input  logic                   running_i,
  output logic                   start_o,
  output logic                   abort_o,
  input  logic [2:0]             status_i,
  input  logic [3:0]             trap_cause_i,
  input  logic [PcW-1:0]         trap_pc_i,
  output logic [LineAddrW-1:0]   program_o,  // line address
  output logic [PcW-1:0]         program_length_o,
  output logic [8*LineAddrW-1:0] segments_o,  // line addresses; with OneTransfer:
  output logic [LineAddrW/4-1:0] segment_write_o,   // which four bits of a segment are written
  output logic [2:0]             segment_number_o,
  output logic [LineAddrW-1:0]   segment_data_o,

  output logic [4:0]             counter_o,  // the counter that is read
  input  logic [63:0]            counter_value_i
);

  ///////////////////
  // Writes        //
  ///////////////////

  // Base addresses are words 0 (PROGRAM) and 1 to 8 (SEGMENT 0 to 7)
  localparam int unsigned Bases = 9;

  logic        write;  // a write that counts
  logic [31:0] mask;

  assign write = write_i && !running_i;
  assign mask  = {{8{write_strobe_i[3]}}, {8{write_strobe_i[2]}}, {8{write_strobe_i[1]}},
                  {8{write_strobe_i[0]}}};

  logic to_control;

  assign to_control = write_i && (write_addr_i == isomer_isa_pkg::RegControl) && write_strobe_i[0];
  assign start_o    = to_control && !running_i && write_data_i[0];
  assign abort_o    = to_control && running_i && write_data_i[1];

  logic [PcW-1:0]      length_q;
  logic [Bases*64-1:0] bases;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      length_q <= '0;
    end else if (write && (write_addr_i == isomer_isa_pkg::RegProgramLength)) begin
      length_q <= PcW'((32'(length_q) & ~mask) | (write_data_i & mask));
    end
  end

  logic [LineAddrW-1:0] base_data;  // what a write of either half of a base offers

  assign base_data = LineAddrW'({write_data_i, write_data_i} >> 4);

  // With OneTransfer the segments are beside it: isomer_transfer
  logic to_segment;

  assign to_segment       = write && (write_addr_i[9:6] == isomer_isa_pkg::RegSegments[9:6]) &&
                            (write_addr_i[1:0] == '0);
  assign segment_number_o = write_addr_i[5:3];
  assign segment_data_o   = base_data;

  for (genvar n = 0; n < LineAddrW / 4; n++) begin : gen_segment_write
    localparam int unsigned Byte = (n + 1) / 2;  // of the register

    assign segment_write_o[n] = to_segment && write_strobe_i[Byte%4] &&
                                (write_addr_i[2] == (Byte >= 4));
  end

  localparam int unsigned Registers = (isomer_config_pkg::OneTransfer != 0) ? 1 : Bases;

  if (Registers < Bases) begin : gen_no_segments
    assign bases[Bases*64-1:Registers*64] = '0;
    assign segments_o = '0;
  end

  for (genvar i = 0; i < Registers; i++) begin : gen_base
    localparam logic [9:0] Addr =
        (i == 0) ? isomer_isa_pkg::RegProgram : isomer_isa_pkg::RegSegments + 10'(8 * (i - 1));

    logic [LineAddrW-1:0] line_q;
    for (genvar b = 0; b < LineAddrW; b++) begin : gen_bit
      localparam int unsigned Byte = (b + 4) / 8;  // of the register

      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          line_q[b] <= 1'b0;
        end else if (write && write_strobe_i[Byte%4] &&
                     (write_addr_i == Addr + 10'(Byte / 4 * 4))) begin
          line_q[b] <= base_data[b];
        end
      end
    end

    assign bases[i*64 +: 64] = 64'(line_q) << 4;

    if (i > 0) begin : gen_segment
      assign segments_o[(i-1)*LineAddrW +: LineAddrW] = line_q;
    end
  end

  assign program_o        = bases[4 +: LineAddrW];
  assign program_length_o = length_q;

  ///////////////////
  // Reads         //
  ///////////////////

  localparam logic [9:0] CounterBytes = 10'd256;  // of every number counter_o can have

  logic [9:0]  counter_offset;
  logic [9:0]  segment_offset;
  logic [3:0]  segment_base;  // its number in bases
  logic [63:0] segment;
  logic [63:0] counter_value;

  assign counter_offset = read_addr_i - isomer_isa_pkg::RegCounters;
  assign counter_o      = counter_offset[7:3];
  assign segment_offset = read_addr_i - isomer_isa_pkg::RegSegments;
  assign segment_base   = {1'b0, segment_offset[5:3]} + 4'd1;
  // Counters that nobody can read vanish in synthesis.
  assign counter_value  = (isomer_config_pkg::HasCounters != 0) ? counter_value_i : '0;
  assign segment        = bases[segment_base*64 +: 64];

  always_comb begin
    read_data_o = '0;
    case ({read_addr_i[9:2], 2'd0})
      isomer_isa_pkg::RegId:                    read_data_o = isomer_isa_pkg::IdValue;
      isomer_isa_pkg::RegVersion:               read_data_o = isomer_isa_pkg::VersionValue;
      isomer_isa_pkg::RegConfigHash:            read_data_o = isomer_config_pkg::ConfigHash[31:0];
      isomer_isa_pkg::RegConfigHash + 10'd4:    read_data_o = isomer_config_pkg::ConfigHash[63:32];
      isomer_isa_pkg::RegStatus:                read_data_o = 32'(status_i);
      isomer_isa_pkg::RegTrapCause:             read_data_o = 32'(trap_cause_i);
      isomer_isa_pkg::RegTrapPc:                read_data_o = 32'(trap_pc_i);
      isomer_isa_pkg::RegProgram:               read_data_o = bases[31:0];
      isomer_isa_pkg::RegProgram + 10'd4:       read_data_o = bases[63:32];
      isomer_isa_pkg::RegProgramLength:         read_data_o = 32'(length_q);
      default: begin
        if (read_addr_i >= isomer_isa_pkg::RegCounters + CounterBytes) begin
          read_data_o = '0;
        end else if (read_addr_i >= isomer_isa_pkg::RegCounters) begin
          read_data_o = read_addr_i[2] ? counter_value[63:32] : counter_value[31:0];
        end else if (read_addr_i >= isomer_isa_pkg::RegSegments) begin
          read_data_o = read_addr_i[2] ? segment[63:32] : segment[31:0];
        end
      end
    endcase
  end

endmodule : isomer_registers
