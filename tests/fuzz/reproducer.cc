// SPDX-License-Identifier: Apache-2.0
//
// Reproducer files of isomer replay; one that is read is written and read again.

#include "sim/lockstep/reproducer.h"

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  return fuzz::refuse_or_read([&] {
    const std::vector<std::byte> bytes =
        encode_reproducer(decode_reproducer(fuzz::with_checksum(input), "fuzz"));
    fuzz::expect(encode_reproducer(decode_reproducer(bytes, "written")) == bytes,
                 "a reproducer survives");
  });
}
