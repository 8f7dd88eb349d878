// SPDX-License-Identifier: Apache-2.0
//
// The address of a pixel as it moves along a tensor: columns, rows, planes.
//
//   addr_o = base_i + plane * plane_i + row * pitch_i + column
module isomer_pixels #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             start_i,  // to the first pixel; the strides hold until the last one
  input  logic [AddrW-1:0] base_i,
  input  logic [AddrW-1:0] pitch_i,
  input  logic [AddrW-1:0] plane_i,

  input  logic             step_i,   // to the next one
  input  logic             row_last_i,
  input  logic             last_i,   // of its plane

  output logic [AddrW-1:0] addr_o
);

  logic [AddrW-1:0] plane_q;
  logic [AddrW-1:0] row_q;
  logic [AddrW-1:0] addr_q;
  logic [AddrW-1:0] next;

  always_comb begin
    if (last_i) begin
      next = plane_q + plane_i;
    end else if (row_last_i) begin
      next = row_q + pitch_i;
    end else begin
      next = addr_q + AddrW'(1);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      plane_q <= '0;
      row_q   <= '0;
      addr_q  <= '0;
    end else if (start_i) begin
      plane_q <= base_i;
      row_q   <= base_i;
      addr_q  <= base_i;
    end else if (step_i) begin
      addr_q <= next;
      if (row_last_i) begin
        row_q <= next;
      end
      if (last_i) begin
        plane_q <= next;
      end
    end
  end

  assign addr_o = addr_q;

endmodule : isomer_pixels
