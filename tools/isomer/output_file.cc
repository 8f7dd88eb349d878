// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/output_file.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include "isa/container/error.h"

namespace isomer {

OutputFile::OutputFile(const std::string& path) : path_(path), partial_(path + ".partial") {
  file_ = is_standard() ? stdout : std::fopen(partial_.c_str(), "wb");
  if (file_ == nullptr) {
    throw Error(fmt::format("{} cannot be written: {}", path_, std::strerror(errno)));
  }
}

OutputFile::~OutputFile() {
  if (is_standard() || file_ == nullptr) return;
  std::fclose(file_);
  std::remove(partial_.c_str());
}

void OutputFile::commit() {
  if (is_standard()) return;
  const bool is_written = std::fclose(file_) == 0;
  file_ = nullptr;
  if (!is_written || std::rename(partial_.c_str(), path_.c_str()) != 0) {
    throw Error(fmt::format("{} cannot be written: {}", path_, std::strerror(errno)));
  }
}

}  // namespace isomer
