// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <iterator>

#include "isa/hardware/features.h"
#include "isa/hardware/fields.h"
#include "isa/hardware/machine.h"

namespace isomer {
namespace {

// The same for every machine. yosys 0.23 lets no package refer to another, so they stand here.
constexpr const char* kDerived = R"(
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
)";

}  // namespace

std::string config_package(const Machine& machine) {
  std::string text = fmt::format(
      "// SPDX-License-Identifier: Apache-2.0\n"
      "//\n"
      "// Generated from the TOML file of machine `{0}`; do not edit.\n"
      "// Every size is a power of two.\n"
      "package isomer_config_pkg;\n\n"
      "  // A user needs some of these constants, never all.\n"
      "  /* verilator lint_off UNUSED */\n\n",
      machine.name);
  for (const MachineField& field : kMachineFields)
    text += fmt::format("  localparam int unsigned {} = {};  // {}\n", field.parameter,
                        machine.*field.member, field.meaning);
  text +=
      "\n  // Bit v: the machine has the units that value v of such a field (1: the opcode) "
      "needs\n";
  for (std::size_t i = 1; i < std::size(kFeatureNames); ++i)
    text += fmt::format("  localparam logic [15:0] {}Mask = 16'h{:04X};\n", kFeatureNames[i],
                        available(machine, static_cast<Feature>(i)) & 0xffff);
  text += kDerived;
  text += fmt::format(
      "\n"
      "  // What the CONFIG_HASH registers show.\n"
      "  localparam logic [63:0] ConfigHash = 64'h{:016X};\n\n"
      "  /* verilator lint_on UNUSED */\n\n"
      "endpackage : isomer_config_pkg\n",
      hash(machine));
  return text;
}

}  // namespace isomer
