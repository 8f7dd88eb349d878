// SPDX-License-Identifier: Apache-2.0
//
// isomer_ram with a write strobe per lane.
module isomer_lane_ram #(
  parameter  int unsigned Lanes    = 4,
  parameter  int unsigned LaneBits = 8,
  parameter  int unsigned Depth    = 16,  // a power of two, at least 2
  localparam int unsigned AddrW    = $clog2(Depth)
) (
  input  logic                      clk_i,

  input  logic                      write_i,
  input  logic [AddrW-1:0]          write_addr_i,
  input  logic [Lanes-1:0]          write_strobe_i,
  input  logic [Lanes*LaneBits-1:0] write_data_i,

  input  logic                      read_i,
  input  logic [AddrW-1:0]          read_addr_i,
  output logic [Lanes*LaneBits-1:0] read_data_o
);

  (* no_rw_check *) logic [Lanes*LaneBits-1:0] mem [0:Depth-1];

  // The word with the lanes that are written. One write of a word instead of one per lane: several
  // times faster to simulate, and yosys (opt_mem_feedback) makes write enables of it all the same.
  function automatic logic [Lanes*LaneBits-1:0] merge(
    input logic [Lanes*LaneBits-1:0] old,
    input logic [Lanes*LaneBits-1:0] data,
    input logic [Lanes-1:0]          strobe
  );
    integer i;
    merge = old;
    for (i = 0; i < Lanes; i = i + 1) begin
      if (strobe[i]) begin
        merge[i*LaneBits +: LaneBits] = data[i*LaneBits +: LaneBits];
      end
    end
  endfunction

  always_ff @(posedge clk_i) begin
    if (write_i) begin
      mem[write_addr_i] <= merge(mem[write_addr_i], write_data_i, write_strobe_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (read_i) begin
      read_data_o <= mem[read_addr_i];
    end
  end

endmodule : isomer_lane_ram
