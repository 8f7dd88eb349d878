// SPDX-License-Identifier: Apache-2.0
//
// Where the loops of isomer_vector_loop find their limits and strides in an instruction. A tensor
// operation reads as a window of one word that moves by one. max_pool and avg_pool have x_base to
// out_w in the same places, add, multiply, rescale and lookup all they have in common.
// Combinational.
module isomer_vector_fields #(
  localparam int unsigned AddrW   = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned KernelW = (isomer_config_pkg::HasAverage != 0)
      ? isomer_isa_pkg::AvgPoolKernelHWidth : isomer_isa_pkg::MaxPoolKernelHWidth
) (
  input  logic [isomer_isa_pkg::WordBits-1:0] word_i,

  output logic                                is_window_o,  // else a tensor operation
  output logic                                has_r_o,      // a second tensor
  output logic [9:0]                          groups_o,
  output logic [9:0]                          out_h_o,
  output logic [9:0]                          out_w_o,
  output logic [AddrW-1:0]                    x_base_o,
  output logic [11:0]                         x_pitch_o,
  output logic [AddrW-1:0]                    x_plane_o,
  output logic [AddrW-1:0]                    y_base_o,
  output logic [AddrW-1:0]                    y_pitch_o,
  output logic [AddrW-1:0]                    y_plane_o,
  output logic [9:0]                          in_h_o,       // of a window
  output logic [9:0]                          in_w_o,
  output logic [9:0]                          iy0_o,
  output logic [9:0]                          ix0_o,
  output logic [KernelW-1:0]                  kernel_h_o,
  output logic [KernelW-1:0]                  kernel_w_o,
  output logic [3:0]                          stride_h_o,
  output logic [3:0]                          stride_w_o
);

  localparam int unsigned HasTensors = isomer_config_pkg::HasAdd | isomer_config_pkg::HasLookup;

  logic [6:0] opcode;
  logic       is_average;

  assign opcode      = word_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];
  assign is_average  = (isomer_config_pkg::HasAverage != 0) &&
                       (opcode == isomer_isa_pkg::OpcodeAvgPool);
  assign is_window_o = (HasTensors == 0) || is_average ||
                       (opcode == isomer_isa_pkg::OpcodeMaxPool);
  assign has_r_o     = (isomer_config_pkg::HasAdd != 0) &&
                       ((opcode == isomer_isa_pkg::OpcodeAdd) ||
                        (opcode == isomer_isa_pkg::OpcodeMultiply));

  assign in_h_o = word_i[isomer_isa_pkg::MaxPoolInHLsb +: isomer_isa_pkg::MaxPoolInHWidth];
  assign in_w_o = word_i[isomer_isa_pkg::MaxPoolInWLsb +: isomer_isa_pkg::MaxPoolInWWidth];

  always_comb begin
    if (is_window_o) begin
      out_h_o   = word_i[isomer_isa_pkg::MaxPoolOutHLsb +: isomer_isa_pkg::MaxPoolOutHWidth];
      out_w_o   = word_i[isomer_isa_pkg::MaxPoolOutWLsb +: isomer_isa_pkg::MaxPoolOutWWidth];
      x_base_o  = word_i[isomer_isa_pkg::MaxPoolXBaseLsb +: AddrW];
      x_pitch_o = word_i[isomer_isa_pkg::MaxPoolXPitchLsb +: isomer_isa_pkg::MaxPoolXPitchWidth];
      x_plane_o = word_i[isomer_isa_pkg::MaxPoolXPlaneLsb +: AddrW];
      iy0_o     = word_i[isomer_isa_pkg::MaxPoolIy0Lsb +: isomer_isa_pkg::MaxPoolIy0Width];
      ix0_o     = word_i[isomer_isa_pkg::MaxPoolIx0Lsb +: isomer_isa_pkg::MaxPoolIx0Width];
    end else begin
      out_h_o   = word_i[isomer_isa_pkg::AddOutHLsb +: isomer_isa_pkg::AddOutHWidth];
      out_w_o   = word_i[isomer_isa_pkg::AddOutWLsb +: isomer_isa_pkg::AddOutWWidth];
      x_base_o  = word_i[isomer_isa_pkg::AddXBaseLsb +: AddrW];
      x_pitch_o = word_i[isomer_isa_pkg::AddXPitchLsb +: isomer_isa_pkg::AddXPitchWidth];
      x_plane_o = word_i[isomer_isa_pkg::AddXPlaneLsb +: AddrW];
      iy0_o     = '0;
      ix0_o     = '0;
    end
  end

  always_comb begin
    if (is_window_o && !is_average) begin
      kernel_h_o = KernelW'(
          word_i[isomer_isa_pkg::MaxPoolKernelHLsb +: isomer_isa_pkg::MaxPoolKernelHWidth]);
      kernel_w_o = KernelW'(
          word_i[isomer_isa_pkg::MaxPoolKernelWLsb +: isomer_isa_pkg::MaxPoolKernelWWidth]);
      stride_h_o = word_i[isomer_isa_pkg::MaxPoolStrideHLsb +: isomer_isa_pkg::MaxPoolStrideHWidth];
      stride_w_o = word_i[isomer_isa_pkg::MaxPoolStrideWLsb +: isomer_isa_pkg::MaxPoolStrideWWidth];
      groups_o   = word_i[isomer_isa_pkg::MaxPoolGroupsLsb +: isomer_isa_pkg::MaxPoolGroupsWidth];
      y_base_o   = word_i[isomer_isa_pkg::MaxPoolYBaseLsb +: AddrW];
      y_pitch_o  = AddrW'(
          word_i[isomer_isa_pkg::MaxPoolYPitchLsb +: isomer_isa_pkg::MaxPoolYPitchWidth]);
      y_plane_o  = word_i[isomer_isa_pkg::MaxPoolYPlaneLsb +: AddrW];
    end else if (is_average) begin
      kernel_h_o = word_i[isomer_isa_pkg::AvgPoolKernelHLsb +: KernelW];
      kernel_w_o = word_i[isomer_isa_pkg::AvgPoolKernelWLsb +: KernelW];
      stride_h_o = word_i[isomer_isa_pkg::AvgPoolStrideHLsb +: isomer_isa_pkg::AvgPoolStrideHWidth];
      stride_w_o = word_i[isomer_isa_pkg::AvgPoolStrideWLsb +: isomer_isa_pkg::AvgPoolStrideWWidth];
      groups_o   = word_i[isomer_isa_pkg::AvgPoolGroupsLsb +: isomer_isa_pkg::AvgPoolGroupsWidth];
      y_base_o   = word_i[isomer_isa_pkg::AvgPoolYBaseLsb +: AddrW];
      y_pitch_o  = AddrW'(
          word_i[isomer_isa_pkg::AvgPoolYPitchLsb +: isomer_isa_pkg::AvgPoolYPitchWidth]);
      y_plane_o  = word_i[isomer_isa_pkg::AvgPoolYPlaneLsb +: AddrW];
    end else begin
      kernel_h_o = KernelW'(1);
      kernel_w_o = KernelW'(1);
      stride_h_o = 4'd1;
      stride_w_o = 4'd1;
      groups_o   = word_i[isomer_isa_pkg::AddGroupsLsb +: isomer_isa_pkg::AddGroupsWidth];
      y_base_o   = word_i[isomer_isa_pkg::AddYBaseLsb +: AddrW];
      y_pitch_o  = AddrW'(
          word_i[isomer_isa_pkg::AddYPitchLsb +: isomer_isa_pkg::AddYPitchWidth]);
      y_plane_o  = word_i[isomer_isa_pkg::AddYPlaneLsb +: AddrW];
    end
  end

endmodule : isomer_vector_fields
