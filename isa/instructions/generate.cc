// SPDX-License-Identifier: Apache-2.0
//
// isomer_generate ROOT: writes every generated file below the project's root.
// isomer_generate FILE.toml: writes the configuration package of that machine beside its file.

#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>

#include "isa/container/container.h"
#include "isa/hardware/machine.h"
#include "isa/instructions/generated_files.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: isomer_generate ROOT | FILE.toml\n");
    return 2;
  }
  try {
    const std::filesystem::path argument = argv[1];
    if (argument.extension() == ".toml") {
      const std::string text = isomer::config_package(isomer::load_machine(argument));
      isomer::write_file_atomically(argument.parent_path() / "isomer_config_pkg.sv",
                                    std::as_bytes(std::span(text)));
      return 0;
    }
    for (const isomer::GeneratedFile& file : isomer::generated_files()) {
      const std::filesystem::path path = argument / file.path;
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
