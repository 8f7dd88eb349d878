// SPDX-License-Identifier: Apache-2.0
//
// isomer_word_check against INSTRUCTIONS.md, copied from its pages by hand: the lowest cause that
// applies, the queue, and what this machine has. For every word.
module isomer_word_check_properties #(
  parameter int unsigned WidestCode = 3,        // log2 of the operand's bits
  parameter int unsigned HasDecoders = 1,
  parameter int unsigned HasArguments = 1,      // of decoders
  parameter int unsigned Mappings = 4'b1011,    // bit v: mapping v
  parameter int unsigned HasRoundings = 1,
  parameter int unsigned HasAffine = 1,
  parameter int unsigned HasAdd = 1,
  parameter int unsigned HasAverage = 1,
  parameter int unsigned HasLookup = 1
) (
  input logic [255:0] word_i
);

  logic [3:0] cause;
  logic [1:0] queue;
  logic       is_halt;

  isomer_word_check u_dut (
    .word_i   (word_i),
    .cause_o  (cause),
    .queue_o  (queue),
    .is_halt_o(is_halt)
  );

  logic       known;
  logic [1:0] goes_to;
  logic       reserved;   // a reserved bit is one
  logic       zero;       // a count is zero
  logic       illegal;    // a value outside its range
  logic       absent;     // a unit this machine lacks
  logic       rounds;     // bits 145:144 name a rounding
  logic       tensor;     // groups, out_h and out_w as in add
  logic [3:0] expected;

  always_comb begin
    known    = 1'b1;
    goes_to  = 2'd2;
    reserved = 1'b0;
    zero     = 1'b0;
    illegal  = 1'b0;
    absent   = 1'b0;
    rounds   = 1'b0;
    tensor   = 1'b0;
    case (word_i[6:0])
      7'h01: reserved = word_i[255:7] != '0;
      7'h02: begin
        goes_to  = word_i[14:13];
        reserved = word_i[255:15] != '0;
      end
      7'h10: begin
        goes_to  = 2'd0;
        reserved = word_i[255:184] != '0;
        zero     = (word_i[61:46] == '0) || (word_i[73:62] == '0) || (word_i[85:74] == '0);
        illegal  = word_i[14:13] == 2'd3;
      end
      7'h18: begin
        goes_to  = 2'd3;
        reserved = word_i[255:182] != '0;
        zero     = (word_i[59:44] == '0) || (word_i[71:60] == '0) || (word_i[83:72] == '0);
      end
      7'h20: begin
        goes_to  = 2'd1;
        reserved = word_i[255:227] != '0;
        zero     = (word_i[122:113] == '0) || (word_i[132:123] == '0) ||
                   (word_i[137:133] == '0) || (word_i[142:138] == '0) ||
                   (word_i[160:151] == '0) || (word_i[168:161] == '0);
        illegal  = (word_i[14:13] == 2'd3) || (word_i[20:18] >= 3'd5);
        absent   = ((HasDecoders == 0) && (word_i[17:16] != '0)) ||
                   (word_i[20:18] > WidestCode) ||
                   ((HasDecoders == 0) && (word_i[20:18] != WidestCode)) ||
                   ((Mappings & (1 << word_i[22:21])) == 0) ||
                   ((HasArguments == 0) && (word_i[226:215] != '0));
      end
      7'h30: begin
        reserved = word_i[255:249] != '0;
        zero     = (word_i[32:25] == '0) || (word_i[42:33] == '0) || (word_i[52:43] == '0);
        illegal  = (word_i[117:113] == '0) || (word_i[117:113] >= 5'd25) ||
                   (word_i[181:177] == '0) || (word_i[181:177] >= 5'd17);
        absent   = ((HasRoundings == 0) && (word_i[105:104] != '0)) ||
                   ((HasAffine == 0) && word_i[152]) || ((HasAdd == 0) && word_i[182]);
      end
      7'h31: begin
        reserved = word_i[255:202] != '0;
        zero     = (word_i[113:104] == '0) || (word_i[123:114] == '0) ||
                   (word_i[128:124] == '0) || (word_i[133:129] == '0) || (word_i[151:142] == '0);
      end
      7'h32: begin
        reserved = word_i[255:238] != '0;
        zero     = (word_i[113:104] == '0) || (word_i[123:114] == '0) ||
                   (word_i[131:124] == '0) || (word_i[139:132] == '0) || (word_i[157:148] == '0);
        illegal  = (word_i[236:232] == '0) || (word_i[236:232] >= 5'd17);
        absent   = (HasAverage == 0) || ((HasRoundings == 0) && (word_i[224:223] != '0));
      end
      7'h33: begin
        reserved = word_i[255:246] != '0;
        absent   = HasAdd == 0;
        tensor   = 1'b1;
        rounds   = 1'b1;
      end
      7'h34: begin
        reserved = word_i[255:238] != '0;
        absent   = HasAdd == 0;
        tensor   = 1'b1;
        rounds   = 1'b1;
      end
      7'h35: begin
        reserved = word_i[255:187] != '0;
        absent   = HasAdd == 0;
        tensor   = 1'b1;
        rounds   = 1'b1;
      end
      7'h36: begin
        reserved = word_i[255:156] != '0;
        absent   = HasLookup == 0;
        tensor   = 1'b1;
      end
      default: known = 1'b0;
    endcase
    if (tensor && ((word_i[22:13] == '0) || (word_i[32:23] == '0) || (word_i[42:33] == '0))) begin
      zero = 1'b1;
    end
    if (rounds && (HasRoundings == 0) && (word_i[145:144] != '0)) absent = 1'b1;

    expected = '0;
    if (absent) expected = 4'd5;
    if (illegal) expected = 4'd4;
    if (zero) expected = 4'd3;
    if (reserved) expected = 4'd2;
    if (!known) expected = 4'd1;

    assert (cause == expected);
    assert (is_halt == (word_i[6:0] == 7'h01));
    if ((expected == '0) && !is_halt) assert (queue == goes_to);
  end

endmodule : isomer_word_check_properties
