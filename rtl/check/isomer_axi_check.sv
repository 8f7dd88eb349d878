// SPDX-License-Identifier: Apache-2.0
//
// The AXI4 rules the master must keep, bound to isomer_top from outside and active in every
// simulation: nothing is offered in reset; what is offered stays until it is taken; bursts have at
// most 16 beats of the whole bus at ascending addresses and do not cross 4 KiB; no data are offered before
// their address, which may still wait when they are taken; WLAST marks the last beat; not more
// bursts than agreed are under way.
module isomer_axi_check #(
  localparam int unsigned BeatBits  = isomer_config_pkg::BeatBits,
  localparam int unsigned BeatBytes = isomer_config_pkg::BeatBytes
) (
  input logic         clk_i,
  input logic         rst_ni,

  input logic         arvalid_i,
  input logic         arready_i,
  input logic [39:0]  araddr_i,
  input logic [7:0]   arlen_i,
  input logic [2:0]   arsize_i,
  input logic [1:0]   arburst_i,
  input logic         rvalid_i,
  input logic         rready_i,
  input logic         rlast_i,
  input logic         awvalid_i,
  input logic         awready_i,
  input logic [39:0]  awaddr_i,
  input logic [7:0]   awlen_i,
  input logic [2:0]   awsize_i,
  input logic [1:0]   awburst_i,
  input logic         wvalid_i,
  input logic         wready_i,
  input logic [BeatBits-1:0] wdata_i,
  input logic [BeatBytes-1:0] wstrb_i,
  input logic         wlast_i,
  input logic         bvalid_i,
  input logic         bready_i
);

  ///////////////////
  // Stable offers //
  ///////////////////

  logic         ar_waits_q;
  logic [52:0]  ar_q;
  logic         aw_waits_q;
  logic [52:0]  aw_q;
  logic         w_waits_q;
  logic [BeatBits+BeatBytes:0] w_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ar_waits_q <= 1'b0;
      ar_q       <= '0;
      aw_waits_q <= 1'b0;
      aw_q       <= '0;
      w_waits_q  <= 1'b0;
      w_q        <= '0;
    end else begin
      ar_waits_q <= arvalid_i && !arready_i;
      ar_q       <= {araddr_i, arlen_i, arsize_i, arburst_i};
      aw_waits_q <= awvalid_i && !awready_i;
      aw_q       <= {awaddr_i, awlen_i, awsize_i, awburst_i};
      w_waits_q  <= wvalid_i && !wready_i;
      w_q        <= {wdata_i, wstrb_i, wlast_i};

      if (ar_waits_q) begin
        assert (arvalid_i && (ar_q == {araddr_i, arlen_i, arsize_i, arburst_i}))
        else $error("AR changed");
      end
      if (aw_waits_q) begin
        assert (awvalid_i && (aw_q == {awaddr_i, awlen_i, awsize_i, awburst_i}))
        else $error("AW changed");
      end
      if (w_waits_q) begin
        assert (wvalid_i && (w_q == {wdata_i, wstrb_i, wlast_i})) else $error("W changed");
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      assert (!arvalid_i && !awvalid_i && !wvalid_i) else $error("an offer in reset");
    end
  end

  ///////////////////
  // Bursts        //
  ///////////////////

  localparam int unsigned ByteW     = $clog2(BeatBytes);
  localparam int unsigned BoundaryW = 12 - ByteW;
  localparam logic [1:0] BurstIncr = 2'd1;

  logic [BoundaryW:0] ar_end;  // beats from the 4 KiB boundary below to the end of the burst
  logic [BoundaryW:0] aw_end;

  assign ar_end = {1'b0, araddr_i[11:ByteW]} + (BoundaryW+1)'(arlen_i) + (BoundaryW+1)'(1);
  assign aw_end = {1'b0, awaddr_i[11:ByteW]} + (BoundaryW+1)'(awlen_i) + (BoundaryW+1)'(1);

  always_ff @(posedge clk_i) begin
    if (rst_ni && arvalid_i) begin
      assert (arlen_i < 8'd16) else $error("a read burst has %0d beats", arlen_i + 1);
      assert (arsize_i == 3'(ByteW)) else $error("a read beat has %0d bytes", 1 << arsize_i);
      assert (arburst_i == BurstIncr) else $error("a read burst is of type %0d", arburst_i);
      assert (araddr_i[ByteW-1:0] == '0) else $error("a read burst is not aligned");
      assert (ar_end <= (BoundaryW+1)'(1 << BoundaryW)) else $error("a read burst crosses 4 KiB");
    end
    if (rst_ni && awvalid_i) begin
      assert (awlen_i < 8'd16) else $error("a write burst has %0d beats", awlen_i + 1);
      assert (awsize_i == 3'(ByteW)) else $error("a write beat has %0d bytes", 1 << awsize_i);
      assert (awburst_i == BurstIncr) else $error("a write burst is of type %0d", awburst_i);
      assert (awaddr_i[ByteW-1:0] == '0) else $error("a write burst is not aligned");
      assert (aw_end <= (BoundaryW+1)'(1 << BoundaryW)) else $error("a write burst crosses 4 KiB");
    end
  end

  ///////////////////////////////////
  // Last beats and answers        //
  ///////////////////////////////////

  // Lengths of write bursts whose address was offered and whose data are not complete, oldest in
  // entry 0; the one offered in this cycle comes last.
  localparam int unsigned Depth = isomer_config_pkg::MaxBursts;

  logic [8*Depth-1:0] lengths_q;
  logic [3:0]         waiting_q;
  logic [7:0]         beat_q;
  logic [4:0]         under_way_q;

  logic               aw_offer;  // of a new address
  logic [8*Depth-1:0] lengths;   // with it
  logic               aw_take;
  logic               w_take;
  logic               w_end;

  assign aw_offer = awvalid_i && !aw_waits_q;
  assign lengths  = lengths_q | (aw_offer ? (8*Depth)'(awlen_i) << (8 * waiting_q) : '0);
  assign aw_take  = awvalid_i && awready_i;
  assign w_take   = wvalid_i && wready_i;
  assign w_end    = w_take && wlast_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lengths_q   <= '0;
      waiting_q   <= '0;
      beat_q      <= '0;
      under_way_q <= '0;
    end else begin
      lengths_q <= w_end ? lengths >> 8 : lengths;
      waiting_q <= waiting_q + 4'(aw_offer) - 4'(w_end);
      if (w_take) begin
        beat_q <= wlast_i ? '0 : beat_q + 8'd1;
      end
      if (wvalid_i) begin
        assert (aw_offer || (waiting_q != '0)) else $error("write data before their address");
        assert (wlast_i == (beat_q == lengths[7:0])) else $error("WLAST is wrong");
      end

      under_way_q <= under_way_q + 5'(arvalid_i && arready_i) + 5'(aw_take) -
                     5'(rvalid_i && rready_i && rlast_i) - 5'(bvalid_i && bready_i);
      assert (under_way_q <= 5'(Depth)) else $error("%0d bursts are under way", under_way_q);
    end
  end

endmodule : isomer_axi_check
