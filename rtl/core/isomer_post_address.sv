// SPDX-License-Identifier: Apache-2.0
//
// The word that holds the elements POST is at, as sums of increments.
//
//   addr_o = base_i + oy * pitch_i + ox + plane_i * plane
//
// The plane goes on when the channels of a step pass its last element, and with every further
// element of a raw accumulator. isomer_post_loop gives the events.
module isomer_post_address #(
  localparam int unsigned AddrW = isomer_config_pkg::ActivationAddrW
) (
  input  logic             clk_i,
  input  logic             rst_ni,

  input  logic             start_i,
  input  logic [AddrW-1:0] base_i,
  input  logic [AddrW-1:0] pitch_i,
  input  logic [AddrW-1:0] plane_i,

  // What ends in this cycle; each implies the ones before it
  input  logic             busy_i,
  input  logic             lanes_last_i,  // the last element of these lanes
  input  logic             pixel_last_i,
  input  logic             row_last_i,
  input  logic             group_last_i,
  input  logic             carry_i,       // the next lanes are in the next plane

  output logic [AddrW-1:0] addr_o
);

  logic [AddrW-1:0] row_q;          // base_i + oy * pitch_i
  logic [AddrW-1:0] pixel_q;        // the same + ox
  logic [AddrW-1:0] group_plane_q;  // plane of the group's first lanes
  logic [AddrW-1:0] lanes_plane_q;  // plane of these lanes' first element
  logic [AddrW-1:0] plane_q;
  logic [AddrW-1:0] next_row;
  logic [AddrW-1:0] next_plane;     // of the next lanes

  assign next_row   = group_last_i ? base_i : row_q + pitch_i;
  assign next_plane = carry_i ? plane_q + plane_i : lanes_plane_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      row_q         <= '0;
      pixel_q       <= '0;
      group_plane_q <= '0;
      lanes_plane_q <= '0;
      plane_q       <= '0;
    end else if (start_i) begin
      row_q         <= base_i;
      pixel_q       <= base_i;
      group_plane_q <= '0;
      lanes_plane_q <= '0;
      plane_q       <= '0;
    end else if (busy_i) begin
      if (!lanes_last_i) begin
        plane_q <= plane_q + plane_i;
      end else if (!pixel_last_i || group_last_i) begin
        lanes_plane_q <= next_plane;
        plane_q       <= next_plane;
      end else begin
        lanes_plane_q <= group_plane_q;
        plane_q       <= group_plane_q;
      end
      if (group_last_i) begin
        group_plane_q <= next_plane;
      end
      if (row_last_i) begin
        row_q   <= next_row;
        pixel_q <= next_row;
      end else if (pixel_last_i) begin
        pixel_q <= pixel_q + AddrW'(1);
      end
    end
  end

  assign addr_o = pixel_q + plane_q;

endmodule : isomer_post_address
