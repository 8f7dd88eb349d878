// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/step_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <utility>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "isa/program/program.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

// Maps of more bits than a tensor can have stay inside their layer.
bool can_open(const train::Model& model) {
  const Network network = model.step_network(true);
  return network.tensors.size() > model.activations().size() &&
         std::ranges::all_of(network.tensors,
                             [](const TensorInfo& t) { return t.format.bits <= 16; });
}

// Values of one image: of the graph's activations, not of the network that is made of them; opened,
// of the network, whose maps before batch norm are no activations.
std::int64_t elements_of(const train::Model& model, const Network& network, bool opened) {
  std::int64_t sum = 0;
  if (opened) {
    for (const TensorInfo& tensor : network.tensors) sum += tensor.elements();
  } else {
    for (const auto& activation : model.activations()) {
      sum += static_cast<std::int64_t>(activation->elements());
    }
  }
  return sum;
}

}  // namespace

void check_machine(const train::Recipe& recipe, const Machine& machine, const std::string& option) {
  const bool is_mixed = recipe.mixing.ramp_epochs + recipe.mixing.readjust_epochs > 0;
  if (!is_mixed || recipe.mixing.filler != "ise16" || machine.operand_bits >= 16) return;
  throw Error(fmt::format(
      "recipe {}: mixing.filler = ise16 makes weights of 16 bits, and machine {} has operands of "
      "{}; check on another one: {} wide",
      recipe.name, machine.name, machine.operand_bits, option));
}

StepCheck::StepCheck(StepCheckOptions options)
    : options_(std::move(options)), machine_(find_machine(options_.machine)) {}

void StepCheck::after_forward(const train::Model& model, std::int64_t step, bool is_frozen) {
  if (!model.is_representable()) {
    ++result_.not_representable;
    return;
  }
  check(model, step, false);
  if (can_open(model)) check(model, step, true);
  ++(is_frozen ? result_.frozen_steps : result_.dynamic_steps);
}

void StepCheck::check(const train::Model& model, std::int64_t step, bool opened) {
  const Network network = model.step_network(opened);
  const TemporaryFolder folder;
  const std::filesystem::path program = folder.path() / "step.isoprog";
  save_program(compile(network, machine_, {.keep_tensors = true}), program);

  const std::int64_t images = model.activations().front()->images;
  std::vector<ExpectedImage> retained;
  for (std::int64_t i = 0; i < images; ++i) {
    retained.push_back(model.retained(static_cast<int>(i), opened));
  }
  const Expectation expect = [&](std::int64_t first, std::int64_t count) {
    const auto begin = retained.begin() + first;
    return std::vector<ExpectedImage>(begin, begin + count);
  };
  const VerificationRequest request{.executable = options_.executable,
                                    .program = program,
                                    .run_options = {"--machine", options_.machine},
                                    .images = images,
                                    .jobs = options_.jobs};
  const VerificationResult compared = verify_program(request, network, expect);
  result_.values += compared.values;
  const std::int64_t expected_values = images * elements_of(model, network, opened);
  result_.expected_values += expected_values;
  result_.differing += compared.differing;
  if (compared.first) {
    throw Error(fmt::format("step {}: the device differs from what training retained: {}", step,
                            to_string(*compared.first)));
  }
  if (compared.values != expected_values) {
    throw Error(
        fmt::format("step {}: {} values were compared with the device, but the graph has {}", step,
                    compared.values, expected_values));
  }
  if (options_.judge) judge(network, retained, step);
}

void StepCheck::judge(const Network& network, const std::vector<ExpectedImage>& retained,
                      std::int64_t step) {
  const auto count = std::min(retained.size(), static_cast<std::size_t>(options_.judged));
  for (std::size_t i = 0; i < count; ++i) {
    const ExpectedImage opinion = options_.judge(network, retained[i].front());
    for (std::size_t t = 0; t < opinion.size(); ++t) {
      result_.judged_values += std::ssize(opinion[t]);
      if (opinion[t] == retained[i][t]) continue;
      ++result_.differing;
      throw Error(fmt::format("step {}: image {}, tensor {}: the second opinion differs", step, i,
                              network.tensors[t].name));
    }
  }
}

Report to_report(const StepCheckResult& result) {
  Report report;
  report["dynamic steps checked"] = result.dynamic_steps;
  report["frozen steps checked"] = result.frozen_steps;
  report["steps no machine can run"] = result.not_representable;
  report["values compared"] = result.values;
  report["values of the graph"] = result.expected_values;
  if (result.judged_values > 0) report["values judged"] = result.judged_values;
  report["values that differ"] = result.differing;
  return report;
}

}  // namespace isomer
