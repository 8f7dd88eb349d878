// SPDX-License-Identifier: Apache-2.0
//
// R elements from two neighbouring activation words, `offset_i` elements after the first's start.
// A word that does not count reads as zero. Combinational.
module isomer_align #(
  localparam int unsigned W        = isomer_config_pkg::ActivationWordBits,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW
) (
  input  logic [W-1:0]        even_i,
  input  logic                even_counts_i,
  input  logic [W-1:0]        odd_i,
  input  logic                odd_counts_i,
  input  logic                odd_first_i,  // the odd word has the lower address
  input  logic [ElementW-1:0] offset_i,

  output logic [W-1:0]        x_o
);

  localparam int unsigned ShiftW = ElementW + $clog2(isomer_config_pkg::OperandBits);

  logic [W-1:0]      even;
  logic [W-1:0]      odd;
  logic [ShiftW-1:0] shift;

  assign even  = even_i & {W{even_counts_i}};
  assign odd   = odd_i & {W{odd_counts_i}};
  assign shift = {offset_i, {(ShiftW-ElementW){1'b0}}};
  assign x_o   = W'((odd_first_i ? {even, odd} : {odd, even}) >> shift);

endmodule : isomer_align
