// SPDX-License-Identifier: Apache-2.0
//
// The counters of MACHINE.md section 6, cleared at START.
module isomer_counters #(
  localparam int unsigned Queues  = isomer_config_pkg::Queues,
  localparam int unsigned AccBits = isomer_config_pkg::AccumulatorBits
) (
  input  logic                clk_i,
  input  logic                rst_ni,
  input  logic                clear_i,

  input  logic                running_i,
  input  logic                pixel_i,        // the array meets a pixel
  input  logic                read_beat_i,
  input  logic                written_beat_i,
  input  logic [Queues-1:0]   retire_i,
  input  logic [Queues*3-1:0] states_i,
  input  logic [63:0]         saturations_i,  // of the last instruction of the post queue, valid in
  input  logic [AccBits-1:0]  used_i,         // the cycle after it retired

  input  logic [4:0]          counter_i,
  output logic [63:0]         value_o
);

  localparam int unsigned States = 5;
  localparam int unsigned ByteW  = $clog2(isomer_config_pkg::BeatBytes);

  logic [63:0] cycles_q;
  logic [63:0] pixels_q;
  logic [63:0] read_q;     // beats
  logic [63:0] written_q;  // beats
  logic [63:0] retired_q;
  logic [2:0]  retiring;

  logic               post_retired_q;  // in the cycle before
  logic [63:0]        saturations_q;
  logic [AccBits-1:0] used_q;

  assign retiring = 3'(retire_i[0]) + 3'(retire_i[1]) + 3'(retire_i[2]) + 3'(retire_i[3]);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cycles_q  <= '0;
      pixels_q  <= '0;
      read_q    <= '0;
      written_q <= '0;
      retired_q <= '0;
    end else if (clear_i) begin
      cycles_q  <= '0;
      pixels_q  <= '0;
      read_q    <= '0;
      written_q <= '0;
      retired_q <= '0;
    end else if (running_i) begin
      cycles_q  <= cycles_q + 64'd1;
      pixels_q  <= pixels_q + 64'(pixel_i);
      read_q    <= read_q + 64'(read_beat_i);
      written_q <= written_q + 64'(written_beat_i);
      retired_q <= retired_q + 64'(retiring);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      post_retired_q <= 1'b0;
      saturations_q  <= '0;
      used_q         <= '0;
    end else begin
      post_retired_q <= retire_i[32'(isomer_isa_pkg::QueuePost)];
      if (clear_i) begin
        saturations_q <= '0;
        used_q        <= '0;
      end else if (post_retired_q) begin
        saturations_q <= saturations_q + saturations_i;
        used_q        <= used_q | used_i;
      end
    end
  end

  logic [Queues*States*64-1:0] states;
  logic [4:0]                  state;  // of counter_i, if it is one

  assign state = counter_i - isomer_isa_pkg::CounterQueueStates;

  for (genvar q = 0; q < Queues; q++) begin : gen_queue
    for (genvar s = 0; s < States; s++) begin : gen_state
      logic [63:0] count_q;

      always_ff @(posedge clk_i or negedge rst_ni) begin
        if (!rst_ni) begin
          count_q <= '0;
        end else if (clear_i) begin
          count_q <= '0;
        end else if (running_i && (states_i[q*3 +: 3] == 3'(s))) begin
          count_q <= count_q + 64'd1;
        end
      end

      assign states[(q*States + s)*64 +: 64] = count_q;
    end
  end

  always_comb begin
    case (counter_i)
      isomer_isa_pkg::CounterCycles:       value_o = cycles_q;
      isomer_isa_pkg::CounterArrayCycles:  value_o = pixels_q;
      isomer_isa_pkg::CounterBytesRead:    value_o = read_q << ByteW;
      isomer_isa_pkg::CounterBytesWritten: value_o = written_q << ByteW;
      isomer_isa_pkg::CounterRetired:      value_o = retired_q;
      isomer_isa_pkg::CounterSaturations:  value_o = saturations_q;
      isomer_isa_pkg::CounterHighWater:    value_o = 64'(used_q);
      default: begin
        if ((counter_i >= isomer_isa_pkg::CounterQueueStates) &&
            (state < 5'(Queues*States))) begin
          value_o = states[state*64 +: 64];
        end else begin
          value_o = '0;
        end
      end
    endcase
  end

endmodule : isomer_counters
