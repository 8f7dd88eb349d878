// SPDX-License-Identifier: Apache-2.0
//
// What isomer_vector does with the words that isomer_vector_loop finds: the operation and how its
// result is rounded. add, multiply and rescale have these fields in the same places.
// Combinational.
module isomer_vector_result (
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,

  output logic                                is_max_o,
  output logic                                is_average_o,
  output logic                                is_multiply_o,
  output logic                                is_lookup_o,
  output logic                                has_r_o,     // a second tensor
  output logic                                x_signed_o,
  output logic [3:0]                          e1_o,        // left shift of x: of add alone
  output logic signed [6:0]                   shift_o,
  output logic [1:0]                          mode_o,
  output logic signed [16:0]                  lo_o,
  output logic signed [16:0]                  hi_o
);

  localparam int unsigned HasAverage = isomer_config_pkg::HasAverage;
  localparam int unsigned HasAdd     = isomer_config_pkg::HasAdd;
  localparam int unsigned HasLookup  = isomer_config_pkg::HasLookup;

  logic [6:0] opcode;
  logic       is_add;

  assign opcode        = word_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];
  assign is_add        = (HasAdd != 0) && (opcode == isomer_isa_pkg::OpcodeAdd);
  assign is_max_o      = ((HasAverage | HasAdd | HasLookup) == 0) ||
                         (opcode == isomer_isa_pkg::OpcodeMaxPool);
  assign is_average_o  = (HasAverage != 0) && (opcode == isomer_isa_pkg::OpcodeAvgPool);
  assign is_multiply_o = (HasAdd != 0) && (opcode == isomer_isa_pkg::OpcodeMultiply);
  assign is_lookup_o   = (HasLookup != 0) && (opcode == isomer_isa_pkg::OpcodeLookup);
  assign has_r_o       = is_add || is_multiply_o;
  assign x_signed_o    = (is_max_o || is_average_o) ? word_i[isomer_isa_pkg::MaxPoolXSignedLsb]
                                                    : word_i[isomer_isa_pkg::AddXSignedLsb];
  assign e1_o          = is_add ?
      word_i[isomer_isa_pkg::AddE1Lsb +: isomer_isa_pkg::AddE1Width] : '0;
  assign shift_o       = is_average_o ?
      word_i[isomer_isa_pkg::AvgPoolSLsb +: isomer_isa_pkg::AvgPoolSWidth] :
      word_i[isomer_isa_pkg::AddSLsb +: isomer_isa_pkg::AddSWidth];

  if (isomer_config_pkg::HasRoundings != 0) begin : gen_roundings
    assign mode_o = is_average_o ?
        word_i[isomer_isa_pkg::AvgPoolRoundingLsb +: isomer_isa_pkg::AvgPoolRoundingWidth] :
        word_i[isomer_isa_pkg::AddRoundingLsb +: isomer_isa_pkg::AddRoundingWidth];
  end else begin : gen_half_up
    assign mode_o = isomer_isa_pkg::AddRoundingHalfUp;
  end

  ///////////////////
  // Bounds        //
  ///////////////////

  logic signed [16:0] average_lo;
  logic signed [16:0] average_hi;

  isomer_range u_average (
    .bits_i     (word_i[isomer_isa_pkg::AvgPoolYBitsLsb +: isomer_isa_pkg::AvgPoolYBitsWidth]),
    .is_signed_i(word_i[isomer_isa_pkg::AvgPoolYSignedLsb]),
    .lo_o       (average_lo),
    .hi_o       (average_hi)
  );

  assign lo_o = is_average_o ? average_lo :
      word_i[isomer_isa_pkg::AddLoLsb +: isomer_isa_pkg::AddLoWidth];
  assign hi_o = is_average_o ? average_hi :
      word_i[isomer_isa_pkg::AddHiLsb +: isomer_isa_pkg::AddHiWidth];

endmodule : isomer_vector_result
