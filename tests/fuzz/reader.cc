// SPDX-License-Identifier: Apache-2.0

#include "tests/fuzz/reader.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace isomer::fuzz {

std::vector<std::byte> with_checksum(Input input) {
  constexpr std::size_t kChecksumBytes = 8;
  const auto bytes = std::as_bytes(input);
  std::vector<std::byte> file(bytes.begin(), bytes.end());
  if (file.size() < kChecksumBytes) return file;
  const std::size_t body = file.size() - kChecksumBytes;
  const std::uint64_t checksum = XXH3_64bits(file.data(), body);
  for (std::size_t i = 0; i < kChecksumBytes; ++i) {
    file[body + i] = static_cast<std::byte>(checksum >> (8 * i) & 0xFF);
  }
  return file;
}

void expect(bool is_true, std::string_view what) {
  if (is_true) return;
  std::fprintf(stderr, "fuzz: not so: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

MemoryFile::MemoryFile()
    : descriptor_(memfd_create("fuzz", 0)), path_("/proc/self/fd/" + std::to_string(descriptor_)) {
  expect(descriptor_ >= 0, "memfd_create gives a file");
}

MemoryFile::~MemoryFile() { close(descriptor_); }

void MemoryFile::write(std::span<const std::byte> bytes) {
  expect(ftruncate(descriptor_, 0) == 0, "a file in memory can be emptied");
  const ssize_t written = pwrite(descriptor_, bytes.data(), bytes.size(), 0);
  expect(written == static_cast<ssize_t>(bytes.size()), "a file in memory takes every byte");
}

}  // namespace isomer::fuzz
