// SPDX-License-Identifier: Apache-2.0
//
// Program files; one that is read is written and read again.

#include "isa/program/program.h"

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  return fuzz::refuse_or_read([&] {
    const std::vector<std::byte> bytes =
        encode_program(decode_program(fuzz::with_checksum(input), "fuzz"));
    fuzz::expect(encode_program(decode_program(bytes, "written")) == bytes, "a program survives");
  });
}
