// SPDX-License-Identifier: Apache-2.0
//
// The tables of the lookup instruction, one per element of an activation word, and their copying
// from the parameters: one pattern per cycle in the 256 cycles that follow start_i.
//
//   pattern_o[r] = table[index_i[r]], in the cycle after read_i              ARITHMETIC.md (F17)
//
// Pattern n is byte n mod 2C of parameter word table_base_i + n div 2C. A word may be looked up
// from the second cycle after loaded_o on.
module isomer_lookup #(
  localparam int unsigned Rows           = isomer_config_pkg::Rows,
  localparam int unsigned ParameterAddrW = isomer_config_pkg::ParameterAddrW
) (
  input  logic                                            clk_i,
  input  logic                                            rst_ni,

  input  logic                                            start_i,
  input  logic [ParameterAddrW-1:0]                       table_base_i,  // holds until loaded_o
  output logic                                            busy_o,
  output logic                                            loaded_o,      // the last cycle of busy_o

  output logic                                            parameter_read_o,
  output logic [ParameterAddrW-1:0]                       parameter_addr_o,
  input  logic [isomer_config_pkg::ParameterWordBits-1:0] parameters_i,

  input  logic                                            read_i,
  input  logic [Rows*8-1:0]                               index_i,
  output logic [Rows*8-1:0]                               pattern_o
);

  localparam int unsigned ByteW = $clog2(2 * isomer_config_pkg::Columns);  // bytes of a word

  logic       busy_q;
  logic [7:0] next_q;  // pattern

  logic       write_q;
  logic [7:0] write_next_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q       <= 1'b0;
      next_q       <= '0;
      write_q      <= 1'b0;
      write_next_q <= '0;
    end else begin
      if (start_i) begin
        busy_q <= 1'b1;
        next_q <= '0;
      end else if (busy_q) begin
        busy_q <= !loaded_o;
        next_q <= next_q + 8'd1;
      end
      write_q      <= busy_q;
      write_next_q <= next_q;
    end
  end

  assign busy_o           = busy_q;
  assign loaded_o         = busy_q && (&next_q);
  assign parameter_read_o = busy_q;
  assign parameter_addr_o = table_base_i + ParameterAddrW'(next_q[7:ByteW]);

  for (genvar r = 0; r < Rows; r++) begin : gen_element
    isomer_ram #(
      .Width(8),
      .Depth(256)
    ) u_table (
      .clk_i       (clk_i),
      .write_i     (write_q),
      .write_addr_i(write_next_q),
      .write_data_i(parameters_i[write_next_q[ByteW-1:0]*8 +: 8]),
      .read_i      (read_i),
      .read_addr_i (index_i[r*8 +: 8]),
      .read_data_o (pattern_o[r*8 +: 8])
    );
  end

endmodule : isomer_lookup
