// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "tools/isomer/command.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"
#include "tools/isomer/training.h"

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

}  // namespace

int train_command(const Arguments& arguments) {
  std::string recipe_name;
  std::vector<std::string> overrides;
  std::string data;
  std::uint64_t seed = 1;
  int threads = 2;
  std::string output;
  std::string checkpoint;
  std::string log;
  std::string json;
  train::TrainingOptions training;
  Options options("train", kAbout + ("\n\n" + recipe_names()),
                  {"isomer train glyphs --seed 7",
                   "isomer train lenet5-mnist --data ~/mnist --output lenet5.isonet",
                   "isomer train lenet5-mnist --set float.epochs=2 --set bits.weights=4",
                   "isomer train my.toml --checkpoint my.ckpt --resume --log my.csv"});
  options.operand("RECIPE", &recipe_name);
  options.repeatable("set", &overrides, "KEY=VALUE", "change a key of the recipe; repeatable");
  options.optional("seed", &seed, "N", "short for --set seed=N");
  options.optional("threads,j", &threads, "N", "short for --set threads=N");
  options.optional("data", &data, "FOLDER", "the folder of the data set; drawn digits need none");
  options.optional("output,o", &output, "FILE",
                   "the network; RECIPE's name with .isonet if absent, which must not exist yet");
  options.optional("checkpoint", &checkpoint, "FILE", "written after each epoch");
  options.flag("resume", &training.resume, "go on from --checkpoint");
  options.optional("log", &log, "FILE", "one CSV line per epoch");
  options.optional("json", &json, "FILE", "write the result as JSON");
  if (!options.parse(arguments)) return kSuccess;
  if (training.resume && checkpoint.empty()) {
    throw UsageError("train: --resume needs the file to go on from: --checkpoint FILE");
  }
  check_range("--threads", threads, 1, 256);
  if (options.is_given("seed")) overrides.push_back(fmt::format("seed={}", seed));
  if (options.is_given("threads")) overrides.push_back(fmt::format("threads={}", threads));
  train::Recipe recipe = train::find_recipe(recipe_name, overrides);
  use_data_folder(&recipe, data);
  const std::filesystem::path path = output_path(output, recipe_name, ".isonet");
  check_outputs({path, checkpoint, log, json}, {recipe_name});

  training.checkpoint = checkpoint;
  training.log = log;
  TrainingBars bars;
  training.progress = &bars;
  const train::TrainingResult result = train::train(recipe, training);
  bars.finish();
  save_network(result.network, path);

  Report report;
  report["network"] = path.string();
  report.update(to_report(recipe, result));
  fmt::print("{}", to_text(report));
  save_json(report, json);
  return kSuccess;
}

}  // namespace isomer
