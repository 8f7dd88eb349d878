// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/command.h"

#include <fmt/core.h>

#include <cstdio>
#include <exception>

#include "isa/container/suggestion.h"
#include "tools/isomer/options.h"

namespace isomer {
namespace {

constexpr Command kCommands[] = {
    {"train", "train a network on the machine's integers", train_command},
    {"benchmark-training", "images per second of training steps", benchmark_training_command},
    {"exponents", "what weights lose at each shared exponent", exponents_command},
    {"network", "a known network with random integers", network_command},
    {"compile", "integer network to program", compile_command},
    {"run", "run a program on a device", run_command},
    {"verify", "compare every tensor of a device with training's", verify_command},
    {"regress", "random programs on every device, in lockstep", regress_command},
    {"coverage", "which situations the verified programs have been in", coverage_command},
    {"replay", "run a reproducer of a lockstep difference", replay_command},
    {"profile", "where the cycles go, layer by layer", profile_command},
    {"synth", "cells and clock rate of a machine on an FPGA", synth_command},
    {"vectors", "questions and answers of the contract, for other devices", vectors_command},
    {"asm", "assembly text to program", asm_command},
    {"disasm", "program to assembly text", disasm_command},
    {"info", "what is in a machine, network or program", info_command},
    {"demo", "train, compile and verify a small network", demo_command},
};

void print_help() {
  fmt::print("Isomer: one arithmetic in training, simulation and silicon.\n\n");
  fmt::print("usage: isomer COMMAND [OPTIONS]\n\ncommands:\n");
  for (const Command& command : kCommands) {
    fmt::print("  {:<18} {}\n", command.name, command.summary);
  }
  fmt::print("\n`isomer COMMAND --help` shows the options of a command, with examples.\n");
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (command.name == name) return command;
    names.emplace_back(command.name);
  }
  throw UsageError(fmt::format("there is no command '{}'{}", name, suggestion(name, names)));
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) throw UsageError("a command is missing; see `isomer --help`");
  const std::string& name = arguments.front();
  Arguments rest(arguments.begin() + 1, arguments.end());
  if (name == "--help" || name == "-h" || (name == "help" && rest.empty())) {
    print_help();
    return kSuccess;
  }
  if (name == "help") return find_command(rest.front()).run({"--help"});
  return find_command(name).run(rest);
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

int run_isomer(const Arguments& arguments) {
  try {
    const int code = dispatch(arguments);
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
      throw Error("standard output cannot be written: the result is lost");
    }
    return code;
  } catch (const UsageError& error) {
    fmt::print(stderr, "isomer: {}\n", error.what());
    return kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "isomer: {}\n", error.what());
    return kFailure;
  }
}

}  // namespace isomer
