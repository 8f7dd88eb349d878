// SPDX-License-Identifier: Apache-2.0
//
// What the host sees: register offsets and status codes of MACHINE.md section 6, as names for the
// SystemVerilog package and for the drivers of devices that have registers.

#ifndef ISA_HARDWARE_REGISTERS_H_
#define ISA_HARDWARE_REGISTERS_H_

#include <cstdint>

namespace isomer {

// Byte offsets on the AXI4-Lite port; 64-bit values have their high half 4 bytes above.
namespace registers {
inline constexpr std::uint32_t kId = 0x00;
inline constexpr std::uint32_t kVersion = 0x04;
inline constexpr std::uint32_t kConfigHash = 0x08;
inline constexpr std::uint32_t kControl = 0x10;
inline constexpr std::uint32_t kStatus = 0x14;
inline constexpr std::uint32_t kTrapCause = 0x18;
inline constexpr std::uint32_t kTrapPc = 0x1C;
inline constexpr std::uint32_t kProgram = 0x20;
inline constexpr std::uint32_t kProgramLength = 0x28;
inline constexpr std::uint32_t kSegments = 0x40;  // + 8 * segment
inline constexpr std::uint32_t kCounters = 0x80;  // + 8 * counter
}  // namespace registers

inline constexpr std::uint32_t kIdValue = 0x49534F4D;  // "ISOM"
inline constexpr std::uint32_t kVersionValue = 1;

// Bits of the control register.
inline constexpr std::uint32_t kControlStart = 1;
inline constexpr std::uint32_t kControlAbort = 2;

// The counter registers: seven plain ones, then five states of each queue.
namespace counters {
inline constexpr int kCycles = 0;
inline constexpr int kArrayCycles = 1;
inline constexpr int kBytesRead = 2;
inline constexpr int kBytesWritten = 3;
inline constexpr int kRetired = 4;
inline constexpr int kSaturations = 5;
inline constexpr int kHighWater = 6;
inline constexpr int kQueueStates = 8;  // + 5 * queue + state
}  // namespace counters

struct NamedValue {
  const char* name;  // UpperCamelCase, as in the SystemVerilog package
  std::uint32_t value;
};

inline constexpr NamedValue kRegisterNames[] = {
    {"Id", registers::kId},
    {"Version", registers::kVersion},
    {"ConfigHash", registers::kConfigHash},
    {"Control", registers::kControl},
    {"Status", registers::kStatus},
    {"TrapCause", registers::kTrapCause},
    {"TrapPc", registers::kTrapPc},
    {"Program", registers::kProgram},
    {"ProgramLength", registers::kProgramLength},
    {"Segments", registers::kSegments},
    {"Counters", registers::kCounters},
};

inline constexpr NamedValue kCounterNames[] = {
    {"Cycles", counters::kCycles},       {"ArrayCycles", counters::kArrayCycles},
    {"BytesRead", counters::kBytesRead}, {"BytesWritten", counters::kBytesWritten},
    {"Retired", counters::kRetired},     {"Saturations", counters::kSaturations},
    {"HighWater", counters::kHighWater}, {"QueueStates", counters::kQueueStates},
};

inline constexpr NamedValue kStatusNames[] = {
    {"Idle", 0}, {"Running", 1}, {"Done", 2}, {"Trap", 3}, {"Deadlock", 4}, {"Aborted", 5},
};

// States of a queue in a cycle, in the order of their counters.
inline constexpr NamedValue kQueueStateNames[] = {
    {"Empty", 0}, {"Token", 1}, {"Lock", 2}, {"Busy", 3}, {"Push", 4},
};

}  // namespace isomer

#endif  // ISA_HARDWARE_REGISTERS_H_
