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
  options.add()("set",
                boost::program_options::value(&overrides)->value_name("KEY=VALUE")->composing(),
                "change a key of the recipe; repeatable")("seed", optional_value(&seed, "N"),
                                                          "short for --set seed=N")(
      "threads,j", optional_value(&threads, "N"), "short for --set threads=N")(
      "data", optional_value(&data, "FOLDER"), "where the data set is")(
      "output,o", optional_value(&output, "FILE"),
      "the network; RECIPE's name with .isonet if "
      "absent, which must not exist yet")("checkpoint", optional_value(&checkpoint, "FILE"),
                                          "written after each epoch")(
      "resume", boost::program_options::bool_switch(&training.resume), "go on from --checkpoint")(
      "log", optional_value(&log, "FILE"), "one CSV line per epoch")(
      "json", optional_value(&json, "FILE"), "write the result as JSON");
  if (!options.parse(arguments)) return kSuccess;
  if (training.resume && checkpoint.empty()) {
    throw UsageError("train: --resume needs the file to go on from: --checkpoint FILE");
  }
  const std::filesystem::path path = output_path(output, recipe_name, ".isonet");
  if (options.is_given("seed")) overrides.push_back(fmt::format("seed={}", seed));
  if (options.is_given("threads")) overrides.push_back(fmt::format("threads={}", threads));
  train::Recipe recipe = train::find_recipe(recipe_name, overrides);
  if (!data.empty()) recipe.data_path = data;

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
