// SPDX-License-Identifier: Apache-2.0
//
// Generated from the TOML file of machine `32x8`; do not edit.
// Every size is a power of two.
package isomer_config_pkg;

  // A user needs some of these constants, never all.
  /* verilator lint_off UNUSED */

  localparam int unsigned Rows = 32;  // R: input channels met per cycle
  localparam int unsigned Columns = 8;  // C: output channels
  localparam int unsigned OperandBits = 8;  // activations and stored weights
  localparam int unsigned AccumulatorBits = 32;  // A
  localparam int unsigned Multipliers = 1;  // false: shifters, for the pot decoder only
  localparam int unsigned ActivationBanks = 4;  // banks of the activation memory
  localparam int unsigned ActivationBankWords = 16;  // words of R elements per bank
  localparam int unsigned WeightWords = 64;  // words of C elements
  localparam int unsigned AccumulatorEntries = 2;  // per bank, of two banks
  localparam int unsigned ParameterWords = 4;  // words of C 16-bit values
  localparam int unsigned QueueDepth = 2;  // instructions per queue
  localparam int unsigned SerialQueues = 0;  // instructions reach their units beat by beat
  localparam int unsigned BusBits = 128;  // of a beat of device memory
  localparam int unsigned AddressBits = 40;  // of a byte of device memory
  localparam int unsigned MaxBursts = 8;  // under way at most
  localparam int unsigned OneTransfer = 0;  // LOAD and STORE take turns
  localparam int unsigned PostLanes = 1;  // lanes of the post chain per cycle
  localparam int unsigned HasAffine = 1;  // affine stage of post
  localparam int unsigned HasAdd = 1;  // residual stage of post, add, multiply, rescale
  localparam int unsigned HasAverage = 1;  // avg_pool
  localparam int unsigned HasLookup = 1;  // lookup
  localparam int unsigned HasDecoders = 1;  // narrow weights, offsets, odd, table, pot
  localparam int unsigned HasDepthwise = 1;  // diagonal mapping, and window if R >= 16, R >= C
  localparam int unsigned HasRoundings = 1;  // all four rounding modes, else half_up
  localparam int unsigned HasCounters = 1;  // counter registers

  // Bit v: the machine has the units that value v of such a field (1: the opcode) needs
  localparam logic [15:0] DecoderMask = 16'h000F;
  localparam logic [15:0] DecoderArgumentMask = 16'h0003;
  localparam logic [15:0] StoredBitsMask = 16'h000F;
  localparam logic [15:0] MappingMask = 16'h000F;
  localparam logic [15:0] RoundingMask = 16'h000F;
  localparam logic [15:0] AffineMask = 16'h0003;
  localparam logic [15:0] AddMask = 16'h0003;
  localparam logic [15:0] AverageMask = 16'h0003;
  localparam logic [15:0] LookupMask = 16'h0003;

  // Widths that follow from it
  localparam int unsigned BankAddrW = $clog2(ActivationBankWords);
  localparam int unsigned BankW = (ActivationBanks > 1) ? $clog2(ActivationBanks) : 1;
  localparam int unsigned ActivationAddrW = BankAddrW + $clog2(ActivationBanks);
  localparam int unsigned ActivationWordBits = Rows * OperandBits;
  localparam int unsigned ElementW = $clog2(Rows);
  localparam int unsigned WeightAddrW = $clog2(WeightWords);
  localparam int unsigned WeightWordBits = Columns * OperandBits;
  localparam int unsigned BiasBits = 16;
  localparam int unsigned ParameterAddrW = $clog2(ParameterWords);
  localparam int unsigned ParameterWordBits = Columns * BiasBits;
  localparam int unsigned EntryW = $clog2(AccumulatorEntries);
  localparam int unsigned AccumulatorWordBits = Columns * AccumulatorBits;
  localparam int unsigned XBits = OperandBits + 1;  // an activation, signed or not
  localparam int unsigned DecodedBits = OperandBits + 2 * HasDecoders;  // a decoded weight
  localparam int unsigned WeightBits =
      (Multipliers == 1) ? DecodedBits : 6;  // as an element holds it: zero, sign and shift
  localparam int unsigned HasWindow = (HasDepthwise == 1 && Rows >= 16 && Columns <= Rows) ? 1 : 0;
  localparam int unsigned RawElements = AccumulatorBits / OperandBits;  // of a raw accumulator
  localparam int unsigned SumBits = XBits + DecodedBits + ElementW;  // of R products

  // Four queues; device memory in lines, and in the beats of the bus; bursts and buffers for all
  localparam int unsigned Queues = 4;
  localparam int unsigned LineBytes = 16;
  localparam int unsigned LineAddrW = AddressBits - 4;
  localparam int unsigned BeatBits = BusBits;
  localparam int unsigned BeatBytes = BeatBits / 8;
  localparam int unsigned BeatAddrW = AddressBits - $clog2(BeatBytes);
  localparam int unsigned BeatsW = 5;  // 1..16 beats of a burst
  localparam int unsigned BufferBeats = MaxBursts * 16;
  localparam int unsigned WidestBytes =
      ((Rows * OperandBits > Columns * BiasBits) ? Rows * OperandBits : Columns * BiasBits) / 8;
  localparam int unsigned RowBeatsW = 17 + $clog2(WidestBytes) - $clog2(BeatBytes);
  localparam int unsigned PrepareSteps = 10;  // of a serial product of fields
  localparam int unsigned PrepareW = 2 + $clog2(PrepareSteps);
  localparam int unsigned PcW = (AddressBits < 37) ? AddressBits - 5 : 32;  // of instructions

  // What the CONFIG_HASH registers show.
  localparam logic [63:0] ConfigHash = 64'h98033A42B542B4D2;

  /* verilator lint_on UNUSED */

endpackage : isomer_config_pkg
