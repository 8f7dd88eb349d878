// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "isa/instructions/table.h"
#include "tools/isomer/describe.h"

namespace isomer {
namespace {

Report instruction_mix(const Program& program) {
  Report mix = Report::array();
  for (const OpcodeInfo& opcode : kOpcodes) {
    std::int64_t count = 0;
    for (const Word& word : program.instructions) count += word.get(0, kOpcodeBits) == opcode.code;
    if (count > 0) mix.push_back({{"instruction", opcode.mnemonic}, {"count", count}});
  }
  return mix;
}

Report layer_table(const Program& program) {
  Report table = Report::array();
  for (std::size_t layer = 0; layer < program.layers.size(); ++layer) {
    std::int64_t count = 0;
    for (const SourceLine& line : program.source) count += line.layer == static_cast<int>(layer);
    table.push_back({{"layer", program.layers[layer]}, {"instructions", count}});
  }
  return table;
}

}  // namespace

Report describe(const Program& program) {
  Report report;
  report["program"] = program.name;
  report["machine"] = program.machine;
  report["configuration hash"] = fmt::format("{:016x}", program.machine_hash);
  report["instructions"] = program.instructions.size();
  report["instruction bytes"] = program.instructions.size() * kWordBytes;
  report["images per run"] = program.batch;
  report["MACs per image"] = program.macs;
  Report& segments = report["segments"] = Report::array();
  for (std::size_t i = 0; i < program.segments.size(); ++i) {
    const Segment& segment = program.segments[i];
    segments.push_back({{"segment", i},
                        {"name", segment.name},
                        {"bytes", segment.bytes},
                        {"initialised", segment.data.size()}});
  }
  Report& tensors = report["tensors"] = Report::array();
  for (const TensorEntry& tensor : program.tensors) {
    tensors.push_back(
        {{"tensor", tensor.name},
         {"image", tensor.image},
         {"shape", fmt::format("{}x{}x{}", tensor.channels, tensor.height, tensor.width)},
         {"format", to_string(tensor.format)},
         {"segment", tensor.segment},
         {"offset", tensor.offset},
         {"layout", tensor.layout == Layout::planes ? "planes" : "packed"}});
  }
  report["instruction mix"] = instruction_mix(program);
  report["layers"] = layer_table(program);
  return report;
}

}  // namespace isomer
