// SPDX-License-Identifier: Apache-2.0
//
// A file written as a stream that appears under its name only when it is complete.

#ifndef TOOLS_ISOMER_OUTPUT_FILE_H_
#define TOOLS_ISOMER_OUTPUT_FILE_H_

#include <cstdio>
#include <string>

namespace isomer {

class OutputFile {
 public:
  explicit OutputFile(const std::string& path);  // "-": standard output. Throws Error.
  ~OutputFile();                                 // without commit() nothing is left
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::FILE* stream() { return file_; }
  void commit();  // the old file, if any, is replaced; throws Error

 private:
  bool is_standard() const { return path_ == "-"; }

  std::string path_;
  std::string partial_;
  std::FILE* file_ = nullptr;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_OUTPUT_FILE_H_
