// SPDX-License-Identifier: Apache-2.0
//
// The bursts of a LOAD or STORE in order: planes, rows, and in each row bursts of at most 16 lines
// that do not cross a 4 KiB boundary. A burst stands at the outputs until take_i. clear_i
// forgets what is left.
module isomer_bursts #(
  localparam int unsigned AddrW  = isomer_config_pkg::LineAddrW,
  localparam int unsigned LinesW = 20,  // lines of a row: up to 65535 words of 128 bytes
  localparam int unsigned BeatsW = isomer_config_pkg::BeatsW
) (
  input  logic              clk_i,
  input  logic              rst_ni,
  input  logic              clear_i,

  input  logic              start_i,  // the fields hold until valid_o falls
  input  logic [AddrW-1:0]  first_i,  // line address of row 0 in plane 0
  input  logic [LinesW-1:0] lines_i,  // of a row
  input  logic [11:0]       rows_i,
  input  logic [11:0]       planes_i,
  input  logic [19:0]       row_stride_i,
  input  logic [23:0]       plane_stride_i,

  output logic              valid_o,
  output logic [AddrW-1:0]  addr_o,
  output logic [BeatsW-1:0] beats_o,
  input  logic              take_i
);

  logic              valid_q;
  logic [AddrW-1:0]  plane_addr_q;
  logic [AddrW-1:0]  row_addr_q;
  logic [AddrW-1:0]  addr_q;
  logic [LinesW-1:0] lines_left_q;
  logic [11:0]       rows_left_q;
  logic [11:0]       planes_left_q;

  // The shortest of: what is left of the row, 16 lines, what is left of the 4 KiB
  logic [8:0]        to_boundary;
  logic [BeatsW-1:0] limit;
  logic              row_last;

  assign to_boundary = 9'd256 - {1'b0, addr_q[7:0]};
  assign limit       = (to_boundary > 9'd16) ? BeatsW'(16) : BeatsW'(to_boundary);
  assign row_last    = lines_left_q <= LinesW'(limit);

  assign valid_o = valid_q;
  assign addr_o  = addr_q;
  assign beats_o = row_last ? BeatsW'(lines_left_q) : limit;

  logic [AddrW-1:0] next_row;
  logic [AddrW-1:0] next_plane;

  assign next_row   = row_addr_q + AddrW'(row_stride_i);
  assign next_plane = plane_addr_q + AddrW'(plane_stride_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q       <= 1'b0;
      plane_addr_q  <= '0;
      row_addr_q    <= '0;
      addr_q        <= '0;
      lines_left_q  <= '0;
      rows_left_q   <= '0;
      planes_left_q <= '0;
    end else if (clear_i) begin
      valid_q <= 1'b0;
    end else if (start_i) begin
      valid_q       <= 1'b1;
      plane_addr_q  <= first_i;
      row_addr_q    <= first_i;
      addr_q        <= first_i;
      lines_left_q  <= lines_i;
      rows_left_q   <= rows_i - 12'd1;
      planes_left_q <= planes_i - 12'd1;
    end else if (take_i) begin
      if (!row_last) begin
        addr_q       <= addr_q + AddrW'(limit);
        lines_left_q <= lines_left_q - LinesW'(limit);
      end else begin
        lines_left_q <= lines_i;
        if (rows_left_q != '0) begin
          rows_left_q <= rows_left_q - 12'd1;
          row_addr_q  <= next_row;
          addr_q      <= next_row;
        end else begin
          rows_left_q   <= rows_i - 12'd1;
          planes_left_q <= planes_left_q - 12'd1;
          plane_addr_q  <= next_plane;
          row_addr_q    <= next_plane;
          addr_q        <= next_plane;
          valid_q       <= planes_left_q != '0;
        end
      end
    end
  end

endmodule : isomer_bursts
