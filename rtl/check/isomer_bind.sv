// SPDX-License-Identifier: Apache-2.0
//
// Attaches the checkers; the machine does not know of them.
bind isomer_sequencer isomer_retire_probe u_retire_probe (
  .clk_i   (clk_i),
  .rst_ni  (rst_ni),
  .start_i (clear_i),
  .push_i  (push_i),
  .issue_i (issue),
  .retire_i(retire_o)
);

bind isomer_top isomer_axi_check u_axi_check (
  .clk_i    (clk_i),
  .rst_ni   (rst_ni),
  .arvalid_i(axi_arvalid_o),
  .arready_i(axi_arready_i),
  .araddr_i (axi_araddr_o),
  .arlen_i  (axi_arlen_o),
  .arsize_i (axi_arsize_o),
  .arburst_i(axi_arburst_o),
  .rvalid_i (axi_rvalid_i),
  .rready_i (axi_rready_o),
  .rlast_i  (axi_rlast_i),
  .awvalid_i(axi_awvalid_o),
  .awready_i(axi_awready_i),
  .awaddr_i (axi_awaddr_o),
  .awlen_i  (axi_awlen_o),
  .awsize_i (axi_awsize_o),
  .awburst_i(axi_awburst_o),
  .wvalid_i (axi_wvalid_o),
  .wready_i (axi_wready_i),
  .wdata_i  (axi_wdata_o),
  .wstrb_i  (axi_wstrb_o),
  .wlast_i  (axi_wlast_o),
  .bvalid_i (axi_bvalid_i),
  .bready_i (axi_bready_o)
);
