// SPDX-License-Identifier: Apache-2.0
//
// What every fuzz target shares: a reader may refuse its input with Error and nothing else.

#ifndef TESTS_FUZZ_READER_H_
#define TESTS_FUZZ_READER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "isa/container/error.h"

namespace isomer::fuzz {

using Input = std::span<const std::uint8_t>;

// Runs `read`. Any exception but Error, any finding of a sanitizer and any difference that `read`
// aborts on is a finding.
template <typename Read>
int refuse_or_read(Read&& read) {
  try {
    read();
  } catch (const Error&) {
  }
  return 0;
}

inline std::string_view text_of(Input input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

// The input as a container whose checksum is right, so that what is behind it is reached.
std::vector<std::byte> with_checksum(Input input);

// Ends the program, which is a finding: a reader must give back what a writer wrote.
void expect(bool is_true, std::string_view what);

// A file in memory, for readers that want a path. write() replaces what it holds.
class MemoryFile {
 public:
  MemoryFile();
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void write(std::span<const std::byte> bytes);
  const std::filesystem::path& path() const { return path_; }

 private:
  int descriptor_;
  std::filesystem::path path_;
};

}  // namespace isomer::fuzz

#endif  // TESTS_FUZZ_READER_H_
