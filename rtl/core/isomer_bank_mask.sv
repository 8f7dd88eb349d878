// SPDX-License-Identifier: Apache-2.0
//
// The activation banks an instruction locks: from the bank of its base address upward to its last
// bank, past bank B-1 to bank 0. MACHINE.md section 1. Combinational.
module isomer_bank_mask (
  input  logic [15:0]                       base_i,  // word address, wraps modulo the memory
  input  logic [5:0]                        last_i,  // modulo B

  output logic [isomer_config_pkg::ActivationBanks-1:0] mask_o
);

  localparam int unsigned Banks = isomer_config_pkg::ActivationBanks;
  localparam int unsigned BankW = isomer_config_pkg::BankW;

  logic [BankW-1:0] first;
  logic [BankW-1:0] last;
  logic [Banks-1:0] from_first;
  logic [Banks-1:0] to_last;

  assign first = BankW'(base_i >> isomer_config_pkg::BankAddrW) & BankW'(Banks - 1);
  assign last  = last_i[BankW-1:0] & BankW'(Banks - 1);

  assign from_first = {Banks{1'b1}} << first;
  assign to_last    = ~(({Banks{1'b1}} << last) << 1);
  assign mask_o     = (first <= last) ? (from_first & to_last) : (from_first | to_last);

endmodule : isomer_bank_mask
