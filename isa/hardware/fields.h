// SPDX-License-Identifier: Apache-2.0
//
// The one list of a machine's fields: where each stands in the file, its range, its name in the
// SystemVerilog package. Reader, canonical text, hash and package all come from it.

#ifndef ISA_HARDWARE_FIELDS_H_
#define ISA_HARDWARE_FIELDS_H_

#include "isa/hardware/machine.h"

namespace isomer {

// Which values from min to max a field may have.
enum class Legal { powers_of_two, ends, flag };  // flag: a boolean in the file, 0 or 1 here

// Of a field that was there from the beginning.
inline constexpr int kAlways = -1;

struct MachineField {
  const char* section;
  const char* key;
  const char* parameter;  // in isomer_config_pkg
  int Machine::*member;
  int min;
  int max;
  Legal legal;
  const char* meaning;
  int before = kAlways;  // what every machine had before the field was there: no part of the hash
};

// clang-format off
inline constexpr MachineField kMachineFields[] = {
    {"array", "rows", "Rows", &Machine::rows, 2, 64, Legal::powers_of_two, "R: input channels met per cycle"},
    {"array", "columns", "Columns", &Machine::columns, 2, 64, Legal::powers_of_two, "C: output channels"},
    {"array", "operand_bits", "OperandBits", &Machine::operand_bits, 8, 16, Legal::powers_of_two, "activations and stored weights"},
    {"array", "accumulator_bits", "AccumulatorBits", &Machine::accumulator_bits, 32, 48, Legal::ends, "A"},
    {"array", "multipliers", "Multipliers", &Machine::multipliers, 0, 1, Legal::flag, "false: shifters, for the pot decoder only"},
    {"activations", "banks", "ActivationBanks", &Machine::activation_banks, 1, 64, Legal::powers_of_two, "banks of the activation memory"},
    {"activations", "bank_words", "ActivationBankWords", &Machine::activation_bank_words, 4, 65536, Legal::powers_of_two, "words of R elements per bank"},
    {"weights", "words", "WeightWords", &Machine::weight_words, 4, 65536, Legal::powers_of_two, "words of C elements"},
    {"accumulators", "entries", "AccumulatorEntries", &Machine::accumulator_entries, 2, 2048, Legal::powers_of_two, "per bank, of two banks"},
    {"parameters", "words", "ParameterWords", &Machine::parameter_words, 4, 4096, Legal::powers_of_two, "words of C 16-bit values"},
    {"queues", "depth", "QueueDepth", &Machine::queue_depth, 2, 64, Legal::powers_of_two, "instructions per queue"},
    {"queues", "serial", "SerialQueues", &Machine::serial_queues, 0, 1, Legal::flag, "instructions reach their units beat by beat", 0},
    {"bus", "bits", "BusBits", &Machine::bus_bits, 16, 128, Legal::powers_of_two, "of a beat of device memory", 128},
    {"bus", "address_bits", "AddressBits", &Machine::address_bits, 20, 40, Legal::ends, "of a byte of device memory", 40},
    {"bus", "bursts", "MaxBursts", &Machine::bus_bursts, 2, 8, Legal::powers_of_two, "under way at most", 8},
    {"bus", "one_transfer", "OneTransfer", &Machine::one_transfer, 0, 1, Legal::flag, "LOAD and STORE take turns", 0},
    {"post", "lanes", "PostLanes", &Machine::post_lanes, 1, 64, Legal::powers_of_two, "lanes of the post chain per cycle"},
    {"features", "affine", "HasAffine", &Machine::has_affine, 0, 1, Legal::flag, "affine stage of post"},
    {"features", "add", "HasAdd", &Machine::has_add, 0, 1, Legal::flag, "residual stage of post, add, multiply, rescale"},
    {"features", "average", "HasAverage", &Machine::has_average, 0, 1, Legal::flag, "avg_pool"},
    {"features", "lookup", "HasLookup", &Machine::has_lookup, 0, 1, Legal::flag, "lookup"},
    {"features", "decoders", "HasDecoders", &Machine::has_decoders, 0, 1, Legal::flag, "narrow weights, offsets, odd, table, pot"},
    {"features", "depthwise", "HasDepthwise", &Machine::has_depthwise, 0, 1, Legal::flag, "diagonal mapping, and window if R >= 16, R >= C"},
    {"features", "roundings", "HasRoundings", &Machine::has_roundings, 0, 1, Legal::flag, "all four rounding modes, else half_up"},
    {"features", "counters", "HasCounters", &Machine::has_counters, 0, 1, Legal::flag, "counter registers", 1},
};
// clang-format on

}  // namespace isomer

#endif  // ISA_HARDWARE_FIELDS_H_
