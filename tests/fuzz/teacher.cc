// SPDX-License-Identifier: Apache-2.0
//
// Files of trained float parameters.

#include "train/teacher.h"

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  static fuzz::MemoryFile file;
  file.write(fuzz::with_checksum(input));
  return fuzz::refuse_or_read([&] { train::hash_of(train::load_teacher(file.path())); });
}
