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

  logic [AddrW-1:0]  addr_q;
  logic [LinesW-1:0] lines_left_q;  // of the row

  // The shortest of: what is left of the row, 16 lines, what is left of the 4 KiB
  logic [8:0]        to_boundary;
  logic [BeatsW-1:0] limit;
  logic              row_last;
  logic [AddrW-1:0]  next_row;

  assign to_boundary = 9'd256 - {1'b0, addr_q[7:0]};
  assign limit       = (to_boundary > 9'd16) ? BeatsW'(16) : BeatsW'(to_boundary);
  assign row_last    = lines_left_q <= LinesW'(limit);

  assign addr_o  = addr_q;
  assign beats_o = row_last ? BeatsW'(lines_left_q) : limit;

  isomer_rows #(
    .AddrW       (AddrW),
    .RowStrideW  (20),
    .PlaneStrideW(24)
  ) u_rows (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (clear_i),
    .start_i       (start_i),
    .first_i       (first_i),
    .rows_i        (rows_i),
    .planes_i      (planes_i),
    .row_stride_i  (row_stride_i),
    .plane_stride_i(plane_stride_i),
    .valid_o       (valid_o),
    .next_o        (next_row),
    .step_i        (take_i && row_last)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      addr_q       <= '0;
      lines_left_q <= '0;
    end else if (start_i) begin
      addr_q       <= first_i;
      lines_left_q <= lines_i;
    end else if (take_i) begin
      addr_q       <= row_last ? next_row : addr_q + AddrW'(limit);
      lines_left_q <= row_last ? lines_i : lines_left_q - LinesW'(limit);
    end
  end

endmodule : isomer_bursts
