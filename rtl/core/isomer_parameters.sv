// SPDX-License-Identifier: Apache-2.0
//
// Parameter memory: a word at a time for MAC (biases); a pair of words for POST (batch norm), or a
// word for its vector unit (tables), from a copy of their own, since both queues read at once.
module isomer_parameters #(
  localparam int unsigned AddrW    = isomer_config_pkg::ParameterAddrW,
  localparam int unsigned WordBits = isomer_config_pkg::ParameterWordBits
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                write_i,
  input  logic [AddrW-1:0]    write_addr_i,
  input  logic [WordBits-1:0] write_data_i,
  input  logic                mac_read_i,
  input  logic [AddrW-1:0]    mac_addr_i,
  output logic [WordBits-1:0] mac_o,
  input  logic                pair_read_i,
  input  logic [AddrW-2:0]    pair_addr_i,
  output logic [WordBits-1:0] even_o,
  output logic [WordBits-1:0] odd_o,
  input  logic                table_read_i,
  input  logic [AddrW-1:0]    table_addr_i,
  output logic [WordBits-1:0] table_o
);

  isomer_ram #(
    .Width(WordBits),
    .Depth(isomer_config_pkg::ParameterWords)
  ) u_words (
    .clk_i       (clk_i),
    .write_i     (write_i),
    .write_addr_i(write_addr_i),
    .write_data_i(write_data_i),
    .read_i      (mac_read_i),
    .read_addr_i (mac_addr_i),
    .read_data_o (mac_o)
  );

  if ((isomer_config_pkg::HasAffine | isomer_config_pkg::HasLookup) != 0) begin : gen_pairs
    isomer_pair_ram u_pairs (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .write_i     (write_i),
      .write_addr_i(write_addr_i),
      .write_data_i(write_data_i),
      .read_i      (pair_read_i || table_read_i),
      .read_addr_i (table_read_i ? table_addr_i : {pair_addr_i, 1'b0}),
      .word_o      (table_o),
      .even_o      (even_o),
      .odd_o       (odd_o)
    );
  end else begin : gen_no_pairs
    logic unused_reads;
    assign unused_reads = ^{rst_ni, pair_read_i, pair_addr_i, table_read_i, table_addr_i};
    assign even_o  = '0;
    assign odd_o   = '0;
    assign table_o = '0;
  end

endmodule : isomer_parameters
