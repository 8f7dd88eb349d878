// SPDX-License-Identifier: Apache-2.0
//
// A reproducer: everything that makes a lockstep difference appear again, in one file. Container
// "ISOMREP1", sections "meta" (JSON) and "program" (a program file, its segments as they were at
// START).

#ifndef SIM_LOCKSTEP_REPRODUCER_H_
#define SIM_LOCKSTEP_REPRODUCER_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/program/program.h"
#include "sim/lockstep/lockstep.h"

namespace isomer {

struct Reproducer {
  Program program;
  std::string device;      // kind(): "rtl"
  std::string memory;      // name of the memory timing: "ddr", "slow", ...
  std::uint64_t seed = 0;  // of the memory timing
  std::int64_t image = 0;  // number of the run that differed, in its series
  Difference difference;   // that was found
};

// From a result with a difference.
Reproducer make_reproducer(const Program& program, const LockstepResult& result, std::string device,
                           std::string memory, std::uint64_t seed);

// Error names the file and the fault.
void save_reproducer(const Reproducer& reproducer, const std::filesystem::path& path);
Reproducer load_reproducer(const std::filesystem::path& path);

// The same on bytes; `file` is only for messages.
std::vector<std::byte> encode_reproducer(const Reproducer& reproducer);
Reproducer decode_reproducer(std::span<const std::byte> bytes, std::string_view file);

struct Replay {
  LockstepResult result;
  bool is_same = false;  // the same difference appeared
};

// Builds the device that the reproducer names.
using DeviceFactory = std::function<std::unique_ptr<ObservableDevice>(const Reproducer&)>;

Replay replay(const Reproducer& reproducer, const DeviceFactory& make_device);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_REPRODUCER_H_
