// SPDX-License-Identifier: Apache-2.0
//
// isomer_decoder against ARITHMETIC.md (F16): the code as a natural number, less 2^b if its top bit
// is set. For every input.
module isomer_decoder_properties #(
  parameter  int unsigned CodeW   = 8,
  localparam int unsigned WeightW = CodeW + 2
) (
  input logic [CodeW-1:0]      code_i,
  input logic [2:0]            stored_bits_i,
  input logic [1:0]            decoder_i,
  input logic signed [9:0]     offset_i,
  input logic [16*WeightW-1:0] table_i
);

  logic signed [WeightW-1:0] weight;

  isomer_decoder #(
    .CodeW(CodeW)
  ) u_dut (
    .code_i       (code_i),
    .stored_bits_i(stored_bits_i),
    .decoder_i    (decoder_i),
    .offset_i     (offset_i),
    .table_i      (table_i),
    .weight_o     (weight)
  );

  logic [4:0]         bits;
  logic [WeightW-1:0] value;  // of the code as a natural number
  logic               top;
  logic [WeightW-1:0] number;  // in two's complement, modulo 2^WeightW
  logic [WeightW-1:0] entry;
  logic [WeightW-1:0] p;
  logic [WeightW-1:0] power;
  integer             i;

  always_comb begin
    bits  = 5'd1 << stored_bits_i;
    value = '0;
    top   = 1'b0;
    for (i = 0; i < CodeW; i = i + 1) begin
      if (i < bits) value[i] = code_i[i];
      if (i + 1 == bits) top = code_i[i];
    end
    number = top ? value - (WeightW'(1) << bits) : value;
    entry  = '0;
    for (i = 0; i < 16; i = i + 1) begin
      if (value[3:0] == i) entry = table_i[i*WeightW +: WeightW];
    end
    p     = top ? value - (WeightW'(1) << (bits - 5'd1)) : value;
    power = WeightW'(p != '0);
    for (i = 1; i < 9; i = i + 1) begin
      if (p > i) power = power + power;
    end

    assume (stored_bits_i <= 3'($clog2(CodeW)));
    case (decoder_i)
      2'd0:    assert (weight == number + WeightW'(offset_i));
      2'd1:    assert (weight == number + number + WeightW'(1));
      2'd2:    assert (weight == entry);
      default: assert (weight == (top ? '0 - power : power));
    endcase
  end

endmodule : isomer_decoder_properties
