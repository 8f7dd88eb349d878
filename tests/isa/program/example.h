// SPDX-License-Identifier: Apache-2.0
//
// A small program that uses every part of the file.

#ifndef TESTS_ISA_PROGRAM_EXAMPLE_H_
#define TESTS_ISA_PROGRAM_EXAMPLE_H_

#include "isa/hardware/machine.h"
#include "isa/instructions/codec.h"
#include "isa/program/program.h"

namespace isomer {

inline Program example_program() {
  Program program;
  program.name = "example";
  program.machine = "tiny";
  program.machine_hash = hash(find_machine("tiny"));
  program.instructions = {encode({.operands = Load{}, .push = 0b001}),
                          encode({.operands = Mac{}, .pop = 0b001}), encode({.operands = Halt{}})};
  program.segments.resize(3);
  program.segments[0] = {"constants", 128, {}};
  for (int i = 0; i < 100; ++i)
    program.segments[0].data.push_back(static_cast<std::byte>(i < 10 || i > 80 ? 3 * i : 0));
  program.segments[1] = {"input", 256, {}};
  program.segments[2] = {"output", 512, {}};
  program.tensors.resize(3);
  program.tensors[0] = {.name = "image",
                        .channels = 3,
                        .height = 4,
                        .width = 5,
                        .format = {8, false, -8},
                        .segment = 1,
                        .offset = 16,
                        .layout = Layout::packed,
                        .row_bytes = 32,
                        .pad_left = 1,
                        .pad_right = 2};
  program.tensors[1] = {.name = "a \"strange\" name",
                        .channels = 6,
                        .height = 4,
                        .width = 5,
                        .format = {7, true, 3},
                        .segment = 2,
                        .row_bytes = 32,
                        .plane_bytes = 160,
                        .parts = {1, 5}};
  program.tensors[2] = program.tensors[0];
  program.tensors[2].offset = 128;
  program.tensors[2].image = 1;
  program.layers = {"conv1", "relu\n1"};
  program.source = {{0, "rows 0:4", 0}, {0, "", -1}, {-1, "", 1}};
  program.input = 0;
  program.output = 1;
  program.batch = 2;
  program.macs = 12345;
  return program;
}

// Nothing is lost: all members, one by one.
inline bool same_tensors(const Program& a, const Program& b) {
  if (a.tensors.size() != b.tensors.size()) return false;
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    const TensorEntry& x = a.tensors[i];
    const TensorEntry& y = b.tensors[i];
    if (x.name != y.name || x.channels != y.channels || x.height != y.height ||
        x.width != y.width || x.format != y.format || x.segment != y.segment ||
        x.offset != y.offset || x.layout != y.layout || x.row_bytes != y.row_bytes ||
        x.plane_bytes != y.plane_bytes || x.pad_left != y.pad_left || x.pad_right != y.pad_right ||
        x.parts != y.parts || x.image != y.image)
      return false;
  }
  return true;
}

inline bool same_code(const Program& a, const Program& b) {
  bool same = a.name == b.name && a.machine == b.machine && a.machine_hash == b.machine_hash &&
              a.instructions == b.instructions && a.segments.size() == b.segments.size() &&
              a.input == b.input && a.output == b.output && a.batch == b.batch && a.macs == b.macs;
  for (std::size_t i = 0; same && i < a.segments.size(); ++i)
    same = a.segments[i].name == b.segments[i].name && a.segments[i].bytes == b.segments[i].bytes &&
           a.segments[i].data == b.segments[i].data;
  return same && same_tensors(a, b);
}

inline bool same_source(const Program& a, const Program& b) {
  bool same = a.layers == b.layers && a.source.size() == b.source.size();
  for (std::size_t i = 0; same && i < a.source.size(); ++i)
    same = a.source[i].layer == b.source[i].layer && a.source[i].tile == b.source[i].tile &&
           a.source[i].tensor == b.source[i].tensor;
  return same;
}

}  // namespace isomer

#endif  // TESTS_ISA_PROGRAM_EXAMPLE_H_
