// SPDX-License-Identifier: Apache-2.0
//
// Whole programs as text; one that is read is written as text and read again.

#include "isa/program/assembly.h"

#include "isa/program/program.h"
#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  return fuzz::refuse_or_read([&] {
    const Program program = assemble_program(fuzz::text_of(input), "fuzz");
    const Program again = assemble_program(disassemble_program(program), "written");
    fuzz::expect(encode_program(again) == encode_program(program), "a program survives as text");
  });
}
