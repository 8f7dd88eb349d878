// SPDX-License-Identifier: Apache-2.0
//
// Locks of activation ports and accumulator banks, taken at issue, all or none, and held until the
// work is done: a unit that waits to give its tokens holds none. Requests of one cycle go
// MAC > POST > STORE for reads and accumulators, POST > LOAD for writes; one that fails keeps
// nothing from the others.
module isomer_locks #(
  localparam int unsigned Banks    = isomer_config_pkg::ActivationBanks,
  localparam int unsigned WordBits = isomer_isa_pkg::WordBits
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,

  // Heads of the queues that want to issue, and whose work is done
  input  logic                load_ready_i,
  input  logic [WordBits-1:0] load_head_i,
  output logic                load_issue_o,
  input  logic                load_done_i,

  input  logic                mac_ready_i,
  input  logic [WordBits-1:0] mac_head_i,
  output logic                mac_issue_o,
  input  logic                mac_done_i,

  input  logic                post_ready_i,
  input  logic [WordBits-1:0] post_head_i,
  output logic                post_issue_o,
  input  logic                post_done_i,

  input  logic                store_ready_i,
  input  logic [WordBits-1:0] store_head_i,
  output logic                store_issue_o,
  input  logic                store_done_i,

  // Banks that are locked
  output logic [Banks-1:0]    load_write_o,
  output logic [Banks-1:0]    mac_read_o,
  output logic [Banks-1:0]    post_read_o,
  output logic [Banks-1:0]    post_write_o,
  output logic [Banks-1:0]    store_read_o
);

  ///////////////////
  // Wishes        //
  ///////////////////

  logic [6:0] load_opcode;
  logic [6:0] mac_opcode;
  logic [6:0] store_opcode;

  assign load_opcode  = load_head_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];
  assign mac_opcode   = mac_head_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];
  assign store_opcode = store_head_i[isomer_isa_pkg::OpcodeLsb +: isomer_isa_pkg::OpcodeWidth];

  logic [Banks-1:0] load_mask;
  logic [Banks-1:0] mac_mask;
  logic [Banks-1:0] store_mask;

  isomer_bank_mask u_load (
    .base_i(load_head_i[isomer_isa_pkg::LoadLocalLsb +: isomer_isa_pkg::LoadLocalWidth]),
    .last_i(load_head_i[isomer_isa_pkg::LoadLastBankLsb +: isomer_isa_pkg::LoadLastBankWidth]),
    .mask_o(load_mask)
  );

  isomer_bank_mask u_mac (
    .base_i(mac_head_i[isomer_isa_pkg::MacXBaseLsb +: isomer_isa_pkg::MacXBaseWidth]),
    .last_i(mac_head_i[isomer_isa_pkg::MacXLastLsb +: isomer_isa_pkg::MacXLastWidth]),
    .mask_o(mac_mask)
  );

  isomer_bank_mask u_store (
    .base_i(store_head_i[isomer_isa_pkg::StoreLocalLsb +: isomer_isa_pkg::StoreLocalWidth]),
    .last_i(store_head_i[isomer_isa_pkg::StoreLastBankLsb +: isomer_isa_pkg::StoreLastBankWidth]),
    .mask_o(store_mask)
  );

  logic [Banks-1:0] load_write_wish;
  logic [Banks-1:0] mac_read_wish;
  logic [1:0]       mac_acc_wish;
  logic [Banks-1:0] post_read_wish;
  logic [Banks-1:0] post_write_wish;
  logic [1:0]       post_acc_wish;
  logic [Banks-1:0] store_read_wish;

  assign load_write_wish = ((load_opcode == isomer_isa_pkg::OpcodeLoad) &&
      (load_head_i[isomer_isa_pkg::LoadMemoryLsb +: isomer_isa_pkg::LoadMemoryWidth] ==
       isomer_isa_pkg::LoadMemoryActivations)) ? load_mask : '0;
  assign mac_read_wish   = (mac_opcode == isomer_isa_pkg::OpcodeMac) ? mac_mask : '0;
  assign mac_acc_wish    = (mac_opcode == isomer_isa_pkg::OpcodeMac) ?
      2'd1 << mac_head_i[isomer_isa_pkg::MacAccBaseLsb + isomer_config_pkg::EntryW] : '0;
  assign store_read_wish = (store_opcode == isomer_isa_pkg::OpcodeStore) ? store_mask : '0;

  isomer_post_banks u_post (
    .word_i        (post_head_i),
    .read_o        (post_read_wish),
    .write_o       (post_write_wish),
    .accumulators_o(post_acc_wish)
  );

  ///////////////////
  // Grants        //
  ///////////////////

  logic [Banks-1:0] load_write_q;
  logic [Banks-1:0] mac_read_q;
  logic [1:0]       mac_acc_q;
  logic [Banks-1:0] post_read_q;
  logic [Banks-1:0] post_write_q;
  logic [1:0]       post_acc_q;
  logic [Banks-1:0] store_read_q;

  logic [Banks-1:0] read_after_mac;   // read ports that are taken once MAC has been served
  logic [Banks-1:0] read_after_post;
  logic [1:0]       acc_after_mac;
  logic [Banks-1:0] write_after_post;

  assign mac_issue_o = mac_ready_i && ((mac_read_wish & (post_read_q | store_read_q)) == '0) &&
                       ((mac_acc_wish & post_acc_q) == '0);

  assign read_after_mac = mac_read_q | store_read_q | (mac_issue_o ? mac_read_wish : '0);
  assign acc_after_mac  = mac_acc_q | (mac_issue_o ? mac_acc_wish : '0);

  assign post_issue_o = post_ready_i && ((post_read_wish & read_after_mac) == '0) &&
                        ((post_acc_wish & acc_after_mac) == '0) &&
                        ((post_write_wish & load_write_q) == '0);

  assign read_after_post  = mac_read_q | post_read_q | (mac_issue_o ? mac_read_wish : '0) |
                            (post_issue_o ? post_read_wish : '0);
  assign write_after_post = post_write_q | (post_issue_o ? post_write_wish : '0);

  assign store_issue_o = store_ready_i && ((store_read_wish & read_after_post) == '0);
  assign load_issue_o  = load_ready_i && ((load_write_wish & write_after_post) == '0);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      load_write_q <= '0;
      mac_read_q   <= '0;
      mac_acc_q    <= '0;
      post_read_q  <= '0;
      post_write_q <= '0;
      post_acc_q   <= '0;
      store_read_q <= '0;
    end else begin
      if (load_issue_o) begin
        load_write_q <= load_write_wish;
      end else if (load_done_i || clear_i) begin
        load_write_q <= '0;
      end
      if (mac_issue_o) begin
        mac_read_q <= mac_read_wish;
        mac_acc_q  <= mac_acc_wish;
      end else if (mac_done_i || clear_i) begin
        mac_read_q <= '0;
        mac_acc_q  <= '0;
      end
      if (post_issue_o) begin
        post_read_q  <= post_read_wish;
        post_write_q <= post_write_wish;
        post_acc_q   <= post_acc_wish;
      end else if (post_done_i || clear_i) begin
        post_read_q  <= '0;
        post_write_q <= '0;
        post_acc_q   <= '0;
      end
      if (store_issue_o) begin
        store_read_q <= store_read_wish;
      end else if (store_done_i || clear_i) begin
        store_read_q <= '0;
      end
    end
  end

  assign load_write_o = load_write_q;
  assign mac_read_o   = mac_read_q;
  assign post_read_o  = post_read_q;
  assign post_write_o = post_write_q;
  assign store_read_o = store_read_q;

endmodule : isomer_locks
