// SPDX-License-Identifier: Apache-2.0
//
// The activation memory: banks with one read and one write port each, given to the units by locks
// (isomer_locks). A unit asks only for words of banks it has locked, so no two units meet in a
// bank's port. Data appear in the cycle after the request and stay until the unit's next one.
module isomer_activations #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW,
  localparam int unsigned W     = isomer_config_pkg::ActivationWordBits
) (
  input  logic                               clk_i,
  input  logic                               rst_ni,

  // MAC reads an even and an odd word; addresses are those of the words divided by two
  input  logic                               mac_even_read_i,
  input  logic [AddrW-2:0]                   mac_even_addr_i,
  output logic [W-1:0]                       mac_even_o,
  input  logic                               mac_odd_read_i,
  input  logic [AddrW-2:0]                   mac_odd_addr_i,
  output logic [W-1:0]                       mac_odd_o,

  input  logic                               post_read_i,
  input  logic [AddrW-1:0]                   post_read_addr_i,
  output logic [W-1:0]                       post_o,

  input  logic                               store_read_i,
  input  logic [AddrW-1:0]                   store_read_addr_i,
  output logic [W-1:0]                       store_o,

  input  logic                               post_write_i,
  input  logic [AddrW-1:0]                   post_write_addr_i,
  input  logic [isomer_config_pkg::Rows-1:0] post_strobe_i,
  input  logic [W-1:0]                       post_data_i,

  input  logic                               load_write_i,
  input  logic [AddrW-1:0]                   load_write_addr_i,
  input  logic [W-1:0]                       load_data_i
);

  localparam int unsigned Banks     = isomer_config_pkg::ActivationBanks;
  localparam int unsigned BankW     = isomer_config_pkg::BankW;
  localparam int unsigned BankAddrW = isomer_config_pkg::BankAddrW;
  localparam int unsigned HalfAddrW = BankAddrW - 1;

  logic [BankW-1:0] mac_even_bank;
  logic [BankW-1:0] mac_odd_bank;
  logic [BankW-1:0] post_read_bank;
  logic [BankW-1:0] store_read_bank;
  logic [BankW-1:0] post_write_bank;
  logic [BankW-1:0] load_write_bank;

  assign mac_even_bank   = BankW'(mac_even_addr_i >> HalfAddrW);
  assign mac_odd_bank    = BankW'(mac_odd_addr_i >> HalfAddrW);
  assign post_read_bank  = BankW'(post_read_addr_i >> BankAddrW);
  assign store_read_bank = BankW'(store_read_addr_i >> BankAddrW);
  assign post_write_bank = BankW'(post_write_addr_i >> BankAddrW);
  assign load_write_bank = BankW'(load_write_addr_i >> BankAddrW);

  ///////////////////
  // Banks         //
  ///////////////////

  logic [Banks*W-1:0] even;
  logic [Banks*W-1:0] odd;

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic mac_even;
    logic mac_odd;
    logic post_read;
    logic store_read;
    logic post_write;
    logic load_write;

    assign mac_even   = mac_even_read_i && (mac_even_bank == BankW'(b));
    assign mac_odd    = mac_odd_read_i && (mac_odd_bank == BankW'(b));
    assign post_read  = post_read_i && (post_read_bank == BankW'(b));
    assign store_read = store_read_i && (store_read_bank == BankW'(b));
    assign post_write = post_write_i && (post_write_bank == BankW'(b));
    assign load_write = load_write_i && (load_write_bank == BankW'(b));

    logic [HalfAddrW-1:0] other_addr;  // of POST or STORE, whichever reads
    logic                 other_odd;

    assign other_addr = post_read ? post_read_addr_i[HalfAddrW:1]
                                  : store_read_addr_i[HalfAddrW:1];
    assign other_odd  = post_read ? post_read_addr_i[0] : store_read_addr_i[0];

    isomer_activation_bank u_bank (
      .clk_i         (clk_i),
      .write_i       (post_write || load_write),
      .write_addr_i  (post_write ? post_write_addr_i[BankAddrW-1:0]
                                 : load_write_addr_i[BankAddrW-1:0]),
      .write_strobe_i(post_write ? post_strobe_i : {isomer_config_pkg::Rows{1'b1}}),
      .write_data_i  (post_write ? post_data_i : load_data_i),
      .even_read_i   (mac_even || ((post_read || store_read) && !other_odd)),
      .even_addr_i   (mac_even ? mac_even_addr_i[HalfAddrW-1:0] : other_addr),
      .even_o        (even[b*W +: W]),
      .odd_read_i    (mac_odd || ((post_read || store_read) && other_odd)),
      .odd_addr_i    (mac_odd ? mac_odd_addr_i[HalfAddrW-1:0] : other_addr),
      .odd_o         (odd[b*W +: W])
    );
  end

  ///////////////////////////////////
  // Whose data, a cycle later     //
  ///////////////////////////////////

  logic [BankW-1:0] mac_even_bank_q;
  logic [BankW-1:0] mac_odd_bank_q;
  logic [BankW-1:0] post_bank_q;
  logic             post_odd_q;
  logic [BankW-1:0] store_bank_q;
  logic             store_odd_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      mac_even_bank_q <= '0;
      mac_odd_bank_q  <= '0;
      post_bank_q     <= '0;
      post_odd_q      <= 1'b0;
      store_bank_q    <= '0;
      store_odd_q     <= 1'b0;
    end else begin
      if (mac_even_read_i) begin
        mac_even_bank_q <= mac_even_bank;
      end
      if (mac_odd_read_i) begin
        mac_odd_bank_q <= mac_odd_bank;
      end
      if (post_read_i) begin
        post_bank_q <= post_read_bank;
        post_odd_q  <= post_read_addr_i[0];
      end
      if (store_read_i) begin
        store_bank_q <= store_read_bank;
        store_odd_q  <= store_read_addr_i[0];
      end
    end
  end

  assign mac_even_o = even[mac_even_bank_q*W +: W];
  assign mac_odd_o  = odd[mac_odd_bank_q*W +: W];
  assign post_o     = post_odd_q ? odd[post_bank_q*W +: W] : even[post_bank_q*W +: W];
  assign store_o    = store_odd_q ? odd[store_bank_q*W +: W] : even[store_bank_q*W +: W];

endmodule : isomer_activations
