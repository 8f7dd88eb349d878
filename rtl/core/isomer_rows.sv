// SPDX-License-Identifier: Apache-2.0
//
// The rows of a LOAD or STORE in order, plane by plane: whether one is left and where the next one
// starts. clear_i forgets what is left.
module isomer_rows #(
  parameter int unsigned AddrW        = 16,
  parameter int unsigned RowStrideW   = 16,
  parameter int unsigned PlaneStrideW = 16
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    clear_i,

  input  logic                    start_i,  // the fields hold until valid_o falls
  input  logic [AddrW-1:0]        first_i,  // address of row 0 in plane 0
  input  logic [11:0]             rows_i,
  input  logic [11:0]             planes_i,
  input  logic [RowStrideW-1:0]   row_stride_i,
  input  logic [PlaneStrideW-1:0] plane_stride_i,

  output logic                    valid_o,
  output logic [AddrW-1:0]        next_o,  // address of the next row; wraps
  input  logic                    step_i   // to the next row
);

  logic             valid_q;
  logic [AddrW-1:0] plane_addr_q;
  logic [AddrW-1:0] row_addr_q;
  logic [11:0]      rows_left_q;  // of the plane, with this one
  logic [11:0]      planes_left_q;

  logic             plane_ends;
  logic [AddrW-1:0] next_plane;

  assign plane_ends = rows_left_q == 12'd1;
  assign next_plane = plane_addr_q + AddrW'(plane_stride_i);

  assign valid_o = valid_q;
  assign next_o  = plane_ends ? next_plane : row_addr_q + AddrW'(row_stride_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q       <= 1'b0;
      plane_addr_q  <= '0;
      row_addr_q    <= '0;
      rows_left_q   <= '0;
      planes_left_q <= '0;
    end else if (clear_i) begin
      valid_q <= 1'b0;
    end else if (start_i) begin
      valid_q       <= 1'b1;
      plane_addr_q  <= first_i;
      row_addr_q    <= first_i;
      rows_left_q   <= rows_i;
      planes_left_q <= planes_i;
    end else if (step_i) begin
      row_addr_q  <= next_o;
      rows_left_q <= plane_ends ? rows_i : rows_left_q - 12'd1;
      if (plane_ends) begin
        plane_addr_q  <= next_plane;
        planes_left_q <= planes_left_q - 12'd1;
        valid_q       <= planes_left_q != 12'd1;
      end
    end
  end

endmodule : isomer_rows
