// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/generated_files.h"

#include "isa/hardware/machine.h"
#include "isa/instructions/reference_page.h"
#include "isa/instructions/verilog.h"

namespace isomer {

std::vector<GeneratedFile> generated_files() {
  std::vector<GeneratedFile> files = {
      {"isa/INSTRUCTIONS.md", reference_page()},
      {"rtl/generated/isomer_isa_pkg.sv", isa_package()},
      {"rtl/generated/isomer_word_check.sv", word_check_module()},
  };
  for (const std::string& name : stock_machines())
    files.push_back(
        {"rtl/generated/" + name + "/isomer_config_pkg.sv", config_package(find_machine(name))});
  return files;
}

}  // namespace isomer
