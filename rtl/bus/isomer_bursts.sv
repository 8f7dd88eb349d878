// SPDX-License-Identifier: Apache-2.0
//
// The bursts of a LOAD or STORE in order: planes, rows, and in each row bursts of at most 16 beats
// that do not cross a 4 KiB boundary. Rows begin at lines. A burst stands at the outputs until
// take_i. clear_i forgets what is left.
module isomer_bursts #(
  parameter  int unsigned RowBeatsW = 20,
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned AddrW     = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,

  input  logic                 start_i,  // the fields hold until valid_o falls
  input  logic [LineAddrW-1:0] first_i,  // line of row 0 in plane 0
  input  logic [RowBeatsW-1:0] row_beats_i,
  input  logic [11:0]          rows_i,
  input  logic [11:0]          planes_i,
  input  logic [19:0]          row_stride_i,    // in lines
  input  logic [23:0]          plane_stride_i,  // in lines

  output logic                 valid_o,
  output logic [AddrW-1:0]     addr_o,  // of a beat
  output logic [BeatsW-1:0]    beats_o,
  input  logic                 take_i
);

  logic [AddrW-1:0]     addr_q;
  logic [RowBeatsW-1:0] beats_left_q;  // of the row

  localparam int unsigned LineShift = AddrW - LineAddrW;

  // What is left of the row, if it is less than the limit
  logic [BeatsW-1:0]    limit;
  logic                 row_last;
  logic [LineAddrW-1:0] next_row;

  isomer_burst_limit u_limit (
    .addr_i (addr_q),
    .beats_o(limit)
  );

  assign row_last = (beats_left_q[RowBeatsW-1:BeatsW] == '0) && (beats_left_q[BeatsW-1:0] <= limit);

  assign addr_o  = addr_q;
  assign beats_o = row_last ? BeatsW'(beats_left_q) : limit;

  isomer_rows #(
    .AddrW       (LineAddrW),
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
      beats_left_q <= '0;
    end else if (start_i) begin
      addr_q       <= AddrW'(first_i) << LineShift;
      beats_left_q <= row_beats_i;
    end else if (take_i) begin
      addr_q       <= row_last ? AddrW'(next_row) << LineShift : addr_q + AddrW'(limit);
      beats_left_q <= row_last ? row_beats_i : beats_left_q - RowBeatsW'(limit);
    end
  end

endmodule : isomer_bursts
