// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <optional>

#include "tools/isomer/child.h"
#include "tools/isomer/command.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"
#include "tools/isomer/step_check.h"
#include "tools/isomer/step_log.h"
#include "tools/isomer/training.h"
#include "train/metrics/report.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Trains a network: first in float, then on the machine's integers, and writes the integer\n"
    "network. RECIPE is a stock recipe or a TOML file; --set changes a key of it. The same recipe\n"
    "gives the same bits for any number of threads, resumed or not.";

std::string recipe_names() {
  std::string names = "stock recipes:";
  for (const std::string& name : train::stock_recipes()) names += " " + name;
  return names;
}

// What the command line says beyond recipe and files.
struct Request {
  std::string recipe;
  std::vector<std::string> overrides;
  std::string data;
  std::string output;
  std::string checkpoint;
  std::string log;
  std::string json_log;
  std::string step_log;
  std::string save_teacher;
  std::string json;
  std::string folder;  // of the long report
  std::int64_t check_every = 0;
  std::string machine = "base";
  train::TrainingOptions training;
};

// False when help was asked for.
bool parse(const Arguments& arguments, Request* r) {
  std::uint64_t seed = 1;
  int threads = 2;
  std::string teacher;
  Options options("train", kAbout + ("\n\n" + recipe_names()),
                  {"isomer train glyphs --seed 7",
                   "isomer train lenet5-mnist --data ~/mnist --output lenet5.isonet",
                   "isomer train lenet5-mnist --set float.epochs=2 --set bits.weights=4",
                   "isomer train resnet8 --data ~/cifar --save-teacher resnet8.isoteacher",
                   "isomer train resnet8 --data ~/cifar --teacher resnet8.isoteacher "
                   "--set loss.teacher=1",
                   "isomer train my.toml --checkpoint my.ckpt --resume --log my.csv"});
  options.operand("RECIPE", &r->recipe);
  options.repeatable("set", &r->overrides, "KEY=VALUE", "change a key of the recipe; repeatable");
  options.optional("seed", &seed, "N", "short for --set seed=N");
  options.optional("threads,j", &threads, "N", "short for --set threads=N");
  options.optional("data", &r->data, "FOLDER",
                   "the folder of the data set; drawn digits need none");
  options.optional("output,o", &r->output, "FILE",
                   "the network; RECIPE's name with .isonet if absent, which must not exist yet");
  options.optional("teacher", &teacher, "FILE",
                   "a float model in place of the float phase, short for --set teacher=FILE");
  options.optional("save-teacher", &r->save_teacher, "FILE", "write the float model");
  options.optional("checkpoint", &r->checkpoint, "FILE",
                   "written after each epoch; with held-out images the best one, too");
  options.optional("checkpoint-steps", &r->training.checkpoint_steps, "N",
                   "write it every N steps, too");
  options.flag("resume", &r->training.resume, "go on from --checkpoint");
  options.optional("log", &r->log, "FILE", "one CSV line per epoch");
  options.optional("json-log", &r->json_log, "FILE", "one JSON line per epoch and resumption");
  options.optional("step-log", &r->step_log, "FILE",
                   "append a CSV line per step as it happens, and per resumption");
  options.optional("json", &r->json, "FILE", "write the result as JSON");
  options.optional("report", &r->folder, "FOLDER",
                   "write tables: classes, confusion, layers, densities of weights");
  options.optional("check-every", &r->check_every, "K",
                   "at a random one of every K quantised steps, compare what the step retains with "
                   "a separate process that runs the step's program");
  options.value("check-machine", &r->machine, "NAME", "the machine of --check-every");
  if (!options.parse(arguments)) return false;
  if (r->training.resume && r->checkpoint.empty()) {
    throw UsageError("train: --resume needs the file to go on from: --checkpoint FILE");
  }
  check_range("--threads", threads, 1, 256);
  check_range("--checkpoint-steps", r->training.checkpoint_steps, 0, 1'000'000'000);
  check_range("--check-every", r->check_every, 0, 1'000'000'000);
  if (options.is_given("seed")) r->overrides.push_back(fmt::format("seed={}", seed));
  if (options.is_given("threads")) r->overrides.push_back(fmt::format("threads={}", threads));
  if (!teacher.empty()) r->overrides.push_back("teacher=" + teacher);
  return true;
}

}  // namespace

int train_command(const Arguments& arguments) {
  Request r;
  if (!parse(arguments, &r)) return kSuccess;
  train::Recipe recipe = train::find_recipe(r.recipe, r.overrides);
  use_data_folder(&recipe, r.data);
  const std::filesystem::path path = output_path(r.output, r.recipe, ".isonet");
  check_outputs({path, r.checkpoint, r.log, r.json_log, r.save_teacher, r.json},
                {r.recipe, recipe.teacher});

  train::TrainingOptions& training = r.training;
  training.checkpoint = r.checkpoint;
  training.log = r.log;
  training.json_log = r.json_log;
  training.save_teacher = r.save_teacher;
  training.wants_layers = !r.folder.empty();
  TrainingBars bars;
  training.progress = &bars;
  std::optional<StepLog> step_log;
  if (!r.step_log.empty()) training.progress = &step_log.emplace(r.step_log, &bars);
  std::optional<StepCheck> check;
  if (r.check_every > 0) {
    check_machine(recipe, find_machine(r.machine), "--check-machine");
    StepCheckOptions options;
    options.executable = this_executable();
    options.machine = r.machine;
    options.jobs = recipe.threads;
    training.observer = &check.emplace(std::move(options));
    training.observe_every = r.check_every;
  }
  const train::TrainingResult result = train::train(recipe, training);
  bars.finish();
  save_network(result.network, path);

  Report report;
  report["network"] = path.string();
  report.update(to_report(recipe, result));
  if (check) report["steps compared with a device"] = to_report(check->result());
  fmt::print("{}", to_text(report));
  save_json(report, r.json);
  if (!r.folder.empty()) train::save_report(recipe, result, r.folder);
  return kSuccess;
}

}  // namespace isomer
