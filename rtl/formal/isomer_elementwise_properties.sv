// SPDX-License-Identifier: Apache-2.0
//
// isomer_elementwise against ARITHMETIC.md (F13), (F15), restated by doubling and by adding the
// multiples of the first factor. For every input; with HasProduct = 0 for every sum only, because a
// multiplier of full width is beyond the prover.
module isomer_elementwise_properties #(
  parameter int unsigned AW         = 7,
  parameter int unsigned BW         = 5,
  parameter int unsigned XW         = 2,
  parameter int unsigned OutW       = 18,
  parameter int unsigned HasSum     = 1,
  parameter int unsigned HasProduct = 1
) (
  input logic                 enable_i,
  input logic signed [AW-1:0] a_i,
  input logic signed [BW-1:0] b_i,
  input logic                 is_product_i,
  input logic [3:0]           e1_i,
  input logic [3:0]           e2_i
);

  logic signed [OutW-1:0] value;

  isomer_elementwise #(
    .AW    (AW),
    .BW    (BW),
    .XW    (XW),
    .OutW  (OutW),
    .HasSum(HasSum)
  ) u_dut (
    .enable_i    (enable_i),
    .a_i         (a_i),
    .b_i         (b_i),
    .is_product_i(is_product_i),
    .e1_i        (e1_i),
    .e2_i        (e2_i),
    .value_o     (value)
  );

  logic signed [OutW-1:0] a;  // operands of the sum, doubled as often as the fields say
  logic signed [OutW-1:0] b;
  logic signed [OutW-1:0] multiple;
  logic signed [OutW-1:0] product;
  integer                 place;

  always_comb begin
    assume (HasProduct != 0 || !is_product_i);

    a = OutW'(signed'(a_i[XW-1:0]));
    b = OutW'(signed'(b_i[XW-1:0]));
    for (place = 0; place < 15; place = place + 1) begin
      if (place < e1_i) a = a + a;
      if (place < e2_i) b = b + b;
    end

    multiple = OutW'(a_i);
    product  = 0;
    for (place = 0; place < BW - 1; place = place + 1) begin
      if (b_i[place]) product = product + multiple;
      multiple = multiple + multiple;
    end
    if (b_i[BW-1]) product = product - multiple;

    if (HasSum != 0 && !is_product_i) begin
      assert (value == a + b);
    end else if (HasProduct != 0) begin
      assert (value == (enable_i ? product : OutW'(0)));
    end
  end

endmodule : isomer_elementwise_properties
