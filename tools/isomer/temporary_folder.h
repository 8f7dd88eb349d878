// SPDX-License-Identifier: Apache-2.0
//
// A folder of our own below the system's temporary one, removed at the end, also when a signal is
// the end: by a process that waits for ours to close a pipe.

#ifndef TOOLS_ISOMER_TEMPORARY_FOLDER_H_
#define TOOLS_ISOMER_TEMPORARY_FOLDER_H_

#include <filesystem>
#include <memory>

#include "tools/isomer/child.h"

namespace isomer {

class TemporaryFolder {
 public:
  TemporaryFolder();  // throws Error
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<Child> remover_;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_TEMPORARY_FOLDER_H_
