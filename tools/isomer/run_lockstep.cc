// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/run_lockstep.h"

#include <fmt/core.h>

#include <memory>

#include "isa/container/error.h"
#include "sim/lockstep/reproducer.h"
#include "tools/isomer/difference_report.h"

namespace isomer {

RunOnce run_in_lockstep(const Program& program, ObservableDevice& device,
                        const DeviceChoice& choice, const std::filesystem::path& reproducer) {
  require_no_hazards(device.machine(), program);
  const auto lockstep = std::make_shared<Lockstep>(program, device);
  return [&program, lockstep, choice, reproducer, run = std::int64_t{0}]() mutable {
    const std::int64_t image = choice.image_of_run(run++);
    const LockstepResult result = lockstep->run();
    if (!result.difference) return result.device;
    std::string text = fmt::format("image {}: the {} device differs from the functional model\n{}",
                                   image, choice.kind, to_string(*result.difference));
    if (!reproducer.empty()) {
      Reproducer kept =
          make_reproducer(program, result, choice.kind, choice.memory, choice.seed_of_image(image));
      kept.image = image;
      save_reproducer(kept, reproducer);
      text += fmt::format("\nrun it again: isomer replay {}", reproducer.string());
    }
    throw LockstepDifference(text, to_report(image, *result.difference));
  };
}

}  // namespace isomer
