// SPDX-License-Identifier: Apache-2.0
//
// What an instruction locks while it works: activation banks that it reads (x and r as one set) and
// writes, its accumulator bank,
// and the transfer that LOAD and STORE may have in common. MACHINE.md section 4 (b). Combinational.
module isomer_wishes #(
  localparam int unsigned Banks    = isomer_config_pkg::ActivationBanks,
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits,
  localparam int unsigned BaseW    = 16,
  localparam int unsigned LastW    = 6
) (
  input  logic [WordBits-1:0] word_i,  // that fetch lets through

  output logic [Banks-1:0]    read_o,
  output logic [Banks-1:0]    write_o,
  output logic [1:0]          accumulators_o,
  output logic                transfer_o
);

  logic [6:0] opcode;
  logic       is_load;  // to activations
  logic       is_store;
  logic       is_mac;
  logic       is_post;
  logic       is_max;
  logic       is_average;
  logic       has_r;  // add and multiply: the tensor operations have the rest in common
  logic       is_tensor;

  assign opcode     = word_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];
  assign is_load    = (opcode == isomer_isa_pkg::OpcodeLoad) &&
                      (word_i[isomer_isa_pkg::LoadMemoryLsb +: isomer_isa_pkg::LoadMemoryWidth] ==
                       isomer_isa_pkg::LoadMemoryActivations);
  assign is_store   = opcode == isomer_isa_pkg::OpcodeStore;
  assign is_mac     = opcode == isomer_isa_pkg::OpcodeMac;
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

  logic [BaseW-1:0] x_base;
  logic [LastW-1:0] x_last;
  logic [Banks-1:0] x_mask;

  always_comb begin
    if (is_mac) begin
      x_base = word_i[isomer_isa_pkg::MacXBaseLsb +: BaseW];
      x_last = word_i[isomer_isa_pkg::MacXLastLsb +: LastW];
    end else if (is_store) begin
      x_base = word_i[isomer_isa_pkg::StoreLocalLsb +: BaseW];
      x_last = word_i[isomer_isa_pkg::StoreLastBankLsb +: LastW];
    end else if (is_tensor) begin
      x_base = word_i[isomer_isa_pkg::AddXBaseLsb +: BaseW];
      x_last = word_i[isomer_isa_pkg::AddXLastLsb +: LastW];
    end else begin
      x_base = word_i[isomer_isa_pkg::MaxPoolXBaseLsb +: BaseW];
      x_last = word_i[isomer_isa_pkg::MaxPoolXLastLsb +: LastW];
    end
  end

  isomer_bank_mask u_x (
    .base_i(x_base),
    .last_i(x_last),
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
      .base_i(is_post ? word_i[isomer_isa_pkg::PostRBaseLsb +: BaseW]
                      : word_i[isomer_isa_pkg::AddRBaseLsb +: BaseW]),
      .last_i(is_post ? word_i[isomer_isa_pkg::PostRLastLsb +: LastW]
                      : word_i[isomer_isa_pkg::AddRLastLsb +: LastW]),
      .mask_o(r_mask)
    );

    assign r_banks = (adds || has_r) ? r_mask : '0;
  end else begin : gen_no_r
    assign r_banks = '0;
  end

  assign read_o = ((is_mac || is_store || is_max || is_average || is_tensor) ? x_mask : '0) |
                  r_banks;

  ///////////////////
  // y             //
  ///////////////////

  logic [BaseW-1:0] y_base;
  logic [LastW-1:0] y_last;
  logic [Banks-1:0] y_mask;

  always_comb begin
    if (is_load) begin
      y_base = word_i[isomer_isa_pkg::LoadLocalLsb +: BaseW];
      y_last = word_i[isomer_isa_pkg::LoadLastBankLsb +: LastW];
    end else if (is_post) begin
      y_base = word_i[isomer_isa_pkg::PostYBaseLsb +: BaseW];
      y_last = word_i[isomer_isa_pkg::PostYLastLsb +: LastW];
    end else if (is_average) begin
      y_base = word_i[isomer_isa_pkg::AvgPoolYBaseLsb +: BaseW];
      y_last = word_i[isomer_isa_pkg::AvgPoolYLastLsb +: LastW];
    end else if (is_tensor) begin
      y_base = word_i[isomer_isa_pkg::AddYBaseLsb +: BaseW];
      y_last = word_i[isomer_isa_pkg::AddYLastLsb +: LastW];
    end else begin
      y_base = word_i[isomer_isa_pkg::MaxPoolYBaseLsb +: BaseW];
      y_last = word_i[isomer_isa_pkg::MaxPoolYLastLsb +: LastW];
    end
  end

  isomer_bank_mask u_y (
    .base_i(y_base),
    .last_i(y_last),
    .mask_o(y_mask)
  );

  assign write_o = (is_load || is_post || is_max || is_average || is_tensor) ? y_mask : '0;

  ///////////////////
  // Accumulators  //
  ///////////////////

  logic acc_bank;

  assign acc_bank = is_mac ? word_i[isomer_isa_pkg::MacAccBaseLsb + isomer_config_pkg::EntryW]
                           : word_i[isomer_isa_pkg::PostAccBaseLsb + isomer_config_pkg::EntryW];

  assign accumulators_o = (is_mac || is_post) ? {acc_bank, !acc_bank} : '0;

  assign transfer_o = (isomer_config_pkg::OneTransfer != 0) &&
                      ((opcode == isomer_isa_pkg::OpcodeLoad) || is_store);

endmodule : isomer_wishes
