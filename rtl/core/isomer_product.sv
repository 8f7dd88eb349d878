// SPDX-License-Identifier: Apache-2.0
//
// A product of two fields of an instruction, for an address.
//
//   product_o = a_i * b_i   (mod 2^OutW), valid from start of the instruction on
//
// Combinational, or with serial queues bit by bit before the start: a_i's bits from the sign down,
// one per step of prepare_i, which isomer_word_memory gives.
module isomer_product #(
  parameter  int unsigned OutW  = 16,
  localparam int unsigned AW    = isomer_config_pkg::PrepareSteps,
  localparam int unsigned StepW = $clog2(AW),
  localparam int unsigned BW    = 12
) (
  input  logic                                   clk_i,
  input  logic                                   rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // clear, step, its number
  input  logic signed [AW-1:0]                   a_i,
  input  logic [BW-1:0]                          b_i,

  output logic [OutW-1:0]                        product_o
);

  if (isomer_config_pkg::SerialQueues == 0) begin : gen_whole
    assign product_o = OutW'(unsigned'((AW+BW)'(a_i) * (AW+BW)'(signed'({1'b0, b_i}))));

    logic unused;
    assign unused = ^{clk_i, rst_ni, prepare_i};
  end else begin : gen_serial
    logic             clear;
    logic             valid;
    logic [StepW-1:0] step;
    logic             is_negative;  // the sign's bit
    logic             a_bit;
    logic [OutW-1:0]  addend;
    logic [OutW-1:0]  sum_q;

    assign {clear, valid, step} = prepare_i;
    assign is_negative = step == '0;
    assign a_bit       = a_i[StepW'(AW - 1) - step];
    assign addend      = {OutW{a_bit}} & (OutW'(b_i) ^ {OutW{is_negative}});

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        sum_q <= '0;
      end else if (clear) begin
        sum_q <= '0;
      end else if (valid) begin
        sum_q <= (sum_q << 1) + addend + OutW'(is_negative && a_bit);
      end
    end

    assign product_o = sum_q;
  end

endmodule : isomer_product
