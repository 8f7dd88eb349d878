// SPDX-License-Identifier: Apache-2.0

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/output_file.h"

namespace isomer {
namespace {

namespace fs = std::filesystem;
using Catch::Contains;

// A folder of its own that is gone afterwards.
struct Folder {
  fs::path path;
  explicit Folder(const std::string& name)
      : path(fs::temp_directory_path() / ("isomer_file_test_" + name)) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path), fs::directory_iterator()));
  }
};

std::vector<std::byte> filled(std::size_t size, int value) {
  return std::vector<std::byte>(size, static_cast<std::byte>(value));
}

TEST_CASE("What is written is read, and nothing is left beside it", "[container][file]") {
  const Folder folder("round_trip");
  for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 300000u}) {
    write_file_atomically(folder.path / "a.bin", filled(size, 0x5A));
    CHECK(read_file(folder.path / "a.bin") == filled(size, 0x5A));
    CHECK(folder.files() == 1);
  }
}

TEST_CASE("A failed write leaves the old file alone", "[container][file]") {
  const Folder folder("failure");
  const fs::path target = folder.path / "target";
  fs::create_directories(target / "occupied");  // a folder cannot be replaced by a file
  CHECK_THROWS_WITH(write_file_atomically(target, filled(10, 1)), Contains("target"));
  CHECK(fs::is_directory(target / "occupied"));
  CHECK(folder.files() == 1);
  CHECK_THROWS_WITH(write_file_atomically(folder.path / "absent" / "a.bin", filled(10, 1)),
                    Contains("absent"));
}

TEST_CASE("A symbolic link stays one, and the file behind it is replaced", "[container][file]") {
  const Folder folder("link");
  fs::create_directories(folder.path / "elsewhere");
  const fs::path link = folder.path / "link";
  fs::create_symlink("elsewhere/target", link);
  for (const int value : {1, 2}) {  // first the target does not exist
    write_file_atomically(link, filled(10, value));
    CHECK(fs::is_symlink(link));
    CHECK(read_file(folder.path / "elsewhere" / "target") == filled(10, value));
  }
  CHECK(folder.files() == 2);
}

TEST_CASE("A named pipe is written into and stays one", "[container][file]") {
  const Folder folder("pipe");
  const fs::path pipe = folder.path / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  require_writable(pipe);  // without a reader
  std::vector<std::byte> read;
  std::thread reader([&] { read = read_file(pipe); });
  write_file_atomically(pipe, filled(100000, 7));
  reader.join();
  CHECK(read == filled(100000, 7));
  CHECK(fs::is_fifo(pipe));
  CHECK(folder.files() == 1);
}

TEST_CASE("What cannot be written is known beforehand", "[container][file]") {
  const Folder folder("probe");
  require_writable(folder.path / "new");
  CHECK(folder.files() == 0);
  CHECK_THROWS_WITH(require_writable(folder.path), Contains("isomer_file_test_probe: cannot"));
  CHECK_THROWS_WITH(require_writable(folder.path / "absent" / "new"), Contains("absent/new: "));
}

TEST_CASE("A file without commit is as if it had not been", "[container][file]") {
  const Folder folder("dropped");
  { std::fputs("half", OutputFile(folder.path / "new").stream()); }
  CHECK(folder.files() == 0);
}

TEST_CASE("Files that cannot be read are named", "[container][file]") {
  const Folder folder("unreadable");
  CHECK_THROWS_WITH(read_file(folder.path / "absent.bin"),
                    Contains("absent.bin") && Contains("open"));
  CHECK_THROWS_WITH(read_file(folder.path), Contains("read"));  // a folder opens, but has no bytes
}

}  // namespace
}  // namespace isomer
