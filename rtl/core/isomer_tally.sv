// SPDX-License-Identifier: Apache-2.0
//
// What the instruction at work in the post queue adds to the counters 5 and 6 when it retires:
// elements that saturated, and the bits that its accumulators needed. Complete in the cycle after
// the unit's done_o, until the next instruction starts.
module isomer_tally #(
  localparam int unsigned AccBits = isomer_config_pkg::AccumulatorBits
) (
  input  logic               clk_i,
  input  logic               rst_ni,

  input  logic               start_i,
  input  logic [6:0]         saturations_i,  // of the elements that are written now
  input  logic [AccBits-1:0] used_i,         // OR of m xor (m >> A-1) over accumulators

  output logic [63:0]        saturations_o,
  output logic [AccBits-1:0] used_o
);

  localparam int unsigned CountW = 40;  // more than the largest instruction writes

  logic [CountW-1:0]  saturations_q;
  logic [AccBits-1:0] used_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      saturations_q <= '0;
      used_q        <= '0;
    end else if (start_i) begin
      saturations_q <= '0;
      used_q        <= '0;
    end else begin
      saturations_q <= saturations_q + CountW'(saturations_i);
      used_q        <= used_q | used_i;
    end
  end

  assign saturations_o = 64'(saturations_q);
  assign used_o        = used_q;

endmodule : isomer_tally
