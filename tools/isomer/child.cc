// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/child.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "isa/container/error.h"

namespace isomer {
namespace {

// A pipe whose two ends other children do not inherit.
struct Pipe {
  int ends[2] = {-1, -1};  // read, write

  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) {
      throw Error(fmt::format("cannot make a pipe: {}", std::strerror(errno)));
    }
  }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) close(end);
    }
  }
  std::FILE* open(int end, const char* mode) {
    std::FILE* file = fdopen(ends[end], mode);
    if (file != nullptr) ends[end] = -1;
    return file;
  }
};

}  // namespace

Child::Child(const std::filesystem::path& program, const std::vector<std::string>& arguments) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that ends early is an Error, not our end
  Pipe to_child;
  Pipe from_child;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_child.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from_child.ends[1], STDOUT_FILENO);

  std::string name = program.string();
  std::vector<std::string> words = arguments;
  std::vector<char*> argv{name.data()};
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int failure = posix_spawn(&pid_, name.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw Error(fmt::format("cannot start {}: {}", name, std::strerror(failure)));

  input_ = to_child.open(1, "wb");
  output_ = from_child.open(0, "rb");
}

Child::~Child() { wait(); }

void Child::close_input() {
  if (input_ != nullptr) std::fclose(input_);
  input_ = nullptr;
}

void Child::kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

int Child::wait() {
  close_input();
  if (output_ != nullptr) std::fclose(output_);
  output_ = nullptr;
  if (pid_ > 0) {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    pid_ = -1;
  }
  return exit_code_;
}

std::filesystem::path this_executable() { return std::filesystem::read_symlink("/proc/self/exe"); }

}  // namespace isomer
