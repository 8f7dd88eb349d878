// SPDX-License-Identifier: Apache-2.0
//
// A child process with pipes on its standard input and output.

#ifndef TOOLS_ISOMER_CHILD_H_
#define TOOLS_ISOMER_CHILD_H_

#include <sys/types.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace isomer {

class Child {
 public:
  // Starts `program` with the arguments; its standard error stays ours. Throws Error.
  Child(const std::filesystem::path& program, const std::vector<std::string>& arguments);
  ~Child();  // closes the pipes and waits
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  std::FILE* input() { return input_; }    // we write, the child reads
  std::FILE* output() { return output_; }  // the child writes, we read

  void close_input();
  void kill();  // at once; wait() says so
  int wait();   // closes both pipes; the exit code, or 128 + the signal that ended the child

 private:
  pid_t pid_ = -1;
  std::FILE* input_ = nullptr;
  std::FILE* output_ = nullptr;
  int exit_code_ = 0;
};

// The running executable.
std::filesystem::path this_executable();

}  // namespace isomer

#endif  // TOOLS_ISOMER_CHILD_H_
