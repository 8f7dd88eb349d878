// SPDX-License-Identifier: Apache-2.0
//
// The one list of a machine's fields: where each stands in the file, its range, its name in the
// SystemVerilog package. Reader, canonical text, hash and package all come from it.

#ifndef ISA_HARDWARE_FIELDS_H_
#define ISA_HARDWARE_FIELDS_H_

#include "isa/hardware/machine.h"

namespace isomer {

struct MachineField {
  const char* section;
  const char* key;
  const char* parameter;  // in isomer_config_pkg
  int Machine::*member;
  int min;
  int max;  // every field is a power of two
  const char* meaning;
};

// clang-format off
inline constexpr MachineField kMachineFields[] = {
    {"array", "rows", "Rows", &Machine::rows, 2, 64, "R: input channels met per cycle"},
    {"array", "columns", "Columns", &Machine::columns, 2, 64, "C: output channels"},
    {"array", "operand_bits", "OperandBits", &Machine::operand_bits, 8, 8, "activations and stored weights"},
    {"array", "accumulator_bits", "AccumulatorBits", &Machine::accumulator_bits, 32, 32, "A"},
    {"activations", "banks", "ActivationBanks", &Machine::activation_banks, 1, 64, "banks of the activation memory"},
    {"activations", "bank_words", "ActivationBankWords", &Machine::activation_bank_words, 4, 65536, "words of R elements per bank"},
    {"weights", "words", "WeightWords", &Machine::weight_words, 4, 65536, "words of C elements"},
    {"accumulators", "entries", "AccumulatorEntries", &Machine::accumulator_entries, 2, 2048, "per bank, of two banks"},
    {"parameters", "words", "ParameterWords", &Machine::parameter_words, 2, 4096, "words of C 16-bit values"},
    {"queues", "depth", "QueueDepth", &Machine::queue_depth, 2, 64, "instructions per queue"},
    {"post", "lanes", "PostLanes", &Machine::post_lanes, 1, 64, "lanes of the post chain per cycle"},
};
// clang-format on

}  // namespace isomer

#endif  // ISA_HARDWARE_FIELDS_H_
