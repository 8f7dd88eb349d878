// SPDX-License-Identifier: Apache-2.0

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "isa/container/container.h"
#include "isa/container/error.h"

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

TEST_CASE("Files that cannot be read are named", "[container][file]") {
  const Folder folder("unreadable");
  CHECK_THROWS_WITH(read_file(folder.path / "absent.bin"),
                    Contains("absent.bin") && Contains("open"));
  CHECK_THROWS_WITH(read_file(folder.path), Contains("read"));  // a folder opens, but has no bytes
}

}  // namespace
}  // namespace isomer
