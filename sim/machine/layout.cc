// SPDX-License-Identifier: Apache-2.0
#include "sim/machine/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "isa/container/error.h"

namespace isomer {

static_assert(std::endian::native == std::endian::little, "device memory is little-endian");

DeviceLayout lay_out(const Program& program) {
  const auto align = [](std::uint64_t bytes) {
    return (bytes + kSegmentAlignment - 1) / kSegmentAlignment * kSegmentAlignment;
  };
  DeviceLayout layout;
  layout.bytes = align(program.instructions.size() * kWordBytes);
  for (std::size_t i = 0; i < program.segments.size(); ++i) {
    layout.segments[i] = layout.bytes;
    layout.bytes += align(program.segments[i].bytes);
  }
  std::fill(layout.segments.begin() + static_cast<std::ptrdiff_t>(program.segments.size()),
            layout.segments.end(), layout.bytes);
  return layout;
}

void require_addressable(const Program& program, const DeviceLayout& layout,
                         const Machine& machine) {
  if (layout.bytes >> machine.address_bits != 0)
    throw Error(fmt::format(
        "program '{}' takes {} bytes of device memory, machine '{}' reaches {}: use a machine with "
        "more 'bus.address_bits'",
        program.name, layout.bytes, machine.name, (std::uint64_t{1} << machine.address_bits) - 1));
}

void fill_memory(const Program& program, const DeviceLayout& layout, std::span<std::byte> memory) {
  std::fill(memory.begin(), memory.end(), std::byte{0});
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    std::memcpy(&memory[layout.code + i * kWordBytes], program.instructions[i].parts.data(),
                kWordBytes);
  }
  for (std::size_t i = 0; i < program.segments.size(); ++i) {
    const auto& data = program.segments[i].data;
    std::copy(data.begin(), data.end(),
              memory.begin() + static_cast<std::ptrdiff_t>(layout.segments[i]));
  }
}

}  // namespace isomer
