// SPDX-License-Identifier: Apache-2.0
//
// The loops of post: a step per cycle in the order g, oy, ox, lanes, element of a raw accumulator.
// Busy from the cycle after start_i on, groups * P * C / L cycles (raw: A / O times that).
module isomer_post_loop #(
  localparam int unsigned AddrW    = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned EntryW   = isomer_config_pkg::EntryW,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW,
  localparam int unsigned Lanes    = isomer_config_pkg::PostLanes,
  localparam int unsigned Steps    = isomer_config_pkg::Columns / Lanes,
  localparam int unsigned StepW    = (Steps > 1) ? $clog2(Steps) : 1,
  localparam int unsigned RawW     = 3
) (
  input  logic                                clk_i,
  input  logic                                rst_ni,

  input  logic                                start_i,  // word_i holds until retirement
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,

  // This step
  output logic                                busy_o,
  output logic [EntryW-1:0]                   entry_o,
  output logic [7:0]                          group_o,
  output logic [StepW-1:0]                    step_o,     // lanes step_o * L to step_o * L + L - 1
  output logic [RawW-1:0]                     raw_o,      // element of a raw accumulator
  output logic [ElementW-1:0]                 element_o,  // of the word, for the first lane
  output logic [AddrW-1:0]                    y_addr_o,
  output logic [AddrW-1:0]                    r_addr_o
);

  ///////////////////
  // Counts        //
  ///////////////////

  logic [7:0] groups;
  logic [9:0] out_h;
  logic [9:0] out_w;
  logic       raw;

  assign groups = word_i[isomer_isa_pkg::PostGroupsLsb +: isomer_isa_pkg::PostGroupsWidth];
  assign out_h  = word_i[isomer_isa_pkg::PostOutHLsb +: isomer_isa_pkg::PostOutHWidth];
  assign out_w  = word_i[isomer_isa_pkg::PostOutWLsb +: isomer_isa_pkg::PostOutWWidth];
  assign raw    = word_i[isomer_isa_pkg::PostRawLsb];

  logic                busy_q;
  logic [7:0]          group_q;
  logic [9:0]          oy_left_q;        // with this one
  logic [9:0]          ox_left_q;
  logic [StepW-1:0]    step_q;
  logic [RawW-1:0]     raw_q;
  logic [EntryW-1:0]   entry_q;
  logic [ElementW-1:0] group_element_q;  // element of the group's first lane
  logic [ElementW-1:0] element_q;

  logic                lanes_last;
  logic                pixel_last;
  logic                row_last;
  logic                group_last;
  logic [ElementW:0]   element_sum;
  logic [ElementW-1:0] next_element;

  assign lanes_last   = !raw || (raw_q == RawW'(isomer_config_pkg::RawElements - 1));
  assign pixel_last   = lanes_last && (step_q == StepW'(Steps - 1));
  assign row_last     = pixel_last && (ox_left_q == 10'd1);
  assign group_last   = row_last && (oy_left_q == 10'd1);
  assign element_sum  = (ElementW+1)'(element_q) + (ElementW+1)'(Lanes);
  assign next_element = element_sum[ElementW-1:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      busy_q          <= 1'b0;
      group_q         <= '0;
      oy_left_q       <= '0;
      ox_left_q       <= '0;
      step_q          <= '0;
      raw_q           <= '0;
      entry_q         <= '0;
      group_element_q <= '0;
      element_q       <= '0;
    end else if (start_i) begin
      busy_q          <= 1'b1;
      group_q         <= '0;
      oy_left_q       <= out_h;
      ox_left_q       <= out_w;
      step_q          <= '0;
      raw_q           <= '0;
      entry_q         <= word_i[isomer_isa_pkg::PostAccBaseLsb +: EntryW];
      group_element_q <= '0;
      element_q       <= '0;
    end else if (busy_q) begin
      raw_q <= lanes_last ? '0 : raw_q + RawW'(1);
      if (pixel_last) begin
        step_q    <= '0;
        entry_q   <= entry_q + EntryW'(1);
        ox_left_q <= row_last ? out_w : ox_left_q - 10'd1;
        element_q <= group_last ? next_element : group_element_q;
      end else if (lanes_last) begin
        step_q    <= step_q + StepW'(1);
        element_q <= next_element;
      end
      if (row_last) begin
        oy_left_q <= group_last ? out_h : oy_left_q - 10'd1;
      end
      if (group_last) begin
        group_q         <= group_q + 8'd1;
        busy_q          <= group_q != groups - 8'd1;
        group_element_q <= next_element;
      end
    end
  end

  assign busy_o    = busy_q;
  assign entry_o   = entry_q;
  assign group_o   = group_q;
  assign step_o    = step_q;
  assign raw_o     = raw_q;
  assign element_o = element_q;

  ///////////////////
  // Addresses     //
  ///////////////////

  isomer_post_address u_y (
    .clk_i       (clk_i),
    .rst_ni      (rst_ni),
    .start_i     (start_i),
    .base_i      (word_i[isomer_isa_pkg::PostYBaseLsb +: AddrW]),
    .pitch_i     (AddrW'(word_i[isomer_isa_pkg::PostYPitchLsb +: isomer_isa_pkg::PostYPitchWidth])),
    .plane_i     (word_i[isomer_isa_pkg::PostYPlaneLsb +: AddrW]),
    .busy_i      (busy_q),
    .lanes_last_i(lanes_last),
    .pixel_last_i(pixel_last),
    .row_last_i  (row_last),
    .group_last_i(group_last),
    .carry_i     (element_sum[ElementW]),
    .addr_o      (y_addr_o)
  );

  if (isomer_config_pkg::HasAdd != 0) begin : gen_residual
    isomer_post_address u_r (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .start_i     (start_i),
      .base_i      (word_i[isomer_isa_pkg::PostRBaseLsb +: AddrW]),
      .pitch_i     (AddrW'(word_i[isomer_isa_pkg::PostRPitchLsb +:
                                  isomer_isa_pkg::PostRPitchWidth])),
      .plane_i     (word_i[isomer_isa_pkg::PostRPlaneLsb +: AddrW]),
      .busy_i      (busy_q),
      .lanes_last_i(lanes_last),
      .pixel_last_i(pixel_last),
      .row_last_i  (row_last),
      .group_last_i(group_last),
      .carry_i     (element_sum[ElementW]),
      .addr_o      (r_addr_o)
    );
  end else begin : gen_no_residual
    assign r_addr_o = '0;
  end

endmodule : isomer_post_loop
