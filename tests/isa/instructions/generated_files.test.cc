// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/generated_files.h"

#include <catch2/catch.hpp>
#include <string>

#include "isa/container/container.h"

namespace isomer {
namespace {

TEST_CASE("The committed files are what the table and the machines generate",
          "[instructions][generated]") {
  const std::vector<GeneratedFile> files = generated_files();
  REQUIRE(files.size() == 7);
  for (const GeneratedFile& file : files) {
    CAPTURE(file.path);
    const std::vector<std::byte> bytes = read_file(std::string(ISOMER_SOURCE_DIR "/") + file.path);
    const std::string committed(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (committed != file.text) FAIL("out of date: run isomer_generate with the project's root");
  }
}

TEST_CASE("Generated lines are at most 100 characters long", "[instructions][generated]") {
  for (const GeneratedFile& file : generated_files()) {
    if (file.path.ends_with(".md")) continue;  // tables have long rows
    for (std::size_t at = 0; at < file.text.size();) {
      const std::size_t end = file.text.find('\n', at);
      CAPTURE(file.path, file.text.substr(at, end - at));
      REQUIRE(end != std::string::npos);
      REQUIRE(end - at <= 100);
      at = end + 1;
    }
  }
}

}  // namespace
}  // namespace isomer
