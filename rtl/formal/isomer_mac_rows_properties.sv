// SPDX-License-Identifier: Apache-2.0
//
// isomer_mac_rows against MACHINE.md section 3, mac: the b codes' bits of row r of pass k begin at
// bit r * b, in units of C, of the V = ceil(D * b / O) words from w_base + k * V on. The product
// k * V is a sum that grows with k. By induction: every field, pass and wait. Assumed: a pass begins
// when the rows of the one before are over, or with their last.
module isomer_mac_rows_properties #(
  localparam int unsigned AddrW    = isomer_config_pkg::WeightAddrW,
  localparam int unsigned ElementW = isomer_config_pkg::ElementW,
  localparam int unsigned OffsetW  = $clog2(isomer_config_pkg::OperandBits)
) (
  input logic         clk_i,
  input logic [255:0] word_i,
  input logic         begin_i
);

  logic                running_q = 1'b0;  // low in the first cycle: reset
  logic                started_q = 1'b0;
  logic [255:0]        word_q;
  logic                valid;
  logic                last;
  logic [ElementW-1:0] row;
  logic [AddrW-1:0]    addr;
  logic [OffsetW-1:0]  offset;

  isomer_mac_rows u_dut (
    .clk_i   (clk_i),
    .rst_ni  (running_q),
    .start_i (running_q && !started_q),
    .word_i  (word_q),
    .begin_i (begin_i),
    .valid_o (valid),
    .last_o  (last),
    .row_o   (row),
    .addr_o  (addr),
    .offset_o(offset)
  );

  logic             loads_q;     // rows of a pass are left
  logic [4:0]       r_q;
  logic [AddrW-1:0] pass_sum_q;  // k * V
  logic [4:0]       rows;        // D
  logic [9:0]       pass_bits;   // D * b
  logic [9:0]       row_bits;    // r * b
  logic [AddrW-1:0] pass_words;  // V
  logic [AddrW-1:0]    pass_addr;   // w_base + k * V
  logic [AddrW-1:0]    row_addr;

  always_comb begin
    rows = 5'(isomer_config_pkg::Rows);
    if (word_q[22:21] == 2'd2) rows = 5'd9;
    if (word_q[22:21] == 2'd3) rows = 5'd1;
    pass_bits  = 10'(rows) << word_q[20:18];
    row_bits   = 10'(r_q) << word_q[20:18];
    pass_words = (pass_bits + 10'(isomer_config_pkg::OperandBits - 1)) >> OffsetW;
    pass_addr  = word_q[184:169] + pass_sum_q;
    row_addr   = pass_addr + (row_bits >> OffsetW);

    assume (isomer_config_pkg::StoredBitsMask[word_i[20:18]]);  // isomer_word_check
    assume (isomer_config_pkg::MappingMask[word_i[22:21]]);
    assume (!begin_i || (started_q && (!valid || last)));
    if (started_q) begin
      assert (running_q);
      assert (valid == loads_q);
      if (valid) begin
        assert (row == r_q);
        assert (last == (r_q == rows - 5'd1));
        assert (addr == row_addr);
        assert (offset == row_bits[OffsetW-1:0]);
        assert (r_q < rows);  // makes it inductive, as do the next ones
      end else begin
        assert (addr == pass_addr);
        assert (offset == '0);
      end
    end
    if (running_q) begin
      assert (isomer_config_pkg::StoredBitsMask[word_q[20:18]]);
      assert (isomer_config_pkg::MappingMask[word_q[22:21]]);
    end
  end

  always_ff @(posedge clk_i) begin
    running_q <= 1'b1;
    started_q <= running_q;
    if (!running_q) word_q <= word_i;
    if (!started_q) begin
      loads_q    <= 1'b1;
      r_q        <= '0;
      pass_sum_q <= '0;
    end else begin
      if (loads_q) begin
        r_q     <= r_q + 5'd1;
        loads_q <= r_q != rows - 5'd1;
        if (r_q == rows - 5'd1) pass_sum_q <= pass_sum_q + pass_words;
      end
      if (begin_i) begin
        loads_q <= 1'b1;
        r_q     <= '0;
      end
    end
  end

endmodule : isomer_mac_rows_properties
