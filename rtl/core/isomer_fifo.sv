// SPDX-License-Identifier: Apache-2.0
//
// A first-in first-out buffer whose oldest entry can be seen without being taken. The user pushes
// only when it is not full and pops only when it is not empty. clear_i empties it.
module isomer_fifo #(
  parameter  int unsigned Width = 8,
  parameter  int unsigned Depth = 4,  // a power of two, at least 2
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             clear_i,

  input  logic             push_i,
  input  logic [Width-1:0] data_i,

  input  logic             pop_i,
  output logic [Width-1:0] head_o,
  output logic             empty_o,
  output logic             full_o
);

  logic [Width-1:0] mem [0:Depth-1];
  logic [AddrW:0]   write_q;  // one bit more than an address tells full from empty
  logic [AddrW:0]   read_q;

  assign head_o  = mem[read_q[AddrW-1:0]];
  assign empty_o = write_q == read_q;
  assign full_o  = write_q == (read_q ^ {1'b1, {AddrW{1'b0}}});

  always_ff @(posedge clk_i) begin
    if (push_i) begin
      mem[write_q[AddrW-1:0]] <= data_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
    end else if (clear_i) begin
      write_q <= '0;
      read_q  <= '0;
    end else begin
      if (push_i) begin
        write_q <= write_q + (AddrW+1)'(1);
      end
      if (pop_i) begin
        read_q <= read_q + (AddrW+1)'(1);
      end
    end
  end

endmodule : isomer_fifo
