// SPDX-License-Identifier: Apache-2.0
//
// A file written as a stream that appears under its name only when it is complete. The one place
// where the project writes files.

#ifndef ISA_CONTAINER_OUTPUT_FILE_H_
#define ISA_CONTAINER_OUTPUT_FILE_H_

#include <cstdio>
#include <filesystem>

namespace isomer {

// A regular file is written beside its name, synced and renamed, so that the old one survives any
// failure; of a symbolic link, the file it leads to. What exists and is no regular file (a named
// pipe, a device) is written directly and stays what it is.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);  // Error names the path
  ~OutputFile();  // without commit() the old file stays, and nothing beside it
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::FILE* stream() { return file_; }
  void commit();  // Error names the path

 private:
  std::filesystem::path path_;    // as it was asked for
  std::filesystem::path target_;  // where its links lead
  std::filesystem::path beside_;  // empty: written directly
  std::FILE* file_ = nullptr;
};

// Error, as OutputFile would throw, when the path cannot be written; leaves nothing and does not
// wait for a pipe's reader. For outputs of long work.
void require_writable(const std::filesystem::path& path);

}  // namespace isomer

#endif  // ISA_CONTAINER_OUTPUT_FILE_H_
