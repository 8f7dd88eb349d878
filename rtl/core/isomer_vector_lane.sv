// SPDX-License-Identifier: Apache-2.0
//
// One element of isomer_vector: takes the elements of x (and r) that make a result, reduces a
// window, and rounds. Stages as in isomer_vector; those that the machine needs for no instruction
// vanish.
module isomer_vector_lane #(
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits,
  localparam int unsigned XBits       = isomer_config_pkg::XBits
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,

  // The instruction
  input  logic                   is_max_i,
  input  logic                   is_average_i,
  input  logic                   is_multiply_i,
  input  logic                   is_lookup_i,
  input  logic                   has_r_i,
  input  logic                   x_signed_i,
  input  logic                   r_signed_i,
  input  logic                   y_signed_i,    // of lookup
  input  logic [14:0]            multiplier_i,
  input  logic [3:0]             e1_i,
  input  logic [3:0]             e2_i,
  input  logic signed [6:0]      shift_i,
  input  logic [1:0]             mode_i,
  input  logic signed [16:0]     lo_i,
  input  logic signed [16:0]     hi_i,

  // S1: an element is taken
  input  logic                   s1_valid_i,
  input  logic [ElementBits-1:0] element_i,
  // S2: it joins its window, or waits for its partner
  input  logic                   s2_valid_i,
  input  logic                   s2_is_r_i,
  input  logic                   s2_exists_i,
  input  logic                   s2_first_i,
  // S3: the window is complete: exact value, or table read
  input  logic                   s3_valid_i,
  output logic [ElementBits-1:0] reduced_o,
  // S4: rounding
  input  logic                   s4_valid_i,
  input  logic [7:0]             pattern_i,
  // S5: the result
  output logic [ElementBits-1:0] y_o,
  output logic                   saturated_o
);

  localparam int unsigned HasAverage = isomer_config_pkg::HasAverage;
  localparam int unsigned HasAdd     = isomer_config_pkg::HasAdd;

  // A window of up to 255 x 255 elements: 16 bits more than one.
  localparam int unsigned SumW = (HasAverage != 0) ? XBits + 16 : XBits;

  ///////////////////
  // S1, S2        //
  ///////////////////

  logic [ElementBits-1:0]  element_q;
  logic signed [SumW-1:0]  reduced_q;  // x, maximum or sum

  logic signed [XBits-1:0] element;
  logic signed [SumW-1:0]  sum;
  logic [ElementBits-1:0]  least;
  logic [ElementBits-1:0]  so_far;
  logic [ElementBits-1:0]  larger;
  logic [ElementBits-1:0]  maximum;

  assign element = {(s2_is_r_i ? r_signed_i : x_signed_i) && element_q[ElementBits-1], element_q};
  assign sum     = (s2_first_i ? '0 : reduced_q) + SumW'(element);
  assign least   = {x_signed_i, {(ElementBits-1){1'b0}}};
  assign so_far  = s2_first_i ? least : reduced_q[ElementBits-1:0];

  isomer_max #(
    .W(ElementBits)
  ) u_max (
    .a_i        (so_far),
    .b_i        (element_q),
    .is_signed_i(x_signed_i),
    .max_o      (larger)
  );

  assign maximum = s2_exists_i ? larger : so_far;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      element_q <= '0;
      reduced_q <= '0;
    end else begin
      if (s1_valid_i) begin
        element_q <= element_i;
      end
      if (s2_valid_i && !s2_is_r_i) begin
        reduced_q <= is_max_i ? SumW'(maximum) : sum;
      end
    end
  end

  assign reduced_o = reduced_q[ElementBits-1:0];

  ///////////////////
  // S3, S4        //
  ///////////////////

  logic signed [8:0]      pattern;
  logic [ElementBits-1:0] result;
  logic                   saturated;

  assign pattern = {y_signed_i && pattern_i[7], pattern_i};

  if ((HasAverage | HasAdd) != 0) begin : gen_value
    localparam int unsigned FactorW = (HasAverage != 0 && XBits < 16) ? 16 : XBits;
    localparam int unsigned PairW   = (XBits > 16) ? 2 * XBits : XBits + 16;
    localparam int unsigned ValueW  = (HasAverage != 0) ? XBits + 31 : PairW;

    logic signed [FactorW-1:0] r;
    logic signed [ValueW-1:0]  value;
    logic signed [ValueW-1:0]  value_q;
    logic signed [16:0]        y;

    if (HasAdd != 0) begin : gen_r
      logic signed [XBits-1:0] r_q;

      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          r_q <= '0;
        end else if (s2_valid_i && s2_is_r_i) begin
          r_q <= element;
        end
      end

      assign r = has_r_i ? FactorW'(r_q) : '0;
    end else begin : gen_no_r
      assign r = '0;
    end

    isomer_elementwise #(
      .AW    (SumW),
      .BW    (FactorW),
      .XW    (XBits),
      .OutW  (ValueW),
      .HasSum(HasAdd)
    ) u_value (
      .enable_i    (s3_valid_i && (is_average_i || is_multiply_i)),
      .a_i         (reduced_q),
      .b_i         (is_average_i ? FactorW'({1'b0, multiplier_i}) : r),
      .is_product_i(is_average_i || is_multiply_i),
      .e1_i        (e1_i),
      .e2_i        (e2_i),
      .value_o     (value)
    );

    isomer_rnt #(
      .AccW  (ValueW),
      .BoundW(17)
    ) u_rnt (
      .enable_i   (s4_valid_i && !is_lookup_i),
      .acc_i      (value_q),
      .shift_i    (shift_i),
      .mode_i     (mode_i),
      .lo_i       (lo_i),
      .hi_i       (hi_i),
      .out_o      (y),
      .saturated_o(saturated)
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        value_q <= '0;
      end else if (s3_valid_i && !is_lookup_i) begin
        value_q <= value;
      end
    end

    assign result = is_lookup_i ? ElementBits'(pattern) : y[ElementBits-1:0];
  end else begin : gen_no_value
    assign result    = ElementBits'(pattern);
    assign saturated = 1'b0;
  end

  ///////////////////
  // S5            //
  ///////////////////

  if ((HasAverage | HasAdd | isomer_config_pkg::HasLookup) != 0) begin : gen_result
    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        y_o         <= '0;
        saturated_o <= 1'b0;
      end else if (s4_valid_i) begin
        y_o         <= result;
        saturated_o <= !is_lookup_i && saturated;
      end
    end
  end else begin : gen_no_result
    assign y_o         = '0;
    assign saturated_o = 1'b0;
  end

endmodule : isomer_vector_lane
