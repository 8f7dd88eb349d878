// SPDX-License-Identifier: Apache-2.0
//
// The arbitration of isomer_axi_master against MACHINE.md section 4 (b): at most one grant in a
// cycle, to the first of fetch, LOAD and STORE that asks, at once when a burst may begin; what
// memory has not accepted holds still; every beat goes to whom it was granted. By induction, for
// every number of cycles. Assumed: a memory that answers what was asked, in order.
module isomer_axi_master_properties #(
  localparam int unsigned AddrW     = isomer_config_pkg::BeatAddrW,
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes,
  localparam int unsigned MaxBursts = isomer_config_pkg::MaxBursts  // 8
) (
  input logic                 clk_i,
  input logic [2:0]           request_i,  // fetch, LOAD, STORE
  input logic [3*AddrW-1:0]   addr_i,
  input logic [14:0]          beats_i,
  input logic [BeatBits-1:0]  store_data_i,
  input logic [BeatBytes-1:0] store_strobe_i,
  input logic                 arready_i,
  input logic                 rvalid_i,
  input logic                 rlast_i,
  input logic [BeatBits-1:0]  rdata_i,
  input logic [1:0]           rresp_i,
  input logic                 awready_i,
  input logic                 wready_i,
  input logic                 bvalid_i,
  input logic [1:0]           bresp_i
);

  logic                 running_q = 1'b0;  // low in the first cycle: reset
  logic [2:0]           grant;
  logic                 fetch_beat;
  logic                 load_beat;
  logic                 store_beat;
  logic                 idle;
  logic                 arvalid;
  logic [39:0]          araddr;
  logic [7:0]           arlen;
  logic                 awvalid;
  logic [39:0]          awaddr;
  logic [7:0]           awlen;
  logic                 wvalid;
  logic                 wlast;
  logic [BeatBits-1:0]  read_data;
  logic                 read_error;
  logic                 store_answered;
  logic                 write_error;
  logic [2:0]           arsize;
  logic [2:0]           awsize;
  logic [1:0]           arburst;
  logic [1:0]           awburst;
  logic                 rready;
  logic                 bready;
  logic [BeatBits-1:0]  wdata;
  logic [BeatBytes-1:0] wstrb;

  isomer_axi_master u_dut (
    .clk_i           (clk_i),
    .rst_ni          (running_q),
    .fetch_request_i (request_i[0]),
    .fetch_addr_i    (addr_i[0 +: AddrW]),
    .fetch_beats_i   (beats_i[4:0]),
    .fetch_grant_o   (grant[0]),
    .fetch_beat_o    (fetch_beat),
    .load_request_i  (request_i[1]),
    .load_addr_i     (addr_i[AddrW +: AddrW]),
    .load_beats_i    (beats_i[9:5]),
    .load_grant_o    (grant[1]),
    .load_beat_o     (load_beat),
    .read_data_o     (read_data),
    .read_error_o    (read_error),
    .store_request_i (request_i[2]),
    .store_addr_i    (addr_i[2*AddrW +: AddrW]),
    .store_beats_i   (beats_i[14:10]),
    .store_grant_o   (grant[2]),
    .store_data_i    (store_data_i),
    .store_strobe_i  (store_strobe_i),
    .store_beat_o    (store_beat),
    .store_answered_o(store_answered),
    .write_error_o   (write_error),
    .idle_o          (idle),
    .axi_arvalid_o   (arvalid),
    .axi_arready_i   (arready_i),
    .axi_araddr_o    (araddr),
    .axi_arlen_o     (arlen),
    .axi_arsize_o    (arsize),
    .axi_arburst_o   (arburst),
    .axi_rvalid_i    (rvalid_i),
    .axi_rready_o    (rready),
    .axi_rdata_i     (rdata_i),
    .axi_rresp_i     (rresp_i),
    .axi_rlast_i     (rlast_i),
    .axi_awvalid_o   (awvalid),
    .axi_awready_i   (awready_i),
    .axi_awaddr_o    (awaddr),
    .axi_awlen_o     (awlen),
    .axi_awsize_o    (awsize),
    .axi_awburst_o   (awburst),
    .axi_wvalid_o    (wvalid),
    .axi_wready_i    (wready_i),
    .axi_wdata_o     (wdata),
    .axi_wstrb_o     (wstrb),
    .axi_wlast_o     (wlast),
    .axi_bvalid_i    (bvalid_i),
    .axi_bready_o    (bready),
    .axi_bresp_i     (bresp_i)
  );

  // The state of the device: bursts under way, readers and writes as isomer_fifo keeps them
  (* hierconn *) logic [3:0] \u_dut.bursts_q ;
  (* hierconn *) logic [3:0] \u_dut.u_readers.read_q ;
  (* hierconn *) logic [3:0] \u_dut.u_readers.write_q ;
  (* hierconn *) logic [3:0] \u_dut.u_writes.read_q ;
  (* hierconn *) logic [3:0] \u_dut.u_writes.write_q ;
  (* hierconn *) logic       \u_dut.u_readers.mem[0] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[1] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[2] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[3] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[4] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[5] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[6] ;
  (* hierconn *) logic       \u_dut.u_readers.mem[7] ;

  logic [15:0] stored;  // twice round
  logic [3:0]  unsent;  // writes whose data are not all sent

  assign stored = {2{\u_dut.u_readers.mem[7] , \u_dut.u_readers.mem[6] , \u_dut.u_readers.mem[5] , \u_dut.u_readers.mem[4] ,
                     \u_dut.u_readers.mem[3] , \u_dut.u_readers.mem[2] , \u_dut.u_readers.mem[1] , \u_dut.u_readers.mem[0] }};
  assign unsent = \u_dut.u_writes.write_q - \u_dut.u_writes.read_q ;

  // Bursts under way, reads and writes, and whose reads they are, the oldest lowest
  logic [4:0]           reads_q;
  logic [4:0]           writes_q;
  logic [MaxBursts-1:0] loads_q;
  logic [MaxBursts-1:0] loads;
  logic [4:0]           reads;
  logic                 room;
  logic                 ar_free;
  logic                 aw_free;
  logic [2:0]           expected;

  // The cycle before
  logic        ar_waits_q;
  logic [47:0] ar_q;
  logic        aw_waits_q;
  logic [47:0] aw_q;
  logic        w_waits_q;
  integer      i;

  always_comb begin
    room     = reads_q + writes_q < MaxBursts;
    ar_free  = !arvalid || arready_i;
    aw_free  = !awvalid || awready_i;
    expected = '0;
    if (request_i[0]) expected[0] = room && ar_free;
    else if (request_i[1]) expected[1] = room && ar_free;
    else if (request_i[2]) expected[2] = room && aw_free;

    reads = reads_q;
    loads = loads_q;
    if (rvalid_i && rlast_i) begin
      reads = reads - 5'd1;
      loads = loads >> 1;
    end
    if (expected[0] || expected[1]) begin
      loads[reads[2:0]] = expected[1];
      reads             = reads + 5'd1;
    end

    assume (!rvalid_i || (reads_q != '0));
    assume (!bvalid_i || (writes_q > 5'(unsent)));
    if (running_q) begin
      assert (grant == expected);
      assert ((grant & ~request_i) == '0);
      assert ((grant == '0) || (grant == 3'd1) || (grant == 3'd2) || (grant == 3'd4));
      assert (reads_q + writes_q <= MaxBursts);
      assert (idle == ((reads_q + writes_q == '0) && (grant == '0)));
      assert (fetch_beat == (rvalid_i && !loads_q[0]));
      assert (load_beat == (rvalid_i && loads_q[0]));
      assert (store_beat == (wvalid && wready_i));
      if (ar_waits_q) assert (arvalid && ({arlen, araddr} == ar_q));
      if (aw_waits_q) assert (awvalid && ({awlen, awaddr} == aw_q));
      if (w_waits_q) assert (wvalid);

      // What makes it inductive
      assert (5'(\u_dut.bursts_q ) == reads_q + writes_q);
      assert (4'(\u_dut.u_readers.write_q - \u_dut.u_readers.read_q ) == reads_q);
      assert (unsent <= writes_q);
    end
    for (i = 0; i < 8; i = i + 1) begin
      if (running_q && (i < reads_q)) begin
        assert (loads_q[i] == stored[\u_dut.u_readers.read_q [2:0]+i]);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    running_q  <= 1'b1;
    reads_q    <= running_q ? reads : '0;
    loads_q    <= loads;
    writes_q   <= running_q ? writes_q + 5'(expected[2]) - 5'(bvalid_i) : '0;
    ar_waits_q <= running_q && arvalid && !arready_i;
    aw_waits_q <= running_q && awvalid && !awready_i;
    ar_q       <= {arlen, araddr};
    aw_q       <= {awlen, awaddr};
    w_waits_q  <= running_q && wvalid && !wready_i;
  end

endmodule : isomer_axi_master_properties
