// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "isa/hardware/machine.h"
#include "isa/instructions/assembler.h"
#include "isa/program/assembly.h"

namespace isomer {
namespace {

constexpr std::size_t kBytesPerLine = 32;

void add_machine(std::string& text, const Program& program) {
  const std::vector<std::string> stock = stock_machines();
  const bool is_stock = std::find(stock.begin(), stock.end(), program.machine) != stock.end() &&
                        hash(find_machine(program.machine)) == program.machine_hash;
  text += fmt::format(".machine {}", to_token(program.machine));
  text += is_stock ? "\n" : fmt::format(" 0x{:x}\n", program.machine_hash);
}

// Runs of zeros of a line or more are counted, the rest is written out.
void add_data(std::string& text, const std::vector<std::byte>& data) {
  for (std::size_t at = 0; at < data.size();) {
    const auto zeros_end = std::find_if(data.begin() + static_cast<std::ptrdiff_t>(at), data.end(),
                                        [](std::byte byte) { return byte != std::byte{0}; });
    const auto zeros = static_cast<std::size_t>(zeros_end - data.begin()) - at;
    if (zeros >= kBytesPerLine || at + zeros == data.size()) {
      text += fmt::format(".zeros {}\n", zeros);
      at += zeros;
      continue;
    }
    text += ".data ";
    for (const std::size_t end = std::min(data.size(), at + kBytesPerLine); at < end; ++at)
      text += fmt::format("{:02x}", std::to_integer<unsigned>(data[at]));
    text += "\n";
  }
}

void add_tensor(std::string& text, const TensorEntry& tensor) {
  text += fmt::format(
      ".tensor {} shape={},{},{} segment={} offset={} layout={} row_bytes={} plane_bytes={} "
      "padding={},{} bits={} signed={} exponent={}",
      to_token(tensor.name), tensor.channels, tensor.height, tensor.width, tensor.segment,
      tensor.offset, tensor.layout == Layout::packed ? "packed" : "planes", tensor.row_bytes,
      tensor.plane_bytes, tensor.pad_left, tensor.pad_right, tensor.format.bits,
      tensor.format.is_signed ? 1 : 0, tensor.format.exponent);
  if (!tensor.parts.empty()) text += fmt::format(" parts={}", fmt::join(tensor.parts, ","));
  if (tensor.image != 0) text += fmt::format(" image={}", tensor.image);
  text += "\n";
}

// ".source" above the first instruction of each part of the source map, its names as a comment.
// Comments cannot hold a new line.
void add_source(std::string& text, const Program& program, std::size_t index) {
  if (program.source.empty()) return;
  const SourceLine& line = program.source[index];
  const auto is_same = [&](const SourceLine& other) {
    return other.layer == line.layer && other.tile == line.tile && other.tensor == line.tensor;
  };
  if (index > 0 && is_same(program.source[index - 1])) return;
  std::string comment = line.layer < 0 ? "-" : program.layers[static_cast<std::size_t>(line.layer)];
  if (line.tensor >= 0)
    comment += ", tensor " + program.tensors[static_cast<std::size_t>(line.tensor)].name;
  std::replace(comment.begin(), comment.end(), '\n', ' ');
  text += fmt::format(".source {} {} {}  # {}\n", line.layer, to_token(line.tile), line.tensor,
                      comment);
}

std::string tensor_name(const Program& program, int index) {
  return to_token(program.tensors[static_cast<std::size_t>(index)].name);
}

}  // namespace

std::string disassemble_program(const Program& program) {
  std::string text = fmt::format(".program {}\n", to_token(program.name));
  add_machine(text, program);
  if (program.batch != 1) text += fmt::format(".batch {}\n", program.batch);
  if (program.macs != 0) text += fmt::format(".macs {}\n", program.macs);
  for (const Segment& segment : program.segments) {
    text += fmt::format("\n.segment {} {}\n", to_token(segment.name), segment.bytes);
    add_data(text, segment.data);
  }
  if (!program.tensors.empty()) text += "\n";
  for (const TensorEntry& tensor : program.tensors) add_tensor(text, tensor);
  if (program.input >= 0) text += fmt::format(".input {}\n", tensor_name(program, program.input));
  if (program.output >= 0)
    text += fmt::format(".output {}\n", tensor_name(program, program.output));
  for (const std::string& layer : program.layers)
    text += fmt::format(".layer {}\n", to_token(layer));
  text += "\n";
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    add_source(text, program, i);
    text += disassemble(program.instructions[i]) + "\n";
  }
  return text;
}

}  // namespace isomer
