// SPDX-License-Identifier: Apache-2.0
#include "sim/functional/describe.h"

#include <fmt/format.h>

#include <array>

#include "isa/instructions/assembler.h"

namespace isomer {

std::string_view queue_name(Queue queue) { return kQueueNames[static_cast<std::size_t>(queue)]; }

std::string_view space_name(Space space) {
  constexpr std::array<std::string_view, 5> kNames = {"activations", "weights", "parameters",
                                                      "accumulators", "device"};
  return kNames[static_cast<std::size_t>(space)];
}

std::string describe(std::uint32_t pc, const Instruction& instruction) {
  return fmt::format("[{}] {}", pc, disassemble(instruction));
}

}  // namespace isomer
