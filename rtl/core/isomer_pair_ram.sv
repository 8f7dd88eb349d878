// SPDX-License-Identifier: Apache-2.0
//
// The POST copy of the parameters: an even and an odd half, so that words 2 n and 2 n + 1 are read
// in one cycle. As isomer_ram otherwise.
module isomer_pair_ram #(
  localparam int unsigned Width = isomer_config_pkg::ParameterWordBits,
  localparam int unsigned Pairs = isomer_config_pkg::ParameterWords / 2,
  localparam int unsigned AddrW = isomer_config_pkg::ParameterAddrW
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             write_i,
  input  logic [AddrW-1:0] write_addr_i,
  input  logic [Width-1:0] write_data_i,

  input  logic             read_i,
  input  logic [AddrW-1:0] read_addr_i,
  output logic [Width-1:0] word_o,  // the word at that address
  output logic [Width-1:0] even_o,  // the two words of its pair
  output logic [Width-1:0] odd_o
);

  logic is_odd_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      is_odd_q <= 1'b0;
    end else if (read_i) begin
      is_odd_q <= read_addr_i[0];
    end
  end

  assign word_o = is_odd_q ? odd_o : even_o;

  isomer_ram #(
    .Width(Width),
    .Depth(Pairs)
  ) u_even (
    .clk_i       (clk_i),
    .write_i     (write_i && !write_addr_i[0]),
    .write_addr_i(write_addr_i[AddrW-1:1]),
    .write_data_i(write_data_i),
    .read_i      (read_i),
    .read_addr_i (read_addr_i[AddrW-1:1]),
    .read_data_o (even_o)
  );

  isomer_ram #(
    .Width(Width),
    .Depth(Pairs)
  ) u_odd (
    .clk_i       (clk_i),
    .write_i     (write_i && write_addr_i[0]),
    .write_addr_i(write_addr_i[AddrW-1:1]),
    .write_data_i(write_data_i),
    .read_i      (read_i),
    .read_addr_i (read_addr_i[AddrW-1:1]),
    .read_data_o (odd_o)
  );

endmodule : isomer_pair_ram
