// SPDX-License-Identifier: Apache-2.0
//
// The checked file behind every format of Isomer (program, network, checkpoint): named sections.
//
//   magic[8] version:u32 section_count:u32
//   per section: name_length:u32 name, size:u64, bytes
//   checksum:u64 = XXH3-64 of everything before it                    (all little-endian)
//
// A truncated, corrupt or foreign file is refused with a sentence that says what is wrong; sizes
// are checked against the bytes that are there before anything is allocated.

#ifndef ISA_CONTAINER_CONTAINER_H_
#define ISA_CONTAINER_CONTAINER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace isomer {

struct Container {
  std::string magic;  // exactly 8 characters
  std::uint32_t version = 1;
  std::map<std::string, std::vector<std::byte>> sections;

  // The section, or an Error that names `file` and the missing section.
  const std::vector<std::byte>& section(std::string_view name, std::string_view file) const;
};

std::vector<std::byte> encode_container(const Container& container);

// `file` is only for messages. Throws Error unless magic and version are the expected ones.
Container decode_container(std::span<const std::byte> bytes, std::string_view magic,
                           std::uint32_t version, std::string_view file);

// Reads a whole file; Error when it cannot be opened or read.
std::vector<std::byte> read_file(const std::filesystem::path& path);

// The whole of an OutputFile: the old file survives any failure.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace isomer

#endif  // ISA_CONTAINER_CONTAINER_H_
