// SPDX-License-Identifier: Apache-2.0
//
// isomer_range against ARITHMETIC.md (F1), (F15): 2^bits integers in a row, from zero, or half of
// them below it. For every input with bits_i in 1..16.
module isomer_range_properties (
  input logic [4:0] bits_i,
  input logic       is_signed_i
);

  logic signed [16:0] lo;
  logic signed [16:0] hi;

  isomer_range u_dut (
    .bits_i     (bits_i),
    .is_signed_i(is_signed_i),
    .lo_o       (lo),
    .hi_o       (hi)
  );

  logic signed [18:0] count;  // 2^bits_i
  integer             bit_number;

  always_comb begin
    assume (1 <= bits_i && bits_i <= 16);

    count = 1;
    for (bit_number = 0; bit_number < 16; bit_number = bit_number + 1) begin
      if (bit_number < bits_i) count = count + count;
    end

    assert (hi - lo + 19'sd1 == count);
    if (is_signed_i) begin
      assert (19'(lo) + 19'(lo) == -count);
    end else begin
      assert (lo == 0);
    end
  end

endmodule : isomer_range_properties
