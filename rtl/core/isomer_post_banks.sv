// SPDX-License-Identifier: Apache-2.0
//
// What an instruction of the post queue locks: activation banks that it reads (x and r as one set)
// and writes, and its accumulator bank. MACHINE.md section 4 (b). Combinational.
module isomer_post_banks #(
  localparam int unsigned Banks    = isomer_config_pkg::ActivationBanks,
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits
) (
  input  logic [WordBits-1:0] word_i,

  output logic [Banks-1:0]    read_o,
  output logic [Banks-1:0]    write_o,
  output logic [1:0]          accumulators_o
);

  logic [6:0] opcode;
  logic       is_post;
  logic       is_max;
  logic       is_average;
  logic       has_r;  // add and multiply: the tensor operations have the rest in common
  logic       is_tensor;

  assign opcode     = word_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];
  assign is_post    = opcode == isomer_isa_pkg::OpcodePost;
  assign is_max     = opcode == isomer_isa_pkg::OpcodeMaxPool;
  assign is_average = (isomer_config_pkg::HasAverage != 0) &&
                      (opcode == isomer_isa_pkg::OpcodeAvgPool);
  assign has_r      = (isomer_config_pkg::HasAdd != 0) &&
                      ((opcode == isomer_isa_pkg::OpcodeAdd) ||
                       (opcode == isomer_isa_pkg::OpcodeMultiply));
  assign is_tensor  = has_r ||
                      ((isomer_config_pkg::HasAdd != 0) &&
                       (opcode == isomer_isa_pkg::OpcodeRescale)) ||
                      ((isomer_config_pkg::HasLookup != 0) &&
                       (opcode == isomer_isa_pkg::OpcodeLookup));

  ///////////////////
  // x             //
  ///////////////////

  logic [Banks-1:0] x_mask;

  isomer_bank_mask u_x (
    .base_i(is_tensor ?
            word_i[isomer_isa_pkg::AddXBaseLsb +: isomer_isa_pkg::AddXBaseWidth] :
            word_i[isomer_isa_pkg::MaxPoolXBaseLsb +: isomer_isa_pkg::MaxPoolXBaseWidth]),
    .last_i(is_tensor ?
            word_i[isomer_isa_pkg::AddXLastLsb +: isomer_isa_pkg::AddXLastWidth] :
            word_i[isomer_isa_pkg::MaxPoolXLastLsb +: isomer_isa_pkg::MaxPoolXLastWidth]),
    .mask_o(x_mask)
  );

  ///////////////////
  // r             //
  ///////////////////

  logic [Banks-1:0] r_banks;

  if (isomer_config_pkg::HasAdd != 0) begin : gen_r
    logic             adds;
    logic [Banks-1:0] r_mask;

    assign adds = is_post && word_i[isomer_isa_pkg::PostAddLsb];

    isomer_bank_mask u_r (
      .base_i(is_post ?
              word_i[isomer_isa_pkg::PostRBaseLsb +: isomer_isa_pkg::PostRBaseWidth] :
              word_i[isomer_isa_pkg::AddRBaseLsb +: isomer_isa_pkg::AddRBaseWidth]),
      .last_i(is_post ?
              word_i[isomer_isa_pkg::PostRLastLsb +: isomer_isa_pkg::PostRLastWidth] :
              word_i[isomer_isa_pkg::AddRLastLsb +: isomer_isa_pkg::AddRLastWidth]),
      .mask_o(r_mask)
    );

    assign r_banks = (adds || has_r) ? r_mask : '0;
  end else begin : gen_no_r
    assign r_banks = '0;
  end

  assign read_o = ((is_max || is_average || is_tensor) ? x_mask : '0) | r_banks;

  ///////////////////
  // y             //
  ///////////////////

  logic [15:0]      y_base;
  logic [5:0]       y_last;
  logic [Banks-1:0] y_mask;

  always_comb begin
    if (is_post) begin
      y_base = word_i[isomer_isa_pkg::PostYBaseLsb +: isomer_isa_pkg::PostYBaseWidth];
      y_last = word_i[isomer_isa_pkg::PostYLastLsb +: isomer_isa_pkg::PostYLastWidth];
    end else if (is_average) begin
      y_base = word_i[isomer_isa_pkg::AvgPoolYBaseLsb +: isomer_isa_pkg::AvgPoolYBaseWidth];
      y_last = word_i[isomer_isa_pkg::AvgPoolYLastLsb +: isomer_isa_pkg::AvgPoolYLastWidth];
    end else if (is_tensor) begin
      y_base = word_i[isomer_isa_pkg::AddYBaseLsb +: isomer_isa_pkg::AddYBaseWidth];
      y_last = word_i[isomer_isa_pkg::AddYLastLsb +: isomer_isa_pkg::AddYLastWidth];
    end else begin
      y_base = word_i[isomer_isa_pkg::MaxPoolYBaseLsb +: isomer_isa_pkg::MaxPoolYBaseWidth];
      y_last = word_i[isomer_isa_pkg::MaxPoolYLastLsb +: isomer_isa_pkg::MaxPoolYLastWidth];
    end
  end

  isomer_bank_mask u_y (
    .base_i(y_base),
    .last_i(y_last),
    .mask_o(y_mask)
  );

  assign write_o = (is_post || is_max || is_average || is_tensor) ? y_mask : '0;

  assign accumulators_o = is_post ?
      2'd1 << word_i[isomer_isa_pkg::PostAccBaseLsb + isomer_config_pkg::EntryW] : '0;

endmodule : isomer_post_banks
