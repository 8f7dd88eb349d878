// SPDX-License-Identifier: Apache-2.0
//
// Level L7 by hand and on any recipe: trains, and at random steps compares all that a step retains
// with a device process that runs the step's program, and with the independent oracle.

#include <fmt/core.h>

#include "isa/container/error.h"
#include "tests/support/network_oracle.h"
#include "tools/isomer/options.h"
#include "tools/isomer/step_check.h"
#include "tools/isomer/training.h"

namespace isomer {
namespace {

int exact_training(const Arguments& arguments) {
  std::string recipe_name;
  std::vector<std::string> overrides;
  std::string data;
  std::string json;
  std::int64_t every = 50;
  bool plant = false;
  StepCheckOptions check;
  check.executable = ISOMER_EXECUTABLE;
  Options options("exact_training",
                  "Trains, and compares what steps retain with a device and the oracle.",
                  {"exact_training glyphs --every 20",
                   "exact_training resnet8 --data ~/cifar --every 40 --judged 2"});
  options.operand("RECIPE", &recipe_name);
  options.repeatable("set", &overrides, "KEY=VALUE", "change a key of the recipe; repeatable");
  options.optional("data", &data, "FOLDER", "the folder of the data set");
  options.value("every", &every, "K", "a random one of every K steps");
  options.value("machine,m", &check.machine, "NAME|FILE", "stock machine or TOML file");
  options.value("judged", &check.judged, "N", "images of each step that the oracle sees");
  options.value("jobs,j", &check.jobs, "N", "device processes at a time");
  options.flag("plant", &plant, "make the oracle wrong by one, to see it found");
  options.optional("json", &json, "FILE", "write the result as JSON");
  if (!options.parse(arguments)) return kSuccess;
  check_range("--every", every, 1, 1 << 30);
  check_range("--judged", check.judged, 0, 1024);
  check_range("--jobs", check.jobs, 1, 256);

  const Machine machine = find_machine(check.machine);
  check.judge = [&](const Network& network, const Values& image) {
    ExpectedImage tensors = testing::oracle_tensors(network, image, machine.accumulator_bits);
    if (plant) ++tensors[tensors.size() / 2].back();
    return tensors;
  };
  train::Recipe recipe = train::find_recipe(recipe_name, overrides);
  use_data_folder(&recipe, data);
  check_machine(recipe, machine, "--machine");
  StepCheck observer(check);
  TrainingBars bars;
  train::TrainingOptions training;
  training.progress = &bars;
  training.observer = &observer;
  training.observe_every = every;
  train::train(recipe, training);
  bars.finish();
  const Report report = to_report(observer.result());
  fmt::print("{}", to_text(report));
  save_json(report, json);
  if (observer.result().is_sound()) return kSuccess;
  throw Error("not shown to be exact: dynamic and frozen steps must be checked; see --every");
}

}  // namespace
}  // namespace isomer

int main(int argc, char** argv) {
  try {
    return isomer::exact_training({argv + 1, argv + argc});
  } catch (const isomer::UsageError& error) {
    fmt::print(stderr, "exact_training: {}\n", error.what());
    return isomer::kUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "exact_training: {}\n", error.what());
    return isomer::kFailure;
  }
}
