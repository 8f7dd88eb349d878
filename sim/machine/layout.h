// SPDX-License-Identifier: Apache-2.0
//
// Where a program's code and segments lie in device memory. Every device uses this layout, so that
// an address that runs out of its segment means the same everywhere.

#ifndef SIM_MACHINE_LAYOUT_H_
#define SIM_MACHINE_LAYOUT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "isa/hardware/machine.h"
#include "isa/program/program.h"

namespace isomer {

inline constexpr std::uint64_t kSegmentAlignment = 4096;
inline constexpr std::uint64_t kLineBytes = 16;

// Byte addresses. The code begins at 0; the segments follow in order, each at the next multiple of
// kSegmentAlignment. A base register without a segment holds `bytes`, the end of device memory, so
// that any access through it is a bus error.
struct DeviceLayout {
  std::uint64_t code = 0;
  std::array<std::uint64_t, kSegments> segments{};
  std::uint64_t bytes = 0;  // size of device memory, a multiple of kSegmentAlignment
};

DeviceLayout lay_out(const Program& program);

// Error when the machine's addresses do not reach the end of it.
void require_addressable(const Program& program, const DeviceLayout& layout,
                         const Machine& machine);

// Writes the code and every segment's initial content into `memory`, layout.bytes bytes; what no
// segment's data covers becomes zero.
void fill_memory(const Program& program, const DeviceLayout& layout, std::span<std::byte> memory);

}  // namespace isomer

#endif  // SIM_MACHINE_LAYOUT_H_
