// SPDX-License-Identifier: Apache-2.0
//
// One lane of the post chain, a stage per cycle (the numbers are those of isomer_post).
//
//   S2  m1 = RNT(acc, s1, n1 bits)                                           ARITHMETIC.md (F9)
//   S3  sum = m1 * w + b * 2^s_b                                            ARITHMETIC.md (F10)
//   S4  m2 = RNT(sum, s2, n2 bits)
//   S5  y = min(max(rnd((m2 * 2^e1 + r * 2^e2) * 2^-s3), lo), hi)     ARITHMETIC.md (F11), (F12)
//
// Without affine, m2 = m1; without add, y = min(max(m2, lo), hi). raw: one of the accumulator's
// elements goes through unchanged. saturated_o: a clamp of n1, n2, lo or hi was in the way.
// C++ twin: post_counting in isa/arithmetic/post.h.
module isomer_post_lane #(
  localparam int unsigned AccBits     = isomer_config_pkg::AccumulatorBits,
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits,
  localparam int unsigned XBits       = isomer_config_pkg::XBits,
  localparam int unsigned NarrowW     = 24,  // of m1
  localparam int unsigned AffineW     = 16,  // of m2 after the affine stage
  localparam int unsigned BoundW      = 17,  // of lo and hi
  localparam int unsigned RawW        = 3    // raw elements are at most 48 / 8
) (
  input  logic                      clk_i,
  input  logic                      rst_ni,

  // The instruction
  input  logic                      raw_i,
  input  logic                      affine_i,
  input  logic                      add_i,
  input  logic [1:0]                mode_i,
  input  logic signed [6:0]         s1_i,
  input  logic signed [NarrowW-1:0] m1_min_i,  // range of n1 bits
  input  logic signed [NarrowW-1:0] m1_max_i,
  input  logic [4:0]                s_b_i,
  input  logic signed [6:0]         s2_i,
  input  logic signed [AffineW-1:0] m2_min_i,  // range of n2 bits
  input  logic signed [AffineW-1:0] m2_max_i,
  input  logic [3:0]                e1_i,
  input  logic [3:0]                e2_i,
  input  logic signed [6:0]         s3_i,
  input  logic signed [BoundW-1:0]  lo_i,
  input  logic signed [BoundW-1:0]  hi_i,

  // Which stages hold an element
  input  logic [5:1]                valid_i,

  input  logic [AccBits-1:0]        acc_i,          // in S1
  input  logic [RawW-1:0]           raw_element_i,  // in S2
  input  logic signed [15:0]        w_i,            // in S2
  input  logic signed [15:0]        b_i,            // in S2
  input  logic signed [XBits-1:0]   r_i,            // in S4

  output logic [AccBits-1:0]        acc_o,        // in S2
  output logic [ElementBits-1:0]    y_o,          // in S6
  output logic                      saturated_o   // in S6
);

  localparam int unsigned SumW = 48;

  ///////////////////////////////////
  // S1, S2: truncation point      //
  ///////////////////////////////////

  logic [AccBits-1:0]        acc_q;
  logic signed [NarrowW-1:0] m1;
  logic                      m1_saturated;
  logic signed [NarrowW-1:0] m1_q;
  logic                      s3_saturated_q;

  isomer_rnt #(
    .AccW   (AccBits),
    .BoundW (NarrowW),
    .IsRange(1)
  ) u_narrow (
    .enable_i   (valid_i[2] && !raw_i),
    .acc_i      (acc_q),
    .shift_i    (s1_i),
    .mode_i     (mode_i),
    .lo_i       (m1_min_i),
    .hi_i       (m1_max_i),
    .out_o      (m1),
    .saturated_o(m1_saturated)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      acc_q          <= '0;
      m1_q           <= '0;
      s3_saturated_q <= 1'b0;
    end else begin
      if (valid_i[1]) begin
        acc_q <= acc_i;
      end
      if (valid_i[2]) begin
        m1_q           <= raw_i ? NarrowW'(acc_q[raw_element_i*ElementBits +: ElementBits]) : m1;
        s3_saturated_q <= m1_saturated;
      end
    end
  end

  assign acc_o = acc_q;

  ///////////////////////////////////
  // S2 to S4: affine              //
  ///////////////////////////////////

  logic signed [NarrowW-1:0] m2_q;
  logic                      s5_saturated_q;

  if (isomer_config_pkg::HasAffine != 0) begin : gen_affine
    logic signed [SumW-2:0]    aligned;
    logic signed [SumW-2:0]    b_q;
    logic signed [15:0]        w_q;
    logic signed [SumW-1:0]    affine_sum;
    logic signed [SumW-1:0]    sum_q;
    logic                      s4_saturated_q;
    logic signed [AffineW-1:0] m2;
    logic                      m2_saturated;

    isomer_bias_align #(
      .BiasW(16),
      .AccW (SumW - 1)
    ) u_align (
      .bias_i (b_i),
      .shift_i({1'b0, s_b_i}),
      .acc_o  (aligned)
    );

    isomer_affine_sum u_sum (
      .m1_i (m1_q),
      .w_i  (w_q),
      .b_i  (b_q),
      .sum_o(affine_sum)
    );

    isomer_rnt #(
      .AccW   (SumW),
      .BoundW (AffineW),
      .IsRange(1)
    ) u_rnt (
      .enable_i   (valid_i[4] && affine_i),
      .acc_i      (sum_q),
      .shift_i    (s2_i),
      .mode_i     (mode_i),
      .lo_i       (m2_min_i),
      .hi_i       (m2_max_i),
      .out_o      (m2),
      .saturated_o(m2_saturated)
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        w_q            <= '0;
        b_q            <= '0;
        sum_q          <= '0;
        s4_saturated_q <= 1'b0;
        m2_q           <= '0;
        s5_saturated_q <= 1'b0;
      end else begin
        if (valid_i[2] && affine_i) begin
          w_q <= w_i;
          b_q <= aligned;
        end
        if (valid_i[3]) begin
          sum_q          <= affine_i ? affine_sum : SumW'(m1_q);
          s4_saturated_q <= s3_saturated_q;
        end
        if (valid_i[4]) begin
          m2_q           <= affine_i ? NarrowW'(m2) : sum_q[NarrowW-1:0];
          s5_saturated_q <= s4_saturated_q || (affine_i && m2_saturated);
        end
      end
    end
  end else begin : gen_no_affine
    logic signed [NarrowW-1:0] s4_m1_q;
    logic                      s4_saturated_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        s4_m1_q        <= '0;
        s4_saturated_q <= 1'b0;
        m2_q           <= '0;
        s5_saturated_q <= 1'b0;
      end else begin
        if (valid_i[3]) begin
          s4_m1_q        <= m1_q;
          s4_saturated_q <= s3_saturated_q;
        end
        if (valid_i[4]) begin
          m2_q           <= s4_m1_q;
          s5_saturated_q <= s4_saturated_q;
        end
      end
    end
  end

  ///////////////////////////////////
  // S4, S5: residual and range    //
  ///////////////////////////////////

  logic signed [BoundW-1:0] y;
  logic                     y_saturated;

  if (isomer_config_pkg::HasAdd != 0) begin : gen_add
    localparam int unsigned ResidualW = NarrowW + 16;

    logic signed [XBits-1:0]     r_q;
    logic signed [ResidualW-1:0] sum;
    logic signed [6:0]           shift;

    assign shift = add_i ? s3_i : '0;

    isomer_residual_sum #(
      .AW(NarrowW),
      .BW(XBits)
    ) u_sum (
      .a_i  (m2_q),
      .b_i  (r_q),
      .e1_i (add_i ? e1_i : 4'd0),
      .e2_i (e2_i),
      .sum_o(sum)
    );

    isomer_rnt #(
      .AccW  (ResidualW),
      .BoundW(BoundW)
    ) u_rnt (
      .enable_i   (valid_i[5] && !raw_i),
      .acc_i      (sum),
      .shift_i    (shift),
      .mode_i     (mode_i),
      .lo_i       (lo_i),
      .hi_i       (hi_i),
      .out_o      (y),
      .saturated_o(y_saturated)
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        r_q <= '0;
      end else if (valid_i[4]) begin
        r_q <= add_i ? r_i : '0;
      end
    end
  end else begin : gen_no_add
    isomer_clamp #(
      .InW (NarrowW),
      .OutW(BoundW)
    ) u_clamp (
      .value_i    (m2_q),
      .lo_i       (lo_i),
      .hi_i       (hi_i),
      .out_o      (y),
      .saturated_o(y_saturated)
    );
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      y_o         <= '0;
      saturated_o <= 1'b0;
    end else begin
      saturated_o <= valid_i[5] && !raw_i && (s5_saturated_q || y_saturated);
      if (valid_i[5]) begin
        y_o <= raw_i ? m2_q[ElementBits-1:0] : y[ElementBits-1:0];
      end
    end
  end

endmodule : isomer_post_lane
