// SPDX-License-Identifier: Apache-2.0
//
// For an FPGA without multipliers: signed products as rows of radix-4 digits 0, 1, 2 and -1 of B,
// each a row of LUTs of four inputs and a carry chain; about half of what yosys makes of `*`.
(* techmap_celltype = "$mul" *)
module isomer_multiply_map (A, B, Y);
  parameter A_SIGNED = 0;
  parameter B_SIGNED = 0;
  parameter A_WIDTH = 1;
  parameter B_WIDTH = 1;
  parameter Y_WIDTH = 1;

  input [A_WIDTH-1:0] A;
  input [B_WIDTH-1:0] B;
  output [Y_WIDTH-1:0] Y;

  wire _TECHMAP_FAIL_ = (A_SIGNED == 0) || (B_SIGNED == 0) || (B_WIDTH % 2 != 0);

  localparam D = B_WIDTH / 2;
  localparam W = A_WIDTH + 2;  // of a row

  wire [D:0] carry;
  wire [D*W-1:0] row;
  wire [D-1:0] minus;  // one more in the row's lowest place
  assign carry[0] = 1'b0;

  genvar i;
  generate
    for (i = 0; i < D; i = i + 1) begin : digit
      wire [1:0] b = B[2*i +: 2];
      wire [W-1:0] x = {{2{A[A_WIDTH-1]}}, A};
      wire [W-1:0] x2 = {A[A_WIDTH-1], A, 1'b0};
      wire c = carry[i];
      if (i < D - 1) begin : low
        // b + c: 0, 1, 2, then 3 = 4 - 1 and 4
        wire one = (b == 2'd1 && !c) || (b == 2'd0 && c);
        wire two = (b == 2'd2 && !c) || (b == 2'd1 && c);
        wire neg = (b == 2'd3 && !c) || (b == 2'd2 && c);
        wire [1:0] k = neg ? 2'd3 : two ? 2'd2 : {1'b0, one};
        assign row[i*W +: W] = (k == 2'd0) ? {W{1'b0}} : (k == 2'd1) ? x : (k == 2'd2) ? x2 : ~x;
        assign minus[i] = neg;
        assign carry[i+1] = b[1] & (b[0] | c);
      end else begin : top
        // the sign's digit: -2 b[1] + b[0] + c
        wire one = (b == 2'd0 && c) || (b == 2'd1 && !c);
        wire two = (b == 2'd1 && c);
        wire neg = (b == 2'd3 && !c) || (b == 2'd2 && c);
        wire neg2 = (b == 2'd2 && !c);
        wire [W-1:0] m = (one | neg) ? x : (two | neg2) ? x2 : {W{1'b0}};
        assign row[i*W +: W] = m ^ {W{neg | neg2}};
        assign minus[i] = neg | neg2;
        assign carry[i+1] = 1'b0;
      end
    end
  endgenerate

  // Row upon row: the two lowest bits of a sum are done, the others meet the next row.
  wire [2*D+W:0] low_bits;
  generate
    for (i = 0; i < D; i = i + 1) begin : sum
      wire [W-1:0] above;  // what earlier sums have in this place and above
      if (i == 0) begin : first
        assign above = {W{1'b0}};
      end else begin : next
        assign above = {{2{sum[i-1].total[W-1]}}, sum[i-1].total[W-1:2]};
      end
      wire [W:0] wide = {above, 1'b1} + {row[i*W +: W], minus[i]};
      wire [W-1:0] total = wide[W:1];
      if (i < D - 1) begin : part
        assign low_bits[2*i +: 2] = total[1:0];
      end else begin : all
        assign low_bits[2*i +: W] = total;
        assign low_bits[2*D+W:2*i+W] = {(3){total[W-1]}};
      end
    end
  endgenerate

  assign Y = low_bits;
endmodule
