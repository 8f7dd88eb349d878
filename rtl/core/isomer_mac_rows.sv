// SPDX-License-Identifier: Apache-2.0
//
// The rows of weights of one pass after the other. Row r of a pass has its codes of b bits, in
// units of C bits, from r * b on in the words of the pass; no row crosses a word. The next pass
// begins with the next word.
module isomer_mac_rows #(
  localparam int unsigned OffsetW = $clog2(isomer_config_pkg::OperandBits)
) (
  input  logic                                      clk_i,
  input  logic                                      rst_ni,

  input  logic                                      start_i,  // word_i holds from here on
  input  logic [isomer_isa_pkg::WordBits-1:0]       word_i,
  input  logic                                      begin_i,  // a pass begins in the next cycle

  output logic                                      valid_o,
  output logic                                      last_o,
  output logic [isomer_config_pkg::ElementW-1:0]    row_o,
  output logic [isomer_config_pkg::WeightAddrW-1:0] addr_o,
  output logic [OffsetW-1:0]                        offset_o
);

  localparam int unsigned ElementW = isomer_config_pkg::ElementW;

  logic [1:0]          mapping;
  logic [ElementW-1:0] last_row;

  assign mapping = word_i[isomer_isa_pkg::MacMappingLsb +: isomer_isa_pkg::MacMappingWidth];

  always_comb begin
    last_row = ElementW'(isomer_config_pkg::Rows - 1);
    if ((isomer_config_pkg::HasWindow == 1) && (mapping == isomer_isa_pkg::MacMappingWindow)) begin
      last_row = ElementW'(8);
    end else if ((isomer_config_pkg::HasDepthwise == 1) &&
                 (mapping == isomer_isa_pkg::MacMappingDiagonal)) begin
      last_row = '0;
    end
  end

  logic                valid_q;
  logic [ElementW-1:0] row_q;
  logic [OffsetW-1:0]  offset_q;
  logic [OffsetW-1:0]  next_offset;

  logic [isomer_config_pkg::WeightAddrW-1:0] addr_q;

  // O bits are a whole word: the offset stays zero.
  if (isomer_config_pkg::HasDecoders == 1) begin : gen_packed
    assign next_offset = offset_q +
        (OffsetW'(1) << word_i[isomer_isa_pkg::MacStoredBitsLsb +:
                               isomer_isa_pkg::MacStoredBitsWidth]);
  end else begin : gen_whole
    assign next_offset = '0;
  end

  assign last_o = row_q == last_row;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q  <= 1'b0;
      row_q    <= '0;
      offset_q <= '0;
      addr_q   <= '0;
    end else if (start_i) begin
      valid_q  <= 1'b1;
      row_q    <= '0;
      offset_q <= '0;
      addr_q   <= word_i[isomer_isa_pkg::MacWBaseLsb +: isomer_config_pkg::WeightAddrW];
    end else begin
      if (valid_q) begin
        offset_q <= last_o ? '0 : next_offset;
        if (last_o || (next_offset == '0)) begin
          addr_q <= addr_q + isomer_config_pkg::WeightAddrW'(1);
        end
      end
      if (begin_i) begin
        valid_q <= 1'b1;
        row_q   <= '0;
      end else if (valid_q) begin
        valid_q <= !last_o;
        row_q   <= row_q + ElementW'(1);
      end
    end
  end

  assign valid_o  = valid_q;
  assign row_o    = row_q;
  assign addr_o   = addr_q;
  assign offset_o = offset_q;

endmodule : isomer_mac_rows
