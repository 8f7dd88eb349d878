// SPDX-License-Identifier: Apache-2.0
//
// Where the words of a LOAD or STORE are on both sides: the bursts of isomer_bursts, and the local
// words of isomer_walk. word_i has the fields of load; those of store are two bits lower.
module isomer_transfer #(
  parameter  int unsigned RowBeatsW = 20,
  localparam int unsigned LineAddrW = isomer_config_pkg::LineAddrW,
  localparam int unsigned BeatAddrW = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned WordBits  = isomer_isa_pkg::WordBits
) (
  input  logic                   clk_i,
  input  logic                   rst_ni,
  input  logic                   clear_i,  // START: forget everything

  input  logic                   start_i,  // word_i holds until both are over
  input  logic [WordBits-1:0]    word_i,
  input  logic [8*LineAddrW-1:0] segments_i,        // with OneTransfer as they are written:
  input  logic [LineAddrW/4-1:0] segment_write_i,   // which four bits
  input  logic [2:0]             segment_number_i,
  input  logic [LineAddrW-1:0]   segment_data_i,
  input  logic [RowBeatsW-1:0]   row_beats_i,

  output logic                   burst_valid_o,
  output logic [BeatAddrW-1:0]   addr_o,
  output logic [BeatsW-1:0]      beats_o,
  input  logic                   take_i,

  output logic                   walk_valid_o,
  output logic [15:0]            walk_addr_o,
  output logic                   row_last_o,
  input  logic                   step_i
);

  if (isomer_isa_pkg::LoadSegmentLsb != isomer_isa_pkg::StoreSegmentLsb + 2 ||
      isomer_isa_pkg::LoadLastBankLsb != isomer_isa_pkg::StoreLastBankLsb + 2)
  begin : gen_illegal_layout
    $error("isomer_transfer: the fields of store are not those of load, two bits lower");
  end

  logic [11:0] rows;
  logic [11:0] planes;

  assign rows   = word_i[isomer_isa_pkg::LoadRowsLsb +: isomer_isa_pkg::LoadRowsWidth];
  assign planes = word_i[isomer_isa_pkg::LoadPlanesLsb +: isomer_isa_pkg::LoadPlanesWidth];

  logic [LineAddrW-1:0] base;
  logic [2:0]           segment;

  assign segment = word_i[isomer_isa_pkg::LoadSegmentLsb +: isomer_isa_pkg::LoadSegmentWidth];

  if (isomer_config_pkg::OneTransfer != 0) begin : gen_memory
    // The word is there for a cycle before the start, and its base with it.
    isomer_lane_ram #(
      .Lanes   (LineAddrW / 4),
      .LaneBits(4),
      .Depth   (8)
    ) u_bases (
      .clk_i         (clk_i),
      .write_i       (|segment_write_i),
      .write_addr_i  (segment_number_i),
      .write_strobe_i(segment_write_i),
      .write_data_i  (segment_data_i),
      .read_i        (1'b1),
      .read_addr_i   (segment),
      .read_data_o   (base)
    );

    logic unused_segments;
    assign unused_segments = ^segments_i;
  end else begin : gen_registers
    // Bases at distances of a power of two: a multiplexer, not a shifter
    localparam int unsigned Stride = 2 ** $clog2(LineAddrW);

    logic [8*Stride-1:0] bases;

    for (genvar i = 0; i < 8; i++) begin : gen_base
      assign bases[i*Stride +: Stride] = Stride'(segments_i[i*LineAddrW +: LineAddrW]);
    end

    assign base = bases[segment*Stride +: LineAddrW];

    logic unused_segments;
    assign unused_segments = ^{segment_write_i, segment_number_i, segment_data_i};
  end

  isomer_bursts #(
    .RowBeatsW(RowBeatsW)
  ) u_bursts (
    .clk_i         (clk_i),
    .rst_ni        (rst_ni),
    .clear_i       (clear_i),
    .start_i       (start_i),
    .first_i       (base + LineAddrW'(word_i[isomer_isa_pkg::LoadOffsetLsb +:
                                             isomer_isa_pkg::LoadOffsetWidth])),
    .row_beats_i   (row_beats_i),
    .rows_i        (rows),
    .planes_i      (planes),
    .row_stride_i  (word_i[isomer_isa_pkg::LoadRowStrideLsb +:
                           isomer_isa_pkg::LoadRowStrideWidth]),
    .plane_stride_i(word_i[isomer_isa_pkg::LoadPlaneStrideLsb +:
                           isomer_isa_pkg::LoadPlaneStrideWidth]),
    .valid_o       (burst_valid_o),
    .addr_o        (addr_o),
    .beats_o       (beats_o),
    .take_i        (take_i)
  );

  isomer_walk u_walk (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      (clear_i),
    .start_i      (start_i),
    .local_i      (word_i[isomer_isa_pkg::LoadLocalLsb +: isomer_isa_pkg::LoadLocalWidth]),
    .words_i      (word_i[isomer_isa_pkg::LoadWordsLsb +: isomer_isa_pkg::LoadWordsWidth]),
    .rows_i       (rows),
    .planes_i     (planes),
    .local_row_i  (word_i[isomer_isa_pkg::LoadLocalRowLsb +: isomer_isa_pkg::LoadLocalRowWidth]),
    .local_plane_i(word_i[isomer_isa_pkg::LoadLocalPlaneLsb +:
                          isomer_isa_pkg::LoadLocalPlaneWidth]),
    .valid_o      (walk_valid_o),
    .addr_o       (walk_addr_o),
    .row_last_o   (row_last_o),
    .step_i       (step_i)
  );

endmodule : isomer_transfer
