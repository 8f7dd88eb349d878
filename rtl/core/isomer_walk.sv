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

  logic        valid_q;
  logic [15:0] plane_addr_q;
  logic [15:0] row_addr_q;
  logic [15:0] addr_q;
  logic [15:0] words_left_q;
  logic [11:0] rows_left_q;
  logic [11:0] planes_left_q;

  logic [15:0] next_row;
  logic [15:0] next_plane;

  assign next_row   = row_addr_q + local_row_i;
  assign next_plane = plane_addr_q + local_plane_i;

  assign valid_o    = valid_q;
  assign addr_o     = addr_q;
  assign row_last_o = words_left_q == '0;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q       <= 1'b0;
      plane_addr_q  <= '0;
      row_addr_q    <= '0;
      addr_q        <= '0;
      words_left_q  <= '0;
      rows_left_q   <= '0;
      planes_left_q <= '0;
    end else if (clear_i) begin
      valid_q <= 1'b0;
    end else if (start_i) begin
      valid_q       <= 1'b1;
      plane_addr_q  <= local_i;
      row_addr_q    <= local_i;
      addr_q        <= local_i;
      words_left_q  <= words_i - 16'd1;
      rows_left_q   <= rows_i - 12'd1;
      planes_left_q <= planes_i - 12'd1;
    end else if (step_i) begin
      if (!row_last_o) begin
        addr_q       <= addr_q + 16'd1;
        words_left_q <= words_left_q - 16'd1;
      end else begin
        words_left_q <= words_i - 16'd1;
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

endmodule : isomer_walk
