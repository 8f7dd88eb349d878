// SPDX-License-Identifier: Apache-2.0
//
// The post instruction: accumulators through the chain to activations, L lanes per cycle, in the
// order g, pixel, lane, byte. Stages:
//
//   S0  the accumulator is requested    S1  L lanes of it are selected
//   S2  the chain                       S3  one activation word is written
//
// Busy for groups * P * C / L cycles (raw: four times that) from the one after start_i, then three
// to drain.
module isomer_post #(
  localparam int unsigned AddrW  = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned EntryW = isomer_config_pkg::EntryW
) (
  input  logic                                        clk_i,
  input  logic                                        rst_ni,

  input  logic                                        start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0]        word_i,
  input  logic [isomer_config_pkg::ActivationBanks-1:0]           banks_i,  // locked for writing
  output logic                                        done_o,  // all written next cycle

  output logic                                        acc_read_o,
  output logic                                        acc_bank_o,
  output logic [EntryW-1:0]                           acc_entry_o,
  input  logic [isomer_config_pkg::AccumulatorWordBits-1:0] acc_i,

  output logic                                        write_o,
  output logic [AddrW-1:0]                            write_addr_o,
  output logic [isomer_config_pkg::Rows-1:0]          write_strobe_o,
  output logic [isomer_config_pkg::ActivationWordBits-1:0]  write_data_o
);

  localparam int unsigned Rows        = isomer_config_pkg::Rows;
  localparam int unsigned Lanes       = isomer_config_pkg::PostLanes;
  localparam int unsigned Steps       = isomer_config_pkg::Columns / Lanes;
  localparam int unsigned StepW       = (Steps > 1) ? $clog2(Steps) : 1;
  localparam int unsigned ElementW    = isomer_config_pkg::ElementW;
  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits;
  localparam int unsigned AccBits     = isomer_config_pkg::AccumulatorBits;

  ///////////////////
  // Fields        //
  ///////////////////

  logic [9:0]       out_h;
  logic [9:0]       out_w;
  logic [AddrW-1:0] y_base;
  logic [AddrW-1:0] y_pitch;
  logic [AddrW-1:0] y_plane;
  logic             raw;
  logic [1:0]       rounding;

  assign out_h    = word_i[isomer_isa_pkg::PostOutHLsb +: isomer_isa_pkg::PostOutHWidth];
  assign out_w    = word_i[isomer_isa_pkg::PostOutWLsb +: isomer_isa_pkg::PostOutWWidth];
  assign y_base   = word_i[isomer_isa_pkg::PostYBaseLsb +: AddrW];
  assign y_pitch  =
      AddrW'(word_i[isomer_isa_pkg::PostYPitchLsb +: isomer_isa_pkg::PostYPitchWidth]);
  assign y_plane  = word_i[isomer_isa_pkg::PostYPlaneLsb +: AddrW];
  assign raw      = word_i[isomer_isa_pkg::PostRawLsb];
  assign rounding = word_i[isomer_isa_pkg::PostRoundingLsb +: isomer_isa_pkg::PostRoundingWidth];

  ///////////////////
  // S0: the loops //
  ///////////////////

  logic                busy_q;
  logic [7:0]          g_left_q;
  logic [9:0]          oy_left_q;
  logic [9:0]          ox_left_q;
  logic [StepW-1:0]    step_q;
  logic [1:0]          byte_q;        // of raw
  logic [EntryW-1:0]   entry_q;
  logic [AddrW-1:0]    oy_addr_q;     // y_base + oy * y_pitch
  logic [AddrW-1:0]    pixel_addr_q;  // the same + ox
  logic [AddrW-1:0]    g_plane_q;     // plane of step 0
  logic [AddrW-1:0]    step_plane_q;  // plane of byte 0
  logic [AddrW-1:0]    plane_q;
  logic [ElementW-1:0] g_element_q;   // element of step 0
  logic [ElementW-1:0] element_q;

  logic                byte_last;
  logic                step_last;
  logic                pixel_last;
  logic [ElementW:0]   element_sum;
  logic [ElementW-1:0] next_element;
  logic [AddrW-1:0]    next_plane;

  assign byte_last    = !raw || (byte_q == 2'd3);
  assign step_last    = byte_last && (step_q == StepW'(Steps - 1));
  assign pixel_last   = step_last && (ox_left_q == '0) && (oy_left_q == '0);
  assign element_sum  = (ElementW+1)'(element_q) + (ElementW+1)'(Lanes);
  assign next_element = element_sum[ElementW-1:0];
  assign next_plane   = element_sum[ElementW] ? plane_q + y_plane : step_plane_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q       <= 1'b0;
      g_left_q     <= '0;
      oy_left_q    <= '0;
      ox_left_q    <= '0;
      step_q       <= '0;
      byte_q       <= '0;
      entry_q      <= '0;
      oy_addr_q    <= '0;
      pixel_addr_q <= '0;
      g_plane_q    <= '0;
      step_plane_q <= '0;
      plane_q      <= '0;
      g_element_q  <= '0;
      element_q    <= '0;
    end else if (start_i) begin
      busy_q       <= 1'b1;
      g_left_q     <= word_i[isomer_isa_pkg::PostGroupsLsb +: isomer_isa_pkg::PostGroupsWidth] -
                      8'd1;
      oy_left_q    <= out_h - 10'd1;
      ox_left_q    <= out_w - 10'd1;
      step_q       <= '0;
      byte_q       <= '0;
      entry_q      <= word_i[isomer_isa_pkg::PostAccBaseLsb +: EntryW];
      oy_addr_q    <= y_base;
      pixel_addr_q <= y_base;
      g_plane_q    <= '0;
      step_plane_q <= '0;
      plane_q      <= '0;
      g_element_q  <= '0;
      element_q    <= '0;
    end else if (busy_q) begin
      // Byte and step
      byte_q <= raw ? byte_q + 2'd1 : '0;
      if (!byte_last) begin
        plane_q <= plane_q + y_plane;
      end else if (!step_last) begin
        step_q       <= step_q + StepW'(1);
        element_q    <= next_element;
        step_plane_q <= next_plane;
        plane_q      <= next_plane;
      end else begin
        step_q       <= '0;
        element_q    <= pixel_last ? next_element : g_element_q;
        step_plane_q <= pixel_last ? next_plane : g_plane_q;
        plane_q      <= pixel_last ? next_plane : g_plane_q;
      end

      // Pixel and group
      if (step_last) begin
        entry_q <= entry_q + EntryW'(1);
        if (ox_left_q != '0) begin
          ox_left_q    <= ox_left_q - 10'd1;
          pixel_addr_q <= pixel_addr_q + AddrW'(1);
        end else begin
          ox_left_q    <= out_w - 10'd1;
          oy_left_q    <= pixel_last ? out_h - 10'd1 : oy_left_q - 10'd1;
          oy_addr_q    <= pixel_last ? y_base : oy_addr_q + y_pitch;
          pixel_addr_q <= pixel_last ? y_base : oy_addr_q + y_pitch;
        end
      end
      if (pixel_last) begin
        g_left_q    <= g_left_q - 8'd1;
        busy_q      <= g_left_q != '0;
        g_element_q <= next_element;
        g_plane_q   <= next_plane;
      end
    end
  end

  logic [AddrW-1:0] write_addr;

  assign acc_read_o  = busy_q;
  assign acc_bank_o  = word_i[isomer_isa_pkg::PostAccBaseLsb + EntryW];
  assign acc_entry_o = entry_q;
  assign write_addr  = pixel_addr_q + plane_q;

  ///////////////////
  // S1 to S3      //
  ///////////////////

  logic                s1_valid_q;
  logic                s1_write_q;
  logic [AddrW-1:0]    s1_addr_q;
  logic [ElementW-1:0] s1_element_q;
  logic [StepW-1:0]    s1_step_q;
  logic [1:0]          s1_byte_q;
  logic                s2_valid_q;
  logic                s2_write_q;
  logic [AddrW-1:0]    s2_addr_q;
  logic [ElementW-1:0] s2_element_q;
  logic [1:0]          s2_byte_q;
  logic                s3_write_q;
  logic [AddrW-1:0]    s3_addr_q;
  logic [ElementW-1:0] s3_element_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s1_valid_q   <= 1'b0;
      s1_write_q   <= 1'b0;
      s1_addr_q    <= '0;
      s1_element_q <= '0;
      s1_step_q    <= '0;
      s1_byte_q    <= '0;
      s2_valid_q   <= 1'b0;
      s2_write_q   <= 1'b0;
      s2_addr_q    <= '0;
      s2_element_q <= '0;
      s2_byte_q    <= '0;
      s3_write_q   <= 1'b0;
      s3_addr_q    <= '0;
      s3_element_q <= '0;
    end else begin
      s1_valid_q   <= busy_q;
      s1_write_q   <= busy_q &&
          banks_i[isomer_config_pkg::BankW'(write_addr >> isomer_config_pkg::BankAddrW)];
      s1_addr_q    <= write_addr;
      s1_element_q <= element_q;
      s1_step_q    <= step_q;
      s1_byte_q    <= byte_q;
      s2_valid_q   <= s1_valid_q;
      s2_write_q   <= s1_write_q;
      s2_addr_q    <= s1_addr_q;
      s2_element_q <= s1_element_q;
      s2_byte_q    <= s1_byte_q;
      s3_write_q   <= s2_write_q;
      s3_addr_q    <= s2_addr_q;
      s3_element_q <= s2_element_q;
    end
  end

  assign write_o      = s3_write_q;
  assign write_addr_o = s3_addr_q;

  ///////////////////
  // Lanes         //
  ///////////////////

  logic [Lanes*AccBits-1:0]     selected;
  logic [Lanes*ElementBits-1:0] result_q;

  assign selected = acc_i[s1_step_q*(Lanes*AccBits) +: Lanes*AccBits];

  for (genvar l = 0; l < Lanes; l++) begin : gen_lane
    logic signed [AccBits-1:0] acc_q;
    logic signed [16:0]        y;

    isomer_post_lane #(
      .AccW(AccBits)
    ) u_lane (
      .acc_i (acc_q),
      .s1_i  (word_i[isomer_isa_pkg::PostS1Lsb +: isomer_isa_pkg::PostS1Width]),
      .n1_i  (word_i[isomer_isa_pkg::PostN1Lsb +: isomer_isa_pkg::PostN1Width]),
      .mode_i(rounding),
      .lo_i  (word_i[isomer_isa_pkg::PostLoLsb +: isomer_isa_pkg::PostLoWidth]),
      .hi_i  (word_i[isomer_isa_pkg::PostHiLsb +: isomer_isa_pkg::PostHiWidth]),
      .y_o   (y),
      .saturated_o()
    );

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        acc_q <= '0;
      end else if (s1_valid_q) begin
        acc_q <= selected[l*AccBits +: AccBits];
      end
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        result_q[l*ElementBits +: ElementBits] <= '0;
      end else if (s2_valid_q) begin
        result_q[l*ElementBits +: ElementBits] <=
            raw ? acc_q[s2_byte_q*ElementBits +: ElementBits] : y[ElementBits-1:0];
      end
    end
  end

  // Lane l meets the elements l mod L; the strobes pick the group of L elements from element_q on.
  for (genvar e = 0; e < Rows; e = e + Lanes) begin : gen_element
    assign write_data_o[e*ElementBits +: Lanes*ElementBits] = result_q;
    assign write_strobe_o[e +: Lanes] = {Lanes{s3_element_q == ElementW'(e)}};
  end

  assign done_o = !start_i && !busy_q && !s1_valid_q && !s2_valid_q;

endmodule : isomer_post
