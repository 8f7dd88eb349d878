// SPDX-License-Identifier: Apache-2.0
//
// Locks of activation ports and accumulator banks, taken at issue, all or none, and held until the
// work is done: a unit that waits to give its tokens holds none. Requests of one cycle go
// MAC > POST > STORE for reads and accumulators, POST > LOAD for writes; one that fails keeps
// nothing from the others.
module isomer_locks #(
  localparam int unsigned Banks = isomer_config_pkg::ActivationBanks
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,

  // Heads of the queues that want to issue, what they wish, and whose work is done
  input  logic                load_ready_i,
  input  logic [Banks-1:0]    load_write_wish_i,
  input  logic                load_transfer_wish_i,
  output logic                load_issue_o,
  input  logic                load_done_i,

  input  logic                mac_ready_i,
  input  logic [Banks-1:0]    mac_read_wish_i,
  input  logic [1:0]          mac_acc_wish_i,
  output logic                mac_issue_o,
  input  logic                mac_done_i,

  input  logic                post_ready_i,
  input  logic [Banks-1:0]    post_read_wish_i,
  input  logic [Banks-1:0]    post_write_wish_i,
  input  logic [1:0]          post_acc_wish_i,
  output logic                post_issue_o,
  input  logic                post_done_i,

  input  logic                store_ready_i,
  input  logic [Banks-1:0]    store_read_wish_i,
  input  logic                store_transfer_wish_i,
  output logic                store_issue_o,
  input  logic                store_done_i,

  // Banks that are locked
  output logic [Banks-1:0]    load_write_o,
  output logic [Banks-1:0]    mac_read_o,
  output logic [Banks-1:0]    post_read_o,
  output logic [Banks-1:0]    post_write_o,
  output logic [Banks-1:0]    store_read_o,
  output logic                store_transfer_o
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
  logic             load_transfer_q;
  logic             store_transfer_q;
  logic             store_transfers;

  logic [Banks-1:0] read_after_mac;   // read ports that are taken once MAC has been served
  logic [Banks-1:0] read_after_post;
  logic [1:0]       acc_after_mac;
  logic [Banks-1:0] write_after_post;

  assign mac_issue_o = mac_ready_i && ((mac_read_wish_i & (post_read_q | store_read_q)) == '0) &&
                       ((mac_acc_wish_i & post_acc_q) == '0);

  assign read_after_mac = mac_read_q | store_read_q | (mac_issue_o ? mac_read_wish_i : '0);
  assign acc_after_mac  = mac_acc_q | (mac_issue_o ? mac_acc_wish_i : '0);

  assign post_issue_o = post_ready_i && ((post_read_wish_i & read_after_mac) == '0) &&
                        ((post_acc_wish_i & acc_after_mac) == '0) &&
                        ((post_write_wish_i & load_write_q) == '0);

  assign read_after_post  = mac_read_q | post_read_q | (mac_issue_o ? mac_read_wish_i : '0) |
                            (post_issue_o ? post_read_wish_i : '0);
  assign write_after_post = post_write_q | (post_issue_o ? post_write_wish_i : '0);

  assign store_issue_o = store_ready_i && ((store_read_wish_i & read_after_post) == '0) &&
                         !(store_transfer_wish_i && load_transfer_q);
  assign load_issue_o  = load_ready_i && ((load_write_wish_i & write_after_post) == '0) &&
                         !(load_transfer_wish_i && (store_transfer_q || store_transfers));

  assign store_transfers = store_issue_o && store_transfer_wish_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      load_write_q <= '0;
      mac_read_q   <= '0;
      mac_acc_q    <= '0;
      post_read_q  <= '0;
      post_write_q <= '0;
      post_acc_q   <= '0;
      store_read_q <= '0;

      load_transfer_q  <= 1'b0;
      store_transfer_q <= 1'b0;
    end else begin
      if (load_issue_o) begin
        load_write_q    <= load_write_wish_i;
        load_transfer_q <= load_transfer_wish_i;
      end else if (load_done_i || clear_i) begin
        load_write_q    <= '0;
        load_transfer_q <= 1'b0;
      end
      if (mac_issue_o) begin
        mac_read_q <= mac_read_wish_i;
        mac_acc_q  <= mac_acc_wish_i;
      end else if (mac_done_i || clear_i) begin
        mac_read_q <= '0;
        mac_acc_q  <= '0;
      end
      if (post_issue_o) begin
        post_read_q  <= post_read_wish_i;
        post_write_q <= post_write_wish_i;
        post_acc_q   <= post_acc_wish_i;
      end else if (post_done_i || clear_i) begin
        post_read_q  <= '0;
        post_write_q <= '0;
        post_acc_q   <= '0;
      end
      if (store_issue_o) begin
        store_read_q     <= store_read_wish_i;
        store_transfer_q <= store_transfer_wish_i;
      end else if (store_done_i || clear_i) begin
        store_read_q     <= '0;
        store_transfer_q <= 1'b0;
      end
    end
  end

  assign load_write_o = load_write_q;
  assign mac_read_o   = mac_read_q;
  assign post_read_o  = post_read_q;
  assign post_write_o = post_write_q;
  assign store_read_o = store_read_q;

  assign store_transfer_o = store_transfer_q;

endmodule : isomer_locks
