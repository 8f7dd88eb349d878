// SPDX-License-Identifier: Apache-2.0
//
// `--check-every`: what a training step retains for its backward pass, beside N_t on a device. The
// step's network is exported, compiled, and run by a process that reads only the program file; as
// it is deployed, and once more with batch norm as a layer of its own, so that the maps before it
// are tensors, too.

#ifndef TOOLS_ISOMER_STEP_CHECK_H_
#define TOOLS_ISOMER_STEP_CHECK_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "tools/isomer/report.h"
#include "tools/isomer/verification.h"
#include "train/session.h"

namespace isomer {

struct StepCheckOptions {
  std::filesystem::path executable;  // `isomer`
  std::string machine = "base";
  int jobs = 1;
  // A second opinion on the first `judged` images of each step: all tensors of a network for one
  // image. May be empty.
  std::function<ExpectedImage(const Network& network, const Values& image)> judge;
  int judged = 1;
};

// Sums over all steps checked so far.
struct StepCheckResult {
  std::int64_t dynamic_steps = 0;
  std::int64_t frozen_steps = 0;
  std::int64_t not_representable = 0;  // steps with float fillers: no network is equal to them
  std::int64_t values = 0;             // compared with the device
  std::int64_t expected_values = 0;    // as counted from the graph: images * elements
  std::int64_t judged_values = 0;      // compared with the second opinion
  std::int64_t differing = 0;          // in either comparison

  // Steps of both kinds were checked, every value of them, and none differs.
  bool is_sound() const {
    return dynamic_steps > 0 && frozen_steps > 0 && values > 0 && values == expected_values &&
           differing == 0;
  }
};

// Error, before hours of training, when the machine cannot run what the recipe's steps are:
// 16-bit fillers on operands of 8 bits. `option`: how the machine is chosen.
void check_machine(const train::Recipe& recipe, const Machine& machine, const std::string& option);

class StepCheck : public train::StepObserver {
 public:
  explicit StepCheck(StepCheckOptions options);

  // Error at the first difference, naming step, layer, tensor and element, and when there are fewer
  // or more values than those of the graph.
  void after_forward(const train::Model& model, std::int64_t step, bool is_frozen) override;

  const StepCheckResult& result() const { return result_; }

 private:
  void check(const train::Model& model, std::int64_t step, bool opened);
  void judge(const Network& network, const std::vector<ExpectedImage>& retained, std::int64_t step);

  StepCheckOptions options_;
  Machine machine_;
  StepCheckResult result_;
};

Report to_report(const StepCheckResult& result);

}  // namespace isomer

#endif  // TOOLS_ISOMER_STEP_CHECK_H_
