// SPDX-License-Identifier: Apache-2.0
//
// isomer_generate ROOT: writes every generated file below the project's root.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>

#include "isa/container/container.h"
#include "isa/instructions/generated_files.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: isomer_generate ROOT\n");
    return 2;
  }
  try {
    for (const isomer::GeneratedFile& file : isomer::generated_files()) {
      const std::filesystem::path path = std::filesystem::path(argv[1]) / file.path;
      std::filesystem::create_directories(path.parent_path());
      isomer::write_file_atomically(path, std::as_bytes(std::span(file.text)));
      std::printf("%s\n", path.c_str());
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "isomer_generate: %s\n", error.what());
    return 1;
  }
  return 0;
}
