// SPDX-License-Identifier: Apache-2.0
//
// The table of the table decoder, copied from the parameters before the loop of an instruction
// that wants it: entry n is value n mod C of word n div C. start_o is start_i, max(1, 16 / C) + 1
// cycles later if there is a table to copy. A machine without the decoder has no table.
module isomer_weight_table #(
  localparam int unsigned AddrW  = isomer_config_pkg::ParameterAddrW,
  localparam int unsigned EntryW = isomer_config_pkg::DecodedBits
) (
  input  logic                                            clk_i,
  input  logic                                            rst_ni,

  input  logic                                            start_i,
  input  logic                                            wanted_i,
  input  logic [AddrW-1:0]                                base_i,  // its first word
  output logic                                            start_o,
  output logic                                            busy_o,

  output logic                                            read_o,
  output logic [AddrW-1:0]                                addr_o,
  input  logic [isomer_config_pkg::ParameterWordBits-1:0] data_i,

  output logic [16*EntryW-1:0]                            table_o  // entry 0 lowest
);

  localparam int unsigned Columns  = isomer_config_pkg::Columns;
  localparam int unsigned PerWord  = (Columns < 16) ? Columns : 16;
  localparam int unsigned Words    = 16 / PerWord;
  localparam int unsigned BiasBits = isomer_config_pkg::BiasBits;

  if ((isomer_config_pkg::HasDecoders == 1) && (isomer_config_pkg::Multipliers == 1))
  begin : gen_table
    logic             read_q;
    logic             arrives_q;
    logic             last_q;     // the word that arrives is the last
    logic [3:0]       left_q;     // words to read after this one
    logic [AddrW-1:0] addr_q;

    logic [PerWord*EntryW-1:0] arrived;
    logic [16*EntryW-1:0]      table_q;

    for (genvar n = 0; n < PerWord; n++) begin : gen_entry
      assign arrived[n*EntryW +: EntryW] = EntryW'(signed'(data_i[n*BiasBits +: BiasBits]));
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        read_q    <= 1'b0;
        arrives_q <= 1'b0;
        last_q    <= 1'b0;
        left_q    <= '0;
        addr_q    <= '0;
        table_q   <= '0;
      end else begin
        arrives_q <= read_q;
        last_q    <= left_q == '0;
        if (start_i) begin
          read_q <= wanted_i;
          left_q <= 4'(Words - 1);
          addr_q <= base_i;
        end else if (read_q) begin
          read_q <= left_q != '0;
          left_q <= left_q - 4'd1;
          addr_q <= addr_q + AddrW'(1);
        end
        if (arrives_q) begin
          table_q <= (16*EntryW)'({arrived, table_q} >> (PerWord * EntryW));
        end
      end
    end

    assign start_o = (start_i && !wanted_i) || (arrives_q && last_q);
    assign busy_o  = read_q || arrives_q;
    assign read_o  = read_q;
    assign addr_o  = addr_q;
    assign table_o = table_q;
  end else begin : gen_none
    assign start_o = start_i;
    assign busy_o  = 1'b0;
    assign read_o  = 1'b0;
    assign addr_o  = '0;
    assign table_o = '0;
  end

endmodule : isomer_weight_table
