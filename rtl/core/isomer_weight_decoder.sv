// SPDX-License-Identifier: Apache-2.0
//
// The weight of one column, out of a row of codes, as a processing element holds it:
//
//   multipliers  the decoded integer                                         ARITHMETIC.md (F16)
//   shifters     {zero, negative, shift}
//
// Combinational.
module isomer_weight_decoder #(
  parameter  int unsigned Column = 0,
  localparam int unsigned CodeW  = isomer_config_pkg::OperandBits
) (
  input  logic [isomer_config_pkg::WeightWordBits-1:0]       row_i,  // codes, the first one lowest
  input  logic [2:0]                                         stored_bits_i,
  input  logic [1:0]                                         decoder_i,
  input  logic signed [9:0]                                  offset_i,
  input  logic [16*isomer_config_pkg::DecodedBits-1:0]       table_i,

  output logic [isomer_config_pkg::WeightBits-1:0]           weight_o
);

  logic [CodeW-1:0] code;

  if (isomer_config_pkg::HasDecoders == 1) begin : gen_packed
    always_comb begin
      case (stored_bits_i)
        3'd0:    code = CodeW'(row_i[Column]);
        3'd1:    code = CodeW'(row_i[2*Column +: 2]);
        3'd2:    code = CodeW'(row_i[4*Column +: 4]);
        3'd3:    code = CodeW'(row_i[8*Column +: 8]);
        default: code = row_i[CodeW*Column +: CodeW];
      endcase
    end
  end else begin : gen_whole
    assign code = row_i[CodeW*Column +: CodeW];
  end

  if (isomer_config_pkg::Multipliers == 0) begin : gen_shifters
    logic       zero;
    logic       negative;
    logic [3:0] shift;

    isomer_pot #(
      .CodeW(CodeW)
    ) u_pot (
      .code_i       (code),
      .stored_bits_i(stored_bits_i),
      .zero_o       (zero),
      .negative_o   (negative),
      .shift_o      (shift)
    );

    assign weight_o = {zero, negative, shift};
  end else if (isomer_config_pkg::HasDecoders == 1) begin : gen_decoder
    isomer_decoder #(
      .CodeW(CodeW)
    ) u_decoder (
      .code_i       (code),
      .stored_bits_i(stored_bits_i),
      .decoder_i    (decoder_i),
      .offset_i     (offset_i),
      .table_i      (table_i),
      .weight_o     (weight_o)
    );
  end else begin : gen_integer
    assign weight_o = isomer_config_pkg::WeightBits'(signed'(code));
  end

endmodule : isomer_weight_decoder
