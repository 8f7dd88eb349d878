// SPDX-License-Identifier: Apache-2.0
//
// isomer_weight_decoder, one for each column of the machine, against MACHINE.md section 3: code
// number c is bits c * b to c * b + b - 1 of the row, and its integer is ARITHMETIC.md (F16). The
// bits of a code are gathered one by one. For every row of codes.
module isomer_weight_decoder_properties #(
  localparam int unsigned RowW   = isomer_config_pkg::WeightWordBits,
  localparam int unsigned CodeW  = isomer_config_pkg::OperandBits,
  localparam int unsigned FieldW = isomer_config_pkg::DecodedBits,
  localparam int unsigned OutW   = isomer_config_pkg::WeightBits
) (
  input logic [RowW-1:0]      row_i,
  input logic [2:0]           stored_bits_i,
  input logic [1:0]           decoder_i,
  input logic signed [9:0]    offset_i,
  input logic [16*FieldW-1:0] table_i
);

  localparam int unsigned Widest = $clog2(CodeW);

  always_comb begin
    assume (stored_bits_i <= Widest);
    if (isomer_config_pkg::HasDecoders == 0) begin
      assume (stored_bits_i == Widest);
      assume (decoder_i == ((isomer_config_pkg::Multipliers == 0) ? 2'd3 : 2'd0));
    end
  end

  for (genvar c = 0; c < isomer_config_pkg::Columns; c++) begin : gen_column
    logic [OutW-1:0] weight;

    isomer_weight_decoder #(
      .Column(c)
    ) u_dut (
      .row_i        (row_i),
      .stored_bits_i(stored_bits_i),
      .decoder_i    (decoder_i),
      .offset_i     (offset_i),
      .table_i      (table_i),
      .weight_o     (weight)
    );

    logic [4:0]        bits;
    logic [FieldW-1:0] value;   // of the code as a natural number
    logic              top;
    logic [FieldW-1:0] number;  // in two's complement, modulo 2^FieldW
    logic [FieldW-1:0] entry;
    logic [FieldW-1:0] p;
    logic [FieldW-1:0] power;
    integer            i;

    always_comb begin
      bits  = 5'd1 << stored_bits_i;
      value = '0;
      top   = 1'b0;
      for (i = 0; i < CodeW; i = i + 1) begin
        if (i < bits) value[i] = |((row_i >> (c * bits + i)) & 1);
        if (i + 1 == bits) top = |((row_i >> (c * bits + i)) & 1);
      end
      number = top ? value - (FieldW'(1) << bits) : value;
      entry  = '0;
      for (i = 0; i < 16; i = i + 1) begin
        if (value[3:0] == i) entry = table_i[i*FieldW +: FieldW];
      end
      p     = top ? value - (FieldW'(1) << (bits - 5'd1)) : value;
      power = FieldW'(p != '0);
      for (i = 1; i < 9; i = i + 1) begin
        if (p > i) power = power + power;
      end

      if (isomer_config_pkg::Multipliers == 1) begin
        if (decoder_i == 2'd0) begin
          assert (FieldW'(weight) ==
                  number + FieldW'((isomer_config_pkg::HasDecoders == 1) ? offset_i : 10'sd0));
        end
        if (decoder_i == 2'd1) assert (FieldW'(weight) == number + number + FieldW'(1));
        if (decoder_i == 2'd2) assert (FieldW'(weight) == entry);
        if (decoder_i == 2'd3) assert (FieldW'(weight) == (top ? '0 - power : power));
      end else begin
        assert (weight[OutW-1] == (power == '0));
        if (power != '0) begin
          assert (weight[OutW-2] == top);
          assert ((9'd1 << weight[3:0]) == 9'(power));
        end
      end
    end
  end

endmodule : isomer_weight_decoder_properties
