// SPDX-License-Identifier: Apache-2.0
//
// The process that runs tests: commands in, results out, a line of JSON each. It may crash without
// harm to the regression.
//
//   {"run": {"machine": "tiny", "kind": "legal", "first": 0, "count": 32}}
//       -> one {"seed": ...} for each test as it ends, then {"coverage": "..."} of these tests
//   {"keep": {"machine": ..., "kind": ..., "seed": ..., "file": ..., "seconds": 20}}
//       -> {"instructions": 5, "shrunk": true}: the test failed again and its reproducer is kept

#ifndef TOOLS_ISOMER_REGRESS_WORKER_H_
#define TOOLS_ISOMER_REGRESS_WORKER_H_

#include <cstdint>
#include <cstdio>
#include <string>

#include "tools/isomer/regress_results.h"

namespace isomer {

struct RunCommand {
  std::string machine;
  std::string kind;
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

struct KeepCommand {
  std::string machine;
  std::string kind;
  std::uint64_t seed = 0;
  std::string file;
  double seconds = 0;  // of shrinking; 0: as it is
};

std::string to_line(const RunCommand& command);
std::string to_line(const KeepCommand& command);

// An answer to "run"; Error when the line is none.
TestRecord parse_test(const std::string& line);

// Serves commands until the input ends; the exit code.
int serve_tests(std::FILE* input, std::FILE* output);

// Runs the test again and saves it, shrunk if it fails again; the instructions of all its programs.
struct Kept {
  std::uint64_t instructions = 0;
  bool is_shrunk = false;
};
Kept keep_failure(const KeepCommand& command);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_WORKER_H_
