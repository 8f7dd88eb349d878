// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "isa/container/error.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

TEST_CASE("A child reads what we write and we read what it writes", "[tools][child]") {
  Child child("/bin/cat", {});
  std::fputs("one line\n", child.input());
  child.close_input();
  char line[32] = {};
  REQUIRE(std::fgets(line, sizeof(line), child.output()) != nullptr);
  CHECK(std::string(line) == "one line\n");
  CHECK(child.wait() == 0);
}

TEST_CASE("The exit code and the signal of a child are told", "[tools][child]") {
  CHECK(Child("/bin/sh", {"-c", "exit 7"}).wait() == 7);
  CHECK(Child("/bin/sh", {"-c", "kill -9 $$"}).wait() == 128 + 9);
}

TEST_CASE("A child that is gone is no end of ours", "[tools][child]") {
  Child child("/bin/sh", {"-c", "exec <&-; echo closed; exec >&-"});
  while (std::fgetc(child.output()) != EOF) {
  }
  std::fputs("into the void\n", child.input());
  CHECK(std::fflush(child.input()) == EOF);
  CHECK(child.wait() == 0);
  CHECK_THROWS_AS(Child("/nowhere/at/all", {}), Error);
}

TEST_CASE("A temporary folder goes with its owner, even a killed one", "[tools][child]") {
  std::filesystem::path kept;
  {
    const TemporaryFolder folder;
    kept = folder.path();
    REQUIRE(std::filesystem::is_directory(kept));
  }
  CHECK_FALSE(std::filesystem::exists(kept));

  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t owner = fork();
  if (owner == 0) {
    const TemporaryFolder folder;
    const std::string name = folder.path().string();
    if (write(ends[1], name.data(), name.size()) < 0) _exit(1);
    raise(SIGKILL);
  }
  close(ends[1]);
  char name[256] = {};
  REQUIRE(read(ends[0], name, sizeof(name) - 1) > 0);
  waitpid(owner, nullptr, 0);
  for (int i = 0; i < 500 && std::filesystem::exists(name); ++i) usleep(10'000);
  CHECK_FALSE(std::filesystem::exists(name));
  close(ends[0]);
}

}  // namespace
}  // namespace isomer
