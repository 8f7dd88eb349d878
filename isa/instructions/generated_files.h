// SPDX-License-Identifier: Apache-2.0
//
// Everything that is generated from the instruction table and the stock machines. The files are
// committed, because Verilator reads them when CMake configures; a test compares them.

#ifndef ISA_INSTRUCTIONS_GENERATED_FILES_H_
#define ISA_INSTRUCTIONS_GENERATED_FILES_H_

#include <string>
#include <vector>

namespace isomer {

struct GeneratedFile {
  std::string path;  // from the project's root
  std::string text;
};

std::vector<GeneratedFile> generated_files();

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_GENERATED_FILES_H_
