// SPDX-License-Identifier: Apache-2.0
//
// The post instruction: accumulators through the chain to activations, L lanes per cycle. Stages:
//
//   S0  the accumulator is requested      S1  L lanes of it are taken, parameters are requested
//   S2  truncation point                  S3  affine sum, the residual is requested
//   S4  affine result                     S5  residual sum and the output's range
//   S6  one activation word is written
//
// Busy for the loop of isomer_post_loop from the cycle after start_i, then six cycles to drain.
module isomer_post #(
  localparam int unsigned AddrW     = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned Banks     = isomer_config_pkg::ActivationBanks,
  localparam int unsigned Rows      = isomer_config_pkg::Rows,
  localparam int unsigned W         = isomer_config_pkg::ActivationWordBits,
  localparam int unsigned EntryW    = isomer_config_pkg::EntryW,
  localparam int unsigned AccBits   = isomer_config_pkg::AccumulatorBits,
  localparam int unsigned AccW      = isomer_config_pkg::AccumulatorWordBits,
  localparam int unsigned Lanes     = isomer_config_pkg::PostLanes,
  localparam int unsigned PairAddrW = isomer_config_pkg::ParameterAddrW - 1,
  localparam int unsigned PairW     = isomer_config_pkg::ParameterWordBits,
  localparam int unsigned CountW    = $clog2(Lanes + 1)
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,

  input  logic                                start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,
  input  logic [Banks-1:0]                    read_banks_i,
  input  logic [Banks-1:0]                    write_banks_i,
  output logic                                done_o,  // all written next cycle

  output logic                                acc_read_o,
  output logic                                acc_bank_o,
  output logic [EntryW-1:0]                   acc_entry_o,
  input  logic [AccW-1:0]                     acc_i,

  // Parameter words 2 * pair_addr_o and the next
  output logic                                pair_read_o,
  output logic [PairAddrW-1:0]                pair_addr_o,
  input  logic [PairW-1:0]                    even_i,
  input  logic [PairW-1:0]                    odd_i,

  // The residual
  output logic                                read_o,
  output logic [AddrW-1:0]                    read_addr_o,
  input  logic [W-1:0]                        data_i,

  output logic                                write_o,
  output logic [AddrW-1:0]                    write_addr_o,
  output logic [Rows-1:0]                     write_strobe_o,
  output logic [W-1:0]                        write_data_o,

  // For the counters
  output logic [AccBits-1:0]                  used_o,        // OR of m xor (m >> A-1), this cycle
  output logic [CountW-1:0]                   saturations_o  // elements, this cycle
);

  localparam int unsigned Steps       = isomer_config_pkg::Columns / Lanes;
  localparam int unsigned StepW       = (Steps > 1) ? $clog2(Steps) : 1;
  localparam int unsigned ElementW    = isomer_config_pkg::ElementW;
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits;
  localparam int unsigned XBits       = isomer_config_pkg::XBits;
  localparam int unsigned BankW       = isomer_config_pkg::BankW;
  localparam int unsigned BankAddrW   = isomer_config_pkg::BankAddrW;
  localparam int unsigned RawW        = 3;

  ///////////////////
  // Fields        //
  ///////////////////

  logic               raw;
  logic [1:0]         rounding;
  logic               affine;
  logic               add;
  logic [4:0]         n1;
  logic [4:0]         n2;
  logic signed [23:0] m1_min;
  logic signed [23:0] m1_max;
  logic signed [15:0] m2_min;
  logic signed [15:0] m2_max;

  assign raw      = word_i[isomer_isa_pkg::PostRawLsb];
  assign rounding = (isomer_config_pkg::HasRoundings != 0) ?
      word_i[isomer_isa_pkg::PostRoundingLsb +: isomer_isa_pkg::PostRoundingWidth] :
      isomer_isa_pkg::PostRoundingHalfUp;
  assign affine   = (isomer_config_pkg::HasAffine != 0) && !raw &&
                    word_i[isomer_isa_pkg::PostAffineLsb];
  assign add      = (isomer_config_pkg::HasAdd != 0) && !raw && word_i[isomer_isa_pkg::PostAddLsb];
  assign n1       = word_i[isomer_isa_pkg::PostN1Lsb +: isomer_isa_pkg::PostN1Width];
  assign n2       = word_i[isomer_isa_pkg::PostN2Lsb +: isomer_isa_pkg::PostN2Width];
  assign m1_min   = signed'({24{1'b1}} << (n1 - 5'd1));
  assign m1_max   = ~m1_min;
  assign m2_min   = signed'({16{1'b1}} << (n2 - 5'd1));
  assign m2_max   = ~m2_min;

  ///////////////////
  // S0: the loops //
  ///////////////////

  logic                busy;
  logic [7:0]          group;
  logic [StepW-1:0]    step;
  logic [RawW-1:0]     raw_element;
  logic [ElementW-1:0] element;
  logic [AddrW-1:0]    y_addr;
  logic [AddrW-1:0]    r_addr;

  isomer_post_loop u_loop (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .start_i  (start_i),
    .word_i   (word_i),
    .busy_o   (busy),
    .entry_o  (acc_entry_o),
    .group_o  (group),
    .step_o   (step),
    .raw_o    (raw_element),
    .element_o(element),
    .y_addr_o (y_addr),
    .r_addr_o (r_addr)
  );

  assign acc_read_o = busy;
  assign acc_bank_o = word_i[isomer_isa_pkg::PostAccBaseLsb + EntryW];

  ///////////////////
  // S1 to S6      //
  ///////////////////

  // Where the lanes of a stage are written: whether the bank is locked, word, element
  localparam int unsigned PlaceW = 1 + AddrW + ElementW;

  logic [5:1]          valid_q;
  logic [PlaceW-1:0]   s1_place_q;
  logic [PlaceW-1:0]   s2_place_q;
  logic [PlaceW-1:0]   s3_place_q;
  logic [PlaceW-1:0]   s4_place_q;
  logic [PlaceW-1:0]   s5_place_q;
  logic [PlaceW-1:0]   s6_place_q;
  logic [StepW-1:0]    s1_step_q;
  logic [RawW-1:0]     s1_raw_q;
  logic [RawW-1:0]     s2_raw_q;
  logic                s6_locked;
  logic [ElementW-1:0] s6_element;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q    <= '0;
      s1_place_q <= '0;
      s2_place_q <= '0;
      s3_place_q <= '0;
      s4_place_q <= '0;
      s5_place_q <= '0;
      s6_place_q <= '0;
      s1_step_q  <= '0;
      s1_raw_q   <= '0;
      s2_raw_q   <= '0;
    end else begin
      valid_q    <= {valid_q[4:1], busy};
      s1_place_q <= {busy && write_banks_i[BankW'(y_addr >> BankAddrW)], y_addr, element};
      s2_place_q <= s1_place_q;
      s3_place_q <= s2_place_q;
      s4_place_q <= s3_place_q;
      s5_place_q <= s4_place_q;
      s6_place_q <= s5_place_q;
      s1_step_q  <= step;
      s1_raw_q   <= raw_element;
      s2_raw_q   <= s1_raw_q;
    end
  end

  assign {s6_locked, write_addr_o, s6_element} = s6_place_q;
  assign write_o = s6_locked;
  assign done_o  = !start_i && !busy && (valid_q == '0);

  ///////////////////////////////////
  // Affine pairs, in S2           //
  ///////////////////////////////////

  logic [Lanes*16-1:0] w;
  logic [Lanes*16-1:0] b;

  if (isomer_config_pkg::HasAffine != 0) begin : gen_affine
    logic [PairAddrW-1:0] first_pair;
    logic [PairAddrW-1:0] s1_pair_q;
    logic [StepW-1:0]     s2_step_q;

    assign first_pair = word_i[isomer_isa_pkg::PostAffineBaseLsb + 1 +: PairAddrW];

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        s1_pair_q <= '0;
        s2_step_q <= '0;
      end else begin
        s1_pair_q <= first_pair + PairAddrW'(group);
        s2_step_q <= s1_step_q;
      end
    end

    assign pair_read_o = valid_q[1] && affine;
    assign pair_addr_o = s1_pair_q;
    assign w = even_i[s2_step_q*(Lanes*16) +: Lanes*16];
    assign b = odd_i[s2_step_q*(Lanes*16) +: Lanes*16];
  end else begin : gen_no_affine
    assign pair_read_o = 1'b0;
    assign pair_addr_o = '0;
    assign w = '0;
    assign b = '0;
  end

  ///////////////////////////////////
  // The residual, in S4           //
  ///////////////////////////////////

  logic [Lanes*ElementBits-1:0] residual;
  logic                         residual_signed;

  assign residual_signed = word_i[isomer_isa_pkg::PostRSignedLsb];

  if (isomer_config_pkg::HasAdd != 0) begin : gen_residual
    logic [AddrW:0]      s1_word_q;  // whether the bank is locked, word
    logic [AddrW:0]      s2_word_q;
    logic [AddrW:0]      s3_word_q;
    logic                s4_locked_q;
    logic [ElementW-1:0] s4_element;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        s1_word_q   <= '0;
        s2_word_q   <= '0;
        s3_word_q   <= '0;
        s4_locked_q <= 1'b0;
      end else begin
        s1_word_q   <= {busy && add && read_banks_i[BankW'(r_addr >> BankAddrW)], r_addr};
        s2_word_q   <= s1_word_q;
        s3_word_q   <= s2_word_q;
        s4_locked_q <= s3_word_q[AddrW];
      end
    end

    assign {read_o, read_addr_o} = s3_word_q;
    assign s4_element = (Rows > Lanes) ? s4_place_q[ElementW-1:0] : '0;
    assign residual   = s4_locked_q ? data_i[s4_element*ElementBits +: Lanes*ElementBits] : '0;
  end else begin : gen_no_residual
    assign read_o      = 1'b0;
    assign read_addr_o = '0;
    assign residual    = '0;
  end

  ///////////////////
  // Lanes         //
  ///////////////////

  logic [Lanes*AccBits-1:0]     selected;
  logic [Lanes*AccBits-1:0]     taken;
  logic [Lanes*ElementBits-1:0] result;
  logic [Lanes-1:0]             saturated;

  assign selected = acc_i[s1_step_q*(Lanes*AccBits) +: Lanes*AccBits];

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic [ElementBits-1:0]  r;
    logic signed [XBits-1:0] r_integer;

    assign r         = residual[l*ElementBits +: ElementBits];
    assign r_integer = {residual_signed & r[ElementBits-1], r};

    isomer_post_lane u_lane (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .raw_i        (raw),
      .affine_i     (affine),
      .add_i        (add),
      .mode_i       (rounding),
      .s1_i         (word_i[isomer_isa_pkg::PostS1Lsb +: isomer_isa_pkg::PostS1Width]),
      .m1_min_i     (m1_min),
      .m1_max_i     (m1_max),
      .s_b_i        (word_i[isomer_isa_pkg::PostSBLsb +: isomer_isa_pkg::PostSBWidth]),
      .s2_i         (word_i[isomer_isa_pkg::PostS2Lsb +: isomer_isa_pkg::PostS2Width]),
      .m2_min_i     (m2_min),
      .m2_max_i     (m2_max),
      .e1_i         (word_i[isomer_isa_pkg::PostE1Lsb +: isomer_isa_pkg::PostE1Width]),
      .e2_i         (word_i[isomer_isa_pkg::PostE2Lsb +: isomer_isa_pkg::PostE2Width]),
      .s3_i         (word_i[isomer_isa_pkg::PostS3Lsb +: isomer_isa_pkg::PostS3Width]),
      .lo_i         (word_i[isomer_isa_pkg::PostLoLsb +: isomer_isa_pkg::PostLoWidth]),
      .hi_i         (word_i[isomer_isa_pkg::PostHiLsb +: isomer_isa_pkg::PostHiWidth]),
      .valid_i      (valid_q),
      .acc_i        (selected[l*AccBits +: AccBits]),
      .raw_element_i(s2_raw_q),
      .w_i          (w[l*16 +: 16]),
      .b_i          (b[l*16 +: 16]),
      .r_i          (r_integer),
      .acc_o        (taken[l*AccBits +: AccBits]),
      .y_o          (result[l*ElementBits +: ElementBits]),
      .saturated_o  (saturated[l])
    );
  end

  // Lane l meets the elements l mod L; the strobes pick the group of L elements of the place.
  for (genvar e = 0; e < Rows; e = e + Lanes) begin : gen_element
    assign write_data_o[e*ElementBits +: Lanes*ElementBits] = result;
    assign write_strobe_o[e +: Lanes] = {Lanes{s6_element == ElementW'(e)}};
  end

  assign saturations_o = CountW'($countones(saturated));

  // OR of m xor (m >> A-1) over the lanes' accumulators
  function automatic logic [AccBits-1:0] used_bits(input logic [Lanes*AccBits-1:0] accumulators);
    integer i;
    used_bits = '0;
    for (i = 0; i < Lanes; i = i + 1) begin
      used_bits = used_bits | (accumulators[i*AccBits +: AccBits] ^
                               {AccBits{accumulators[i*AccBits + AccBits - 1]}});
    end
  endfunction

  always_comb begin
    used_o = '0;
    if (valid_q[2]) begin
      used_o = used_bits(taken);
    end
  end

endmodule : isomer_post
