// SPDX-License-Identifier: Apache-2.0
//
// CIFAR-100 files, plain or gzip; the same one for training and test.

#include "train/data/cifar.h"

#include <stdlib.h>

#include "tests/fuzz/reader.h"

namespace {

// A folder of links to one file in memory.
std::filesystem::path folder_of(const std::filesystem::path& file) {
  char name[] = "/tmp/isomer_fuzz_XXXXXX";
  isomer::fuzz::expect(mkdtemp(name) != nullptr, "there is room for a folder in /tmp");
  for (const char* part : {"train.bin", "test.bin"}) {
    std::filesystem::create_symlink(file, std::filesystem::path(name) / part);
  }
  return name;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  static fuzz::MemoryFile file;
  static const std::filesystem::path folder = folder_of(file.path());
  file.write(std::as_bytes(input));
  return fuzz::refuse_or_read([&] { train::load_cifar100(folder); });
}
