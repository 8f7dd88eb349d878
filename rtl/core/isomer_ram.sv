// SPDX-License-Identifier: Apache-2.0
//
// A memory with one write and one read port. Data appear in the cycle after read_i and stay until
// the next read. Unknown until written. A read of the word being written gives the old content in
// simulation; no_rw_check leaves it open in silicon (block memories differ), and no program that
// the hazard checker accepts has one whose result counts.
module isomer_ram #(
  parameter  int unsigned Width = 8,
  parameter  int unsigned Depth = 16,  // a power of two, at least 2
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,

  input  logic             write_i,
  input  logic [AddrW-1:0] write_addr_i,
  input  logic [Width-1:0] write_data_i,

  input  logic             read_i,
  input  logic [AddrW-1:0] read_addr_i,
  output logic [Width-1:0] read_data_o
);

  (* no_rw_check *) logic [Width-1:0] mem [0:Depth-1];

  always_ff @(posedge clk_i) begin
    if (write_i) begin
      mem[write_addr_i] <= write_data_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (read_i) begin
      read_data_o <= mem[read_addr_i];
    end
  end

endmodule : isomer_ram
