// SPDX-License-Identifier: Apache-2.0
//
// The most beats a burst may have from an address on: 16, or what is left of the 4 KiB.
// Combinational.
module isomer_burst_limit #(
  localparam int unsigned AddrW  = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatsW = isomer_config_pkg::BeatsW
) (
  input  logic [AddrW-1:0]  addr_i,  // of a beat
  output logic [BeatsW-1:0] beats_o
);

  localparam int unsigned BoundaryW = 12 - $clog2(isomer_config_pkg::BeatBytes);

  assign beats_o = (&addr_i[BoundaryW-1:4]) ? BeatsW'(16) - BeatsW'(addr_i[3:0]) : BeatsW'(16);

  logic unused_addr;
  assign unused_addr = ^addr_i[AddrW-1:BoundaryW];

endmodule : isomer_burst_limit
