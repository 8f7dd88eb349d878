// SPDX-License-Identifier: Apache-2.0
//
// One bank of the activation memory as two halves, even and odd words, so that two neighbouring
// words can be read in one cycle. Addresses of a half are word addresses divided by two.
module isomer_activation_bank #(
  localparam int unsigned HalfAddrW = isomer_config_pkg::BankAddrW - 1
) (
  input  logic                                       clk_i,

  input  logic                                       write_i,
  input  logic [isomer_config_pkg::BankAddrW-1:0]      write_addr_i,
  input  logic [isomer_config_pkg::Rows-1:0]         write_strobe_i,
  input  logic [isomer_config_pkg::ActivationWordBits-1:0] write_data_i,

  input  logic                                       even_read_i,
  input  logic [HalfAddrW-1:0]                       even_addr_i,
  output logic [isomer_config_pkg::ActivationWordBits-1:0] even_o,

  input  logic                                       odd_read_i,
  input  logic [HalfAddrW-1:0]                       odd_addr_i,
  output logic [isomer_config_pkg::ActivationWordBits-1:0] odd_o
);

  isomer_lane_ram #(
    .Lanes   (isomer_config_pkg::Rows),
    .LaneBits(isomer_config_pkg::OperandBits),
    .Depth   (isomer_config_pkg::ActivationBankWords / 2)
  ) u_even (
    .clk_i         (clk_i),
    .write_i       (write_i && !write_addr_i[0]),
    .write_addr_i  (write_addr_i[HalfAddrW:1]),
    .write_strobe_i(write_strobe_i),
    .write_data_i  (write_data_i),
    .read_i        (even_read_i),
    .read_addr_i   (even_addr_i),
    .read_data_o   (even_o)
  );

  isomer_lane_ram #(
    .Lanes   (isomer_config_pkg::Rows),
    .LaneBits(isomer_config_pkg::OperandBits),
    .Depth   (isomer_config_pkg::ActivationBankWords / 2)
  ) u_odd (
    .clk_i         (clk_i),
    .write_i       (write_i && write_addr_i[0]),
    .write_addr_i  (write_addr_i[HalfAddrW:1]),
    .write_strobe_i(write_strobe_i),
    .write_data_i  (write_data_i),
    .read_i        (odd_read_i),
    .read_addr_i   (odd_addr_i),
    .read_data_o   (odd_o)
  );

endmodule : isomer_activation_bank
