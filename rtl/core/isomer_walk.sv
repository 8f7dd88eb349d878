// SPDX-License-Identifier: Apache-2.0
//
// The local words of a LOAD or STORE in order: planes, rows, words. One word stands at the outputs
// until step_i. clear_i forgets what is left.
module isomer_walk (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        clear_i,

  input  logic        start_i,  // the fields hold until valid_o falls
  input  logic [15:0] local_i,
  input  logic [15:0] words_i,
  input  logic [11:0] rows_i,
  input  logic [11:0] planes_i,
  input  logic [15:0] local_row_i,
  input  logic [15:0] local_plane_i,

  output logic        valid_o,
  output logic [15:0] addr_o,      // wraps modulo 2^16, hence modulo any memory
  output logic        row_last_o,  // the last word of its row
  input  logic        step_i
);

  logic [15:0] addr_q;
  logic [15:0] words_left_q;  // of the row, with this one
  logic [15:0] next_row;

  assign addr_o     = addr_q;
  assign row_last_o = words_left_q == 16'd1;

  isomer_rows u_rows (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (clear_i),
    .start_i       (start_i),
    .first_i       (local_i),
    .rows_i        (rows_i),
    .planes_i      (planes_i),
    .row_stride_i  (local_row_i),
    .plane_stride_i(local_plane_i),
    .valid_o       (valid_o),
    .next_o        (next_row),
    .step_i        (step_i && row_last_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      addr_q       <= '0;
      words_left_q <= '0;
    end else if (start_i) begin
      addr_q       <= local_i;
      words_left_q <= words_i;
    end else if (step_i) begin
      addr_q       <= row_last_o ? next_row : addr_q + 16'd1;
      words_left_q <= row_last_o ? words_i : words_left_q - 16'd1;
    end
  end

endmodule : isomer_walk
