// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/run_lockstep.h"

#include <fmt/core.h>

#include <memory>

#include "isa/container/error.h"
#include "sim/lockstep/reproducer.h"

namespace isomer {

RunOnce run_in_lockstep(const Program& program, ObservableDevice& device,
                        const DeviceChoice& choice, const std::filesystem::path& reproducer) {
  require_no_hazards(device.machine(), program);
  const auto lockstep = std::make_shared<Lockstep>(program, device);
  return [&program, lockstep, choice, reproducer] {
    const LockstepResult result = lockstep->run();
    if (!result.difference) return result.device;
    std::string text = fmt::format("the {} device differs from the functional model\n{}",
                                   choice.kind, to_string(*result.difference));
    if (!reproducer.empty()) {
      save_reproducer(make_reproducer(program, result, choice.kind, choice.memory, choice.seed),
                      reproducer);
      text += fmt::format("\nrun it again: isomer replay {}", reproducer.string());
    }
    throw Error(text);
  };
}

}  // namespace isomer
