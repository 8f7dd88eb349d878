// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/temporary_folder.h"

#include <fmt/core.h>
#include <stdlib.h>  // mkdtemp

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "isa/container/error.h"

namespace isomer {

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "isomer-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw Error(fmt::format("cannot make a temporary folder {}: {}", name, std::strerror(errno)));
  }
  path_ = name;
  constexpr char kRemove[] = R"(trap '' INT TERM HUP; read -r word; rm -rf "$1")";
  remover_ = std::make_unique<Child>(
      "/bin/sh", std::vector<std::string>{"-c", kRemove, "sh", std::filesystem::absolute(path_)});
}

TemporaryFolder::~TemporaryFolder() { remover_->wait(); }

}  // namespace isomer
