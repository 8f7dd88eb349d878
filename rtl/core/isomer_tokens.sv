// SPDX-License-Identifier: Apache-2.0
//
// The token counters, one from 0 to 15 per ordered pair of queues. Bit i of a mask of queue q
// stands for the i-th of the three other queues in ascending order.
module isomer_tokens #(
  localparam int unsigned Queues = isomer_config_pkg::Queues
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,

  input  logic [Queues*3-1:0] pop_i,      // of the head of each queue
  output logic [Queues-1:0]   pop_ok_o,   // it has all its tokens
  input  logic [Queues-1:0]   issue_i,    // it takes them
  input  logic [Queues*3-1:0] push_i,     // of the word at work in each queue
  output logic [Queues-1:0]   push_ok_o,  // all its counters have space
  input  logic [Queues-1:0]   retire_i    // it gives its tokens
);

  // missing[to] and full[from], one bit per counter
  logic [Queues*3-1:0] missing;
  logic [Queues*3-1:0] full;

  for (genvar from = 0; from < Queues; from++) begin : gen_from
    for (genvar to = 0; to < Queues; to++) begin : gen_to
      if (from != to) begin : gen_counter
        localparam int unsigned PopBit  = to * 3 + ((from > to) ? from - 1 : from);
        localparam int unsigned PushBit = from * 3 + ((to > from) ? to - 1 : to);

        logic [3:0] count_q;
        logic       gives;
        logic       takes;

        assign gives = retire_i[from] && push_i[PushBit];
        assign takes = issue_i[to] && pop_i[PopBit];

        always_ff @(posedge clk_i or negedge rst_ni) begin
          if (!rst_ni) begin
            count_q <= '0;
          end else if (clear_i) begin
            count_q <= '0;
          end else if (gives != takes) begin
            count_q <= count_q + {{3{takes}}, 1'b1};
          end
        end

        assign missing[PopBit] = pop_i[PopBit] && (count_q == 4'd0);
        assign full[PushBit]   = push_i[PushBit] && (count_q == 4'd15);
      end
    end
  end

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    assign pop_ok_o[q]  = missing[q*3 +: 3] == '0;
    assign push_ok_o[q] = full[q*3 +: 3] == '0;
  end

endmodule : isomer_tokens
