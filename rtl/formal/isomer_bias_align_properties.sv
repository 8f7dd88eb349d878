// SPDX-License-Identifier: Apache-2.0
//
// isomer_bias_align against ARITHMETIC.md (F8), restated as doubling shift_i times. For every input.
module isomer_bias_align_properties #(
  parameter int unsigned BiasW = 16,
  parameter int unsigned AccW  = 32
) (
  input logic signed [BiasW-1:0] bias_i,
  input logic [5:0]              shift_i
);

  logic signed [AccW-1:0] acc;

  isomer_bias_align #(
    .BiasW(BiasW),
    .AccW (AccW)
  ) u_dut (
    .bias_i (bias_i),
    .shift_i(shift_i),
    .acc_o  (acc)
  );

  logic signed [AccW-1:0] doubled;
  integer                 times;

  always_comb begin
    doubled = AccW'(bias_i);
    for (times = 0; times < 63; times = times + 1) begin
      if (times < shift_i) doubled = doubled + doubled;
    end
    assert (acc == doubled);
  end

endmodule : isomer_bias_align_properties
