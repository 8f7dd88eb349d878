// SPDX-License-Identifier: Apache-2.0
//
// The subcommands of `isomer`, one file each. Results go to standard output, progress and
// complaints to standard error.

#ifndef TOOLS_ISOMER_COMMAND_H_
#define TOOLS_ISOMER_COMMAND_H_

#include <span>
#include <string>
#include <vector>

namespace isomer {

using Arguments = std::vector<std::string>;

// Exit codes.
inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;  // something failed, or values differ
inline constexpr int kUsage = 2;    // the command line is wrong

int train_command(const Arguments& arguments);
int benchmark_training_command(const Arguments& arguments);
int exponents_command(const Arguments& arguments);
int network_command(const Arguments& arguments);
int compile_command(const Arguments& arguments);
int run_command(const Arguments& arguments);
int verify_command(const Arguments& arguments);
int regress_command(const Arguments& arguments);
int coverage_command(const Arguments& arguments);
int replay_command(const Arguments& arguments);
int profile_command(const Arguments& arguments);
int synth_command(const Arguments& arguments);
int vectors_command(const Arguments& arguments);
int asm_command(const Arguments& arguments);
int disasm_command(const Arguments& arguments);
int info_command(const Arguments& arguments);
int demo_command(const Arguments& arguments);

struct Command {
  const char* name;
  const char* summary;
  int (*run)(const Arguments& arguments);  // those after the name; returns the exit code
};

std::span<const Command> commands();

// `isomer` itself, arguments without the program's name: finds the subcommand, runs it, and turns
// exceptions into a sentence on standard error and an exit code.
int run_isomer(const Arguments& arguments);

}  // namespace isomer

#endif  // TOOLS_ISOMER_COMMAND_H_
