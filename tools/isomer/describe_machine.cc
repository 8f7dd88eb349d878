// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "tools/isomer/describe.h"

namespace isomer {

Report describe(const Machine& machine) {
  Report report;
  report["machine"] = machine.name;
  report["configuration hash"] = fmt::format("{:016x}", hash(machine));
  report["array rows"] = machine.rows;
  report["array columns"] = machine.columns;
  report["MACs per cycle"] = machine.rows * machine.columns;
  report["operand bits"] = machine.operand_bits;
  report["accumulator bits"] = machine.accumulator_bits;
  report["post lanes"] = machine.post_lanes;
  report["queue depth"] = machine.queue_depth;

  Report& memories = report["memories"] = Report::array();
  const auto add = [&](const char* name, int words, int word_bytes) {
    memories.push_back({{"memory", name},
                        {"words", words},
                        {"bytes per word", word_bytes},
                        {"bytes", std::int64_t{words} * word_bytes}});
  };
  add("activations", machine.activation_words(), machine.activation_word_bytes());
  add("weights", machine.weight_words, machine.weight_word_bytes());
  add("accumulators", 2 * machine.accumulator_entries,
      machine.columns * machine.accumulator_bits / 8);
  add("parameters", machine.parameter_words, machine.parameter_word_bytes());
  report["activation banks"] = machine.activation_banks;
  return report;
}

}  // namespace isomer
