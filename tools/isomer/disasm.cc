// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <span>

#include "isa/container/container.h"
#include "isa/program/assembly.h"
#include "tools/isomer/command.h"
#include "tools/isomer/options.h"

namespace isomer {

int disasm_command(const Arguments& arguments) {
  std::string path;
  std::string output;
  Options options("disasm",
                  "Writes a program as text that `isomer asm` turns back into the same program.",
                  {"isomer disasm lenet5.isoprog | less",
                   "isomer disasm lenet5.isoprog --output lenet5.isoasm"});
  options.operand("PROGRAM", &path);
  options.optional("output,o", &output, "FILE", "instead of standard output");
  if (!options.parse(arguments)) return kSuccess;

  const std::string text = disassemble_program(load_program(path));
  check_outputs({output}, {path});
  if (output.empty()) {
    fmt::print("{}", text);
  } else {
    write_file_atomically(output, std::as_bytes(std::span(text)));
  }
  return kSuccess;
}

}  // namespace isomer
