// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "isa/container/container.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/assembler.h"
#include "isa/instructions/codec.h"
#include "isa/instructions/wrap.h"
#include "isa/program/assembly.h"
#include "tools/isomer/command.h"
#include "tools/isomer/options.h"

namespace isomer {
namespace {

// A warning for each instruction whose local addresses wrap; stock machines only, since a program
// need not say more of another one than its hash.
void warn_of_wrapping(const Program& program) {
  for (const std::string& name : stock_machines()) {
    const Machine machine = find_machine(name);
    if (hash(machine) != program.machine_hash) continue;
    for (std::size_t pc = 0; pc < program.instructions.size(); ++pc) {
      const Word& word = program.instructions[pc];
      if (check(word, machine) != Trap::none) continue;
      const Instruction instruction = decode(word);
      if (const auto what = wrapping(machine, instruction))
        fmt::print(stderr, "warning: addresses of [{}] {} wrap: {}\n", pc, disassemble(instruction),
                   *what);
    }
  }
}

}  // namespace

int asm_command(const Arguments& arguments) {
  std::string source;
  std::string output;
  Options options(
      "asm",
      "Assembles a text of instructions, segments and tensors to a program. The language\n"
      "is described in isa/program/assembly.h; `isomer disasm` writes it.",
      {"isomer asm copy.isoasm", "isomer asm copy.isoasm --output copy.isoprog"});
  options.operand("SOURCE", &source);
  options.optional("output,o", &output, "FILE",
                   "the program; SOURCE's name with .isoprog if absent, which must not exist yet");
  if (!options.parse(arguments)) return kSuccess;

  const std::vector<std::byte> bytes = read_file(source);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const Program program = assemble_program(text, source);
  const std::filesystem::path path = output_path(output, source, ".isoprog");
  check_outputs({path}, {source});
  warn_of_wrapping(program);
  save_program(program, path);
  fmt::print("{}: {} instructions for {}\n", path.string(), program.instructions.size(),
             program.machine);
  return kSuccess;
}

}  // namespace isomer
