// SPDX-License-Identifier: Apache-2.0
//
// The accumulators of one output channel: two banks, one filled by MAC, one read by POST.
//
//   acc[entry] = start + sum      (mod 2^A), start: zero, the aligned bias or acc[entry]
//
// A pixel reads its accumulator in one cycle and writes it in the next. repeat_i: it has the entry
// of the pixel just before (entries wrap), whose result was not yet there to be read.
module isomer_column (
  input  logic                                       clk_i,
  input  logic                                       rst_ni,

  // cycle n
  input  logic                                       mac_read_i,
  input  logic                                       mac_bank_i,
  input  logic [isomer_config_pkg::EntryW-1:0]         mac_read_entry_i,
  input  logic                                       bias_load_i,
  input  logic signed [isomer_config_pkg::BiasBits-1:0] bias_i,
  input  logic [5:0]                                 bias_shift_i,

  // cycle n + 1
  input  logic                                       mac_write_i,
  input  logic [isomer_config_pkg::EntryW-1:0]         mac_write_entry_i,
  input  logic                                       start_acc_i,
  input  logic                                       start_bias_i,
  input  logic                                       repeat_i,
  input  logic signed [isomer_config_pkg::SumBits-1:0] sum_i,

  // POST: data in the next cycle
  input  logic                                       post_read_i,
  input  logic                                       post_bank_i,
  input  logic [isomer_config_pkg::EntryW-1:0]         post_entry_i,
  output logic [isomer_config_pkg::AccumulatorBits-1:0]        post_o
);

  localparam int unsigned AccBits = isomer_config_pkg::AccumulatorBits;

  logic signed [AccBits-1:0] aligned;
  logic signed [AccBits-1:0] bias_q;

  isomer_bias_align #(
    .BiasW(isomer_config_pkg::BiasBits),
    .AccW (AccBits)
  ) u_align (
    .bias_i (bias_i),
    .shift_i(bias_shift_i),
    .acc_o  (aligned)
  );

  logic [AccBits-1:0] data0;
  logic [AccBits-1:0] data1;
  logic [AccBits-1:0] old;
  logic [AccBits-1:0] start;
  logic [AccBits-1:0] sum;
  logic [AccBits-1:0] last_q;  // the result just before

  assign old   = repeat_i ? last_q : (mac_bank_i ? data1 : data0);
  assign start = start_acc_i ? old : (start_bias_i ? bias_q : '0);
  assign sum   = start + AccBits'(sum_i);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      bias_q <= '0;
      last_q <= '0;
    end else begin
      if (bias_load_i) begin
        bias_q <= aligned;
      end
      if (mac_write_i) begin
        last_q <= sum;
      end
    end
  end

  isomer_ram #(
    .Width(AccBits),
    .Depth(isomer_config_pkg::AccumulatorEntries)
  ) u_bank0 (
    .clk_i       (clk_i),
    .write_i     (mac_write_i && !mac_bank_i),
    .write_addr_i(mac_write_entry_i),
    .write_data_i(sum),
    .read_i      ((mac_read_i && !mac_bank_i) || (post_read_i && !post_bank_i)),
    .read_addr_i ((mac_read_i && !mac_bank_i) ? mac_read_entry_i : post_entry_i),
    .read_data_o (data0)
  );

  isomer_ram #(
    .Width(AccBits),
    .Depth(isomer_config_pkg::AccumulatorEntries)
  ) u_bank1 (
    .clk_i       (clk_i),
    .write_i     (mac_write_i && mac_bank_i),
    .write_addr_i(mac_write_entry_i),
    .write_data_i(sum),
    .read_i      ((mac_read_i && mac_bank_i) || (post_read_i && post_bank_i)),
    .read_addr_i ((mac_read_i && mac_bank_i) ? mac_read_entry_i : post_entry_i),
    .read_data_o (data1)
  );

  assign post_o = post_bank_i ? data1 : data0;

endmodule : isomer_column
