// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/temporary_folder.h"

#include <fmt/core.h>
#include <stdlib.h>  // mkdtemp

#include <cerrno>
#include <cstring>
#include <string>

#include "isa/container/error.h"

namespace isomer {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "isomer-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw Error(fmt::format("cannot make a temporary folder {}: {}", name, std::strerror(errno)));
  }
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace isomer
