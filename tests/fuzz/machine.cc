// SPDX-License-Identifier: Apache-2.0
//
// Machine files in TOML.

#include "isa/hardware/machine.h"

#include "tests/fuzz/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace isomer;
  const fuzz::Input input(data, size);
  return fuzz::refuse_or_read([&] { hash(parse_machine(fuzz::text_of(input), "fuzz")); });
}
