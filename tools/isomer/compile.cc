// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "tools/isomer/command.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"

namespace isomer {

int compile_command(const Arguments& arguments) {
  std::string model;
  std::string machine_name = "base";
  std::string output;
  bool keep_tensors = false;
  int batch = 1;
  Options options(
      "compile",
      "Compiles an integer network to a program for one machine. The program file is\n"
      "all that a device needs besides images.",
      {"isomer compile lenet5.isonet --machine tiny", "isomer compile vgg.isonet --batch 8",
       "isomer compile lenet5.isonet --keep-tensors --output lenet5-all.isoprog"});
  options.operand("MODEL", &model);
  options.value("machine,m", &machine_name, "NAME|FILE", "stock machine or TOML file");
  options.optional("output,o", &output, "FILE",
                   "the program; MODEL's name with .isoprog if absent, which must not exist yet");
  options.flag("keep-tensors", &keep_tensors, "store every layer's tensor to device memory");
  options.value("batch,b", &batch, "N",
                "images of one run; fully connected layers at the end work on all at once");
  if (!options.parse(arguments)) return kSuccess;
  check_range("--batch", batch, 1, 1024);

  const Machine machine = find_machine(machine_name);
  const Network network = load_network(model);
  const std::filesystem::path path = output_path(output, model, ".isoprog");
  check_outputs({path}, {model, machine_name});
  const Program program = compile(network, machine, {.keep_tensors = keep_tensors, .batch = batch});
  save_program(program, path);
  Report report;
  report["program"] = path.string();
  report["machine"] = machine.name;
  report["instructions"] = program.instructions.size();
  report["tensors"] = program.tensors.size();
  report["images per run"] = program.batch;
  report["MACs per image"] = program.macs;
  fmt::print("{}", to_text(report));
  return kSuccess;
}

}  // namespace isomer
