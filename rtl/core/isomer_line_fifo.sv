// SPDX-License-Identifier: Apache-2.0
//
// isomer_fifo for buffers of many lines: the same ports and the same behaviour in every cycle, with
// the entries in a memory whose data come a cycle later. The next head is read when the head is
// popped; an entry that becomes the head at once goes past the memory.
module isomer_line_fifo #(
  parameter  int unsigned Width = 128,
  parameter  int unsigned Depth = 32,  // a power of two, at least 2
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

  logic [AddrW:0]   write_q;  // one bit more than an address tells full from empty
  logic [AddrW:0]   read_q;
  logic [AddrW:0]   read;     // in the next cycle
  logic             past;     // the entry that is pushed is the next head
  logic             past_q;   // it is the head
  logic [Width-1:0] data_q;
  logic [Width-1:0] stored;

  assign read    = read_q + (AddrW+1)'(pop_i);
  assign past    = push_i && (write_q == read);
  assign head_o  = past_q ? data_q : stored;
  assign empty_o = write_q == read_q;
  assign full_o  = write_q == (read_q ^ {1'b1, {AddrW{1'b0}}});

  isomer_ram #(
    .Width(Width),
    .Depth(Depth)
  ) u_ram (
    .clk_i       (clk_i),
    .write_i     (push_i),
    .write_addr_i(write_q[AddrW-1:0]),
    .write_data_i(data_i),
    .read_i      (pop_i),
    .read_addr_i (read[AddrW-1:0]),
    .read_data_o (stored)
  );

  always_ff @(posedge clk_i) begin
    if (past) begin
      data_q <= data_i;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      past_q  <= 1'b0;
    end else if (clear_i) begin
      write_q <= '0;
      read_q  <= '0;
    end else begin
      write_q <= write_q + (AddrW+1)'(push_i);
      read_q  <= read;
      past_q  <= past || (past_q && !pop_i);
    end
  end

endmodule : isomer_line_fifo
