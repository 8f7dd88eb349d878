// SPDX-License-Identifier: Apache-2.0
//
// Lines from a pipe, with a limit of time.

#ifndef TOOLS_ISOMER_LINE_READER_H_
#define TOOLS_ISOMER_LINE_READER_H_

#include <optional>
#include <string>

namespace isomer {

class LineReader {
 public:
  explicit LineReader(int descriptor) : descriptor_(descriptor) {}

  // The next line without its end; nothing when the pipe ends or no whole line comes in time.
  std::optional<std::string> read(double seconds);

  bool is_late() const { return is_late_; }  // the last read ended for want of time

 private:
  int descriptor_;
  std::string buffer_;
  bool is_late_ = false;
};

}  // namespace isomer

#endif  // TOOLS_ISOMER_LINE_READER_H_
