// SPDX-License-Identifier: Apache-2.0
//
// The instructions from activations to activations: max_pool, avg_pool, add, multiply, rescale and
// lookup, one activation word per cycle, R elements at once. Stages:
//
//   S0  a word is requested               S1  it is taken
//   S2  maximum or sum so far; x meets r  S3  max_pool: the result is written; others: exact value,
//                                             or the table is read
//   S4  the one rounding, or the pattern  S5  the result is written
//
// Busy for one cycle per word read from the one after start_i, then three (max_pool) or five to
// drain; a lookup copies its table first, for 256 cycles.
module isomer_vector #(
  localparam int unsigned Rows    = isomer_config_pkg::Rows,
  localparam int unsigned Banks   = isomer_config_pkg::ActivationBanks,
  localparam int unsigned AddrW   = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned W       = isomer_config_pkg::ActivationWordBits,
  localparam int unsigned CountW  = $clog2(Rows + 1)
) (
  input  logic                                            clk_i,
  input  logic                                            rst_ni,

  input  logic [isomer_config_pkg::PrepareW-1:0] prepare_i,  // for products: isomer_product
  input  logic                                            start_i,  // word_i holds to retirement
  input  logic [isomer_isa_pkg::WordBits-1:0]             word_i,
  input  logic [Banks-1:0]                                read_banks_i,
  input  logic [Banks-1:0]                                write_banks_i,
  output logic                                            done_o,   // all written next cycle

  output logic                                            read_o,
  output logic [AddrW-1:0]                                read_addr_o,
  input  logic [W-1:0]                                    data_i,

  output logic                                            parameter_read_o,
  output logic [isomer_config_pkg::ParameterAddrW-1:0]    parameter_addr_o,
  input  logic [isomer_config_pkg::ParameterWordBits-1:0] parameters_i,

  output logic                                            write_o,
  output logic [AddrW-1:0]                                write_addr_o,
  output logic [W-1:0]                                    write_data_o,
  output logic [CountW-1:0]                               saturations_o  // elements, this cycle
);

  localparam int unsigned ElementBits = isomer_config_pkg::OperandBits;
  localparam int unsigned BankW       = isomer_config_pkg::BankW;
  localparam int unsigned BankAddrW   = isomer_config_pkg::BankAddrW;

  // Instructions besides max_pool
  localparam int unsigned HasOthers = isomer_config_pkg::HasAverage | isomer_config_pkg::HasAdd |
                                      isomer_config_pkg::HasLookup;

  ///////////////////
  // Fields        //
  ///////////////////

  logic               is_max;
  logic               is_average;
  logic               is_multiply;
  logic               is_lookup;
  logic               has_r;
  logic               x_signed;
  logic [3:0]         e1;
  logic signed [6:0]  shift;
  logic [1:0]         mode;
  logic signed [16:0] lo;
  logic signed [16:0] hi;

  isomer_vector_result u_result (
    .word_i       (word_i),
    .is_max_o     (is_max),
    .is_average_o (is_average),
    .is_multiply_o(is_multiply),
    .is_lookup_o  (is_lookup),
    .has_r_o      (has_r),
    .x_signed_o   (x_signed),
    .e1_o         (e1),
    .shift_o      (shift),
    .mode_o       (mode),
    .lo_o         (lo),
    .hi_o         (hi)
  );

  ///////////////////
  // Table         //
  ///////////////////

  logic              loop_start;
  logic              table_busy;
  logic [Rows*8-1:0] patterns;
  logic [W-1:0]      reduced;
  logic              s3_valid;  // stage S3 holds a result that is not of max_pool

  if (isomer_config_pkg::HasLookup != 0) begin : gen_lookup
    logic              loaded;
    logic [Rows*8-1:0] indices;

    for (genvar r = 0; r < Rows; r++) begin : gen_index
      assign indices[r*8 +: 8] = reduced[r*ElementBits +: 8];
    end

    isomer_lookup u_lookup (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .start_i         (start_i && is_lookup),
      .table_base_i    (word_i[isomer_isa_pkg::LookupTableBaseLsb +:
                               isomer_config_pkg::ParameterAddrW]),
      .busy_o          (table_busy),
      .loaded_o        (loaded),
      .parameter_read_o(parameter_read_o),
      .parameter_addr_o(parameter_addr_o),
      .parameters_i    (parameters_i),
      .read_i          (s3_valid),
      .index_i         (indices),
      .pattern_o       (patterns)
    );

    assign loop_start = is_lookup ? loaded : start_i;
  end else begin : gen_no_lookup
    assign table_busy       = 1'b0;
    assign parameter_read_o = 1'b0;
    assign parameter_addr_o = '0;
    assign patterns         = '0;
    assign loop_start       = start_i;
  end

  ///////////////////
  // S0            //
  ///////////////////

  logic             busy;
  logic [AddrW-1:0] addr;
  logic             is_r;
  logic             exists;
  logic             first;
  logic             last;
  logic [AddrW-1:0] out_addr;

  isomer_vector_loop u_loop (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .prepare_i (prepare_i),
    .start_i   (loop_start),
    .word_i    (word_i),
    .busy_o    (busy),
    .addr_o    (addr),
    .is_r_o    (is_r),
    .exists_o  (exists),
    .first_o   (first),
    .last_o    (last),
    .out_addr_o(out_addr)
  );

  assign read_o      = busy && exists && read_banks_i[BankW'(addr >> BankAddrW)];
  assign read_addr_o = addr;

  ///////////////////
  // S1 to S5      //
  ///////////////////

  logic             s1_valid_q;
  logic             s1_read_q;   // the word was read; else it counts as zero
  logic             s1_is_r_q;
  logic             s1_exists_q;
  logic             s1_first_q;
  logic             s1_last_q;
  logic [AddrW-1:0] s1_out_q;
  logic             s2_valid_q;
  logic             s2_is_r_q;
  logic             s2_exists_q;
  logic             s2_first_q;
  logic             s2_last_q;
  logic [AddrW-1:0] s2_out_q;
  logic             s3_max_q;    // a result of max_pool
  logic [AddrW-1:0] s3_out_q;
  logic             s4_valid;
  logic             s5_valid;
  logic [AddrW-1:0] s5_out;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      s1_valid_q  <= 1'b0;
      s1_read_q   <= 1'b0;
      s1_is_r_q   <= 1'b0;
      s1_exists_q <= 1'b0;
      s1_first_q  <= 1'b0;
      s1_last_q   <= 1'b0;
      s1_out_q    <= '0;
      s2_valid_q  <= 1'b0;
      s2_is_r_q   <= 1'b0;
      s2_exists_q <= 1'b0;
      s2_first_q  <= 1'b0;
      s2_last_q   <= 1'b0;
      s2_out_q    <= '0;
      s3_max_q    <= 1'b0;
      s3_out_q    <= '0;
    end else begin
      s1_valid_q  <= busy;
      s1_read_q   <= read_o;
      s1_is_r_q   <= is_r;
      s1_exists_q <= exists;
      s1_first_q  <= first;
      s1_last_q   <= busy && last;
      s1_out_q    <= out_addr;
      s2_valid_q  <= s1_valid_q;
      s2_is_r_q   <= s1_is_r_q;
      s2_exists_q <= s1_exists_q;
      s2_first_q  <= s1_first_q;
      s2_last_q   <= s1_last_q;
      s2_out_q    <= s1_out_q;
      s3_max_q    <= s2_last_q && is_max;
      s3_out_q    <= s2_out_q;
    end
  end

  if (HasOthers != 0) begin : gen_others
    logic             s3_valid_q;
    logic             s4_valid_q;
    logic [AddrW-1:0] s4_out_q;
    logic             s5_valid_q;
    logic [AddrW-1:0] s5_out_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        s3_valid_q <= 1'b0;
        s4_valid_q <= 1'b0;
        s4_out_q   <= '0;
        s5_valid_q <= 1'b0;
        s5_out_q   <= '0;
      end else begin
        s3_valid_q <= s2_last_q && !is_max;
        s4_valid_q <= s3_valid_q;
        s4_out_q   <= s3_out_q;
        s5_valid_q <= s4_valid_q;
        s5_out_q   <= s4_out_q;
      end
    end

    assign s3_valid = s3_valid_q;
    assign s4_valid = s4_valid_q;
    assign s5_valid = s5_valid_q;
    assign s5_out   = s5_out_q;
  end else begin : gen_max_alone
    assign s3_valid = 1'b0;
    assign s4_valid = 1'b0;
    assign s5_valid = 1'b0;
    assign s5_out   = '0;
  end

  ///////////////////
  // Elements      //
  ///////////////////

  logic [Rows-1:0] saturated;
  logic [W-1:0]    y;

  for (genvar r = 0; r < Rows; r++) begin : gen_lane
    isomer_vector_lane u_lane (
      .clk_i        (clk_i),
      .rst_ni       (rst_ni),
      .is_max_i     (is_max),
      .is_average_i (is_average),
      .is_multiply_i(is_multiply),
      .is_lookup_i  (is_lookup),
      .has_r_i      (has_r),
      .x_signed_i   (x_signed),
      .r_signed_i   (word_i[isomer_isa_pkg::AddRSignedLsb]),
      .y_signed_i   (word_i[isomer_isa_pkg::LookupYSignedLsb]),
      .multiplier_i (word_i[isomer_isa_pkg::AvgPoolMultiplierLsb +:
                            isomer_isa_pkg::AvgPoolMultiplierWidth]),
      .e1_i         (e1),
      .e2_i         (word_i[isomer_isa_pkg::AddE2Lsb +: isomer_isa_pkg::AddE2Width]),
      .shift_i      (shift),
      .mode_i       (mode),
      .lo_i         (lo),
      .hi_i         (hi),
      .s1_valid_i   (s1_valid_q),
      .element_i    (s1_read_q ? data_i[r*ElementBits +: ElementBits] : '0),
      .s2_valid_i   (s2_valid_q),
      .s2_is_r_i    (s2_is_r_q),
      .s2_exists_i  (s2_exists_q),
      .s2_first_i   (s2_first_q),
      .s3_valid_i   (s3_valid),
      .reduced_o    (reduced[r*ElementBits +: ElementBits]),
      .s4_valid_i   (s4_valid),
      .pattern_i    (patterns[r*8 +: 8]),
      .y_o          (y[r*ElementBits +: ElementBits]),
      .saturated_o  (saturated[r])
    );
  end

  assign saturations_o = s5_valid ? CountW'($countones(saturated)) : '0;
  assign write_addr_o  = s5_valid ? s5_out : s3_out_q;
  assign write_data_o  = s5_valid ? y : reduced;
  assign write_o       = (s3_max_q || s5_valid) &&
                         write_banks_i[BankW'(write_addr_o >> BankAddrW)];
  assign done_o        = !start_i && !table_busy && !busy && !s1_valid_q && !s2_valid_q &&
                         !s3_valid && !s4_valid;

endmodule : isomer_vector
