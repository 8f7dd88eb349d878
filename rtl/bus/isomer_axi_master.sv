// SPDX-License-Identifier: Apache-2.0
//
// The AXI4 master: one burst per cycle is taken from the first of fetch, LOAD and STORE that asks,
// while fewer than MaxBursts are under way. Everything is in order and has one identifier. Who asks
// has room for every beat it reads, and has every beat it writes: data channels never wait for it.
// Data are offered from the cycle of their address on; AXI4 lets no master wait for AWREADY first.
module isomer_axi_master #(
  localparam int unsigned AddrW     = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes,
  localparam int unsigned BeatsW    = isomer_config_pkg::BeatsW,
  localparam int unsigned MaxBursts = isomer_config_pkg::MaxBursts
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  // Requests; addresses count beats
  input  logic                 fetch_request_i,
  input  logic [AddrW-1:0]     fetch_addr_i,
  input  logic [BeatsW-1:0]    fetch_beats_i,
  output logic                 fetch_grant_o,
  output logic                 fetch_beat_o,

  input  logic                 load_request_i,
  input  logic [AddrW-1:0]     load_addr_i,
  input  logic [BeatsW-1:0]    load_beats_i,
  output logic                 load_grant_o,
  output logic                 load_beat_o,

  output logic [BeatBits-1:0]  read_data_o,   // of either
  output logic                 read_error_o,  // the beat failed

  input  logic                 store_request_i,
  input  logic [AddrW-1:0]     store_addr_i,
  input  logic [BeatsW-1:0]    store_beats_i,
  output logic                 store_grant_o,
  input  logic [BeatBits-1:0]  store_data_i,
  input  logic [BeatBytes-1:0] store_strobe_i,
  output logic                 store_beat_o,
  output logic                 store_answered_o,
  output logic                 write_error_o,  // the burst failed

  output logic                 idle_o,  // no burst is granted or under way

  // AXI4
  output logic                 axi_arvalid_o,
  input  logic                 axi_arready_i,
  output logic [39:0]          axi_araddr_o,
  output logic [7:0]           axi_arlen_o,
  output logic [2:0]           axi_arsize_o,
  output logic [1:0]           axi_arburst_o,

  input  logic                 axi_rvalid_i,
  output logic                 axi_rready_o,
  input  logic [BeatBits-1:0]  axi_rdata_i,
  input  logic [1:0]           axi_rresp_i,
  input  logic                 axi_rlast_i,

  output logic                 axi_awvalid_o,
  input  logic                 axi_awready_i,
  output logic [39:0]          axi_awaddr_o,
  output logic [7:0]           axi_awlen_o,
  output logic [2:0]           axi_awsize_o,
  output logic [1:0]           axi_awburst_o,

  output logic                 axi_wvalid_o,
  input  logic                 axi_wready_i,
  output logic [BeatBits-1:0]  axi_wdata_o,
  output logic [BeatBytes-1:0] axi_wstrb_o,
  output logic                 axi_wlast_o,

  input  logic                 axi_bvalid_i,
  output logic                 axi_bready_o,
  input  logic [1:0]           axi_bresp_i
);

  localparam logic [1:0] RespOkay  = 2'd0;
  localparam logic [1:0] BurstIncr = 2'd1;
  localparam int unsigned ByteW = $clog2(BeatBytes);  // of an address, below its beat's

  ///////////////////
  // Arbitration   //
  ///////////////////

  logic [3:0] bursts_q;  // under way
  logic       read_done;
  logic       write_done;
  logic       room;
  logic       ar_free;
  logic       aw_free;

  assign room    = bursts_q != 4'(MaxBursts);
  assign ar_free = !axi_arvalid_o || axi_arready_i;
  assign aw_free = !axi_awvalid_o || axi_awready_i;

  assign fetch_grant_o = fetch_request_i && room && ar_free;
  assign load_grant_o  = load_request_i && !fetch_request_i && room && ar_free;
  assign store_grant_o = store_request_i && !fetch_request_i && !load_request_i && room && aw_free;

  assign read_done  = axi_rvalid_i && axi_rlast_i;
  assign write_done = axi_bvalid_i;
  assign idle_o     = (bursts_q == '0) && !fetch_grant_o && !load_grant_o && !store_grant_o;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      bursts_q <= '0;
    end else begin
      bursts_q <= bursts_q + 4'(fetch_grant_o || load_grant_o || store_grant_o) -
                  4'(read_done) - 4'(write_done);
    end
  end

  ///////////////////
  // Reads         //
  ///////////////////

  logic head_is_load;

  isomer_fifo #(
    .Width(1),
    .Depth(MaxBursts)
  ) u_readers (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(1'b0),
    .push_i (fetch_grant_o || load_grant_o),
    .data_i (load_grant_o),
    .pop_i  (read_done),
    .head_o (head_is_load),
    .empty_o(),
    .full_o ()
  );

  logic              arvalid_q;
  logic [AddrW-1:0]  araddr_q;
  logic [BeatsW-2:0] arlen_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      arvalid_q <= 1'b0;
      araddr_q  <= '0;
      arlen_q   <= '0;
    end else if (fetch_grant_o || load_grant_o) begin
      arvalid_q <= 1'b1;
      araddr_q  <= load_grant_o ? load_addr_i : fetch_addr_i;
      arlen_q   <= (BeatsW-1)'(load_grant_o ? load_beats_i : fetch_beats_i) - (BeatsW-1)'(1);
    end else if (axi_arready_i) begin
      arvalid_q <= 1'b0;
    end
  end

  assign axi_arvalid_o = arvalid_q;
  assign axi_araddr_o  = 40'(araddr_q) << ByteW;
  assign axi_arlen_o   = 8'(arlen_q);
  assign axi_arsize_o  = 3'(ByteW);
  assign axi_arburst_o = BurstIncr;
  assign axi_rready_o  = 1'b1;

  assign fetch_beat_o = axi_rvalid_i && !head_is_load;
  assign load_beat_o  = axi_rvalid_i && head_is_load;
  assign read_data_o  = axi_rdata_i;
  assign read_error_o = axi_rresp_i != RespOkay;

  ///////////////////
  // Writes        //
  ///////////////////

  logic              awvalid_q;
  logic [AddrW-1:0]  awaddr_q;
  logic [BeatsW-2:0] awlen_q;
  logic              write_empty;
  logic [BeatsW-1:0] write_beats;  // of the burst whose data are sent
  logic [BeatsW-1:0] sent_q;

  isomer_fifo #(
    .Width(BeatsW),
    .Depth(MaxBursts)
  ) u_writes (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .clear_i(1'b0),
    .push_i (store_grant_o),
    .data_i (store_beats_i),
    .pop_i  (store_beat_o && axi_wlast_o),
    .head_o (write_beats),
    .empty_o(write_empty),
    .full_o ()
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      awvalid_q <= 1'b0;
      awaddr_q  <= '0;
      awlen_q   <= '0;
    end else if (store_grant_o) begin
      awvalid_q <= 1'b1;
      awaddr_q  <= store_addr_i;
      awlen_q   <= (BeatsW-1)'(store_beats_i) - (BeatsW-1)'(1);
    end else if (axi_awready_i) begin
      awvalid_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      sent_q <= '0;
    end else if (store_beat_o) begin
      sent_q <= axi_wlast_o ? '0 : sent_q + BeatsW'(1);
    end
  end

  assign axi_awvalid_o = awvalid_q;
  assign axi_awaddr_o  = 40'(awaddr_q) << ByteW;
  assign axi_awlen_o   = 8'(awlen_q);
  assign axi_awsize_o  = 3'(ByteW);
  assign axi_awburst_o = BurstIncr;
  assign axi_wvalid_o  = !write_empty;
  assign axi_wdata_o   = store_data_i;
  assign axi_wstrb_o   = store_strobe_i;
  assign axi_wlast_o   = sent_q == write_beats - BeatsW'(1);
  assign axi_bready_o  = 1'b1;

  assign store_beat_o     = axi_wvalid_o && axi_wready_i;
  assign store_answered_o = axi_bvalid_i;
  assign write_error_o    = axi_bvalid_i && (axi_bresp_i != RespOkay);

endmodule : isomer_axi_master
