// SPDX-License-Identifier: Apache-2.0
//
// Pairs of IDX files, plain or gzip: two bytes say how long the images are, labels follow.

#include "train/data/idx.h"

#include <algorithm>

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  static fuzz::MemoryFile images;
  static fuzz::MemoryFile labels;
  if (size < 2) return 0;
  const auto files = std::as_bytes(input.subspan(2));
  const std::size_t length = std::min<std::size_t>(data[0] + 256u * data[1], files.size());
  images.write(files.first(length));
  labels.write(files.subspan(length));
  return fuzz::refuse_or_read([&] { train::load_idx_pair(images.path(), labels.path(), "fuzz"); });
}
