// SPDX-License-Identifier: Apache-2.0
//
// AXI4-Lite to one register write and one register read per cycle. Address and data of a write may
// come in either order; every access is answered OKAY.
module isomer_axi_lite #(
  parameter int unsigned AddrW = 10
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             ctl_awvalid_i,
  output logic             ctl_awready_o,
  input  logic [AddrW-1:0] ctl_awaddr_i,
  input  logic             ctl_wvalid_i,
  output logic             ctl_wready_o,
  input  logic [31:0]      ctl_wdata_i,
  input  logic [3:0]       ctl_wstrb_i,
  output logic             ctl_bvalid_o,
  input  logic             ctl_bready_i,
  output logic [1:0]       ctl_bresp_o,
  input  logic             ctl_arvalid_i,
  output logic             ctl_arready_o,
  input  logic [AddrW-1:0] ctl_araddr_i,
  output logic             ctl_rvalid_o,
  input  logic             ctl_rready_i,
  output logic [31:0]      ctl_rdata_o,
  output logic [1:0]       ctl_rresp_o,

  output logic             write_o,
  output logic [AddrW-1:0] write_addr_o,
  output logic [31:0]      write_data_o,
  output logic [3:0]       write_strobe_o,
  output logic [AddrW-1:0] read_addr_o,
  input  logic [31:0]      read_data_i   // in the same cycle
);

  localparam logic [1:0] RespOkay = 2'd0;

  ///////////////////
  // Writes        //
  ///////////////////

  logic             have_addr_q;
  logic [AddrW-1:0] addr_q;
  logic             have_data_q;
  logic [31:0]      data_q;
  logic [3:0]       strobe_q;
  logic             bvalid_q;

  assign ctl_awready_o  = !have_addr_q;
  assign ctl_wready_o   = !have_data_q;
  assign write_o        = have_addr_q && have_data_q && !bvalid_q;
  assign write_addr_o   = addr_q;
  assign write_data_o   = data_q;
  assign write_strobe_o = strobe_q;
  assign ctl_bvalid_o   = bvalid_q;
  assign ctl_bresp_o    = RespOkay;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      have_addr_q <= 1'b0;
      addr_q      <= '0;
      have_data_q <= 1'b0;
      data_q      <= '0;
      strobe_q    <= '0;
      bvalid_q    <= 1'b0;
    end else begin
      if (ctl_awvalid_i && ctl_awready_o) begin
        have_addr_q <= 1'b1;
        addr_q      <= ctl_awaddr_i;
      end
      if (ctl_wvalid_i && ctl_wready_o) begin
        have_data_q <= 1'b1;
        data_q      <= ctl_wdata_i;
        strobe_q    <= ctl_wstrb_i;
      end
      if (write_o) begin
        have_addr_q <= 1'b0;
        have_data_q <= 1'b0;
        bvalid_q    <= 1'b1;
      end else if (ctl_bready_i) begin
        bvalid_q <= 1'b0;
      end
    end
  end

  ///////////////////
  // Reads         //
  ///////////////////

  logic        rvalid_q;
  logic [31:0] rdata_q;

  assign ctl_arready_o = !rvalid_q;
  assign read_addr_o   = ctl_araddr_i;
  assign ctl_rvalid_o  = rvalid_q;
  assign ctl_rdata_o   = rdata_q;
  assign ctl_rresp_o   = RespOkay;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      rvalid_q <= 1'b0;
      rdata_q  <= '0;
    end else if (ctl_arvalid_i && ctl_arready_o) begin
      rvalid_q <= 1'b1;
      rdata_q  <= read_data_i;
    end else if (ctl_rready_i) begin
      rvalid_q <= 1'b0;
    end
  end

endmodule : isomer_axi_lite
