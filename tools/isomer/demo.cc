// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "tools/isomer/child.h"
#include "tools/isomer/command.h"
#include "tools/isomer/model_check.h"
#include "tools/isomer/options.h"
#include "tools/isomer/training.h"
#include "train/session.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Trains LeNet-5 on drawn digits (no download), first in float, then on the machine's 8-bit\n"
    "integers; compiles it for two machines; runs it on the functional model and on Verilated\n"
    "RTL, the RTL in lockstep; compares every value of every layer with the training graph's.";

// One device on one machine, and how many images it is shown.
struct Trial {
  const char* device;
  const char* machine;
  std::int64_t images;
};

void say(const std::string& text) { fmt::print(stderr, "{}\n", text); }

// The totals of all trials, and those against RTL alone.
struct Totals {
  std::int64_t rtl_images = 0;
  std::int64_t rtl_values = 0;
  std::int64_t differing = 0;

  void add(const Trial& trial, const ModelCheckResult& result) {
    differing += result.comparison.differing;
    if (std::string_view(trial.device) != "rtl") return;
    rtl_images += result.comparison.images;
    rtl_values += result.comparison.values;
  }
};

Report row(const Trial& trial, const ModelCheckResult& result) {
  const bool has_time = result.deployed_cycles > 0;
  return {{"device", trial.device},
          {"machine", trial.machine},
          {"images", result.comparison.images},
          {"values compared", result.comparison.values},
          {"values that differ", result.comparison.differing},
          {"cycles per image", has_time ? Report(result.deployed_cycles) : Report()},
          {"share of peak, %", has_time ? Report(percent(result.share_of_peak)) : Report()}};
}

}  // namespace

int demo_command(const Arguments& arguments) {
  std::uint64_t seed = 1;
  std::int64_t rtl_images = 500;
  std::string output;
  std::string json;
  int jobs = 2;
  Options options("demo", kAbout,
                  {"isomer demo", "isomer demo --seed 7 --output digits.isonet --json demo.json"});
  options.value("seed", &seed, "N", "other weights, the same zero");
  options.value("images,n", &rtl_images, "N", "images for the RTL of `base`; a quarter for `tiny`");
  options.value("jobs,j", &jobs, "N", "processes and threads at a time");
  options.optional("output,o", &output, "FILE", "keep the trained network");
  options.optional("json", &json, "FILE", "write the table as JSON");
  if (!options.parse(arguments)) return kSuccess;
  check_range("--images", rtl_images, 1, 2000);
  check_range("--jobs", jobs, 1, 256);
  check_outputs({output, json});
  const auto start = std::chrono::steady_clock::now();

  const train::Recipe recipe = train::find_recipe(
      "glyphs",
      std::vector<std::string>{fmt::format("seed={}", seed), fmt::format("threads={}", jobs)});
  say(fmt::format("training {} on drawn digits, seed {}", recipe.model, seed));
  TrainingBars bars;
  train::TrainingOptions training;
  training.progress = &bars;
  const train::TrainingResult trained = train::train(recipe, training);
  bars.finish();
  if (!output.empty()) save_network(trained.network, output);
  const train::TestImages test = train::load_test_images(recipe);

  Totals totals;
  bool is_equal = true;
  Report rows = Report::array();
  const std::int64_t all = std::ssize(test.images);
  const Trial trials[] = {{"functional", "base", all},
                          {"functional", "tiny", std::max<std::int64_t>(all / 10, 1)},
                          {"rtl", "base", std::min(rtl_images, all)},
                          {"rtl", "tiny", std::clamp<std::int64_t>(rtl_images / 4, 1, all)}};
  for (const Trial& trial : trials) {
    say(fmt::format("{} device, machine {}: every value of {} images", trial.device, trial.machine,
                    trial.images));
    ModelCheckRequest request;
    request.machine = trial.machine;
    request.device.kind = trial.device;
    request.jobs = jobs;
    request.executable = this_executable();
    request.reproducer = unused_path("demo", ".isorepro");
    request.images = trial.images;
    const ModelCheckResult result = check_model(
        trained.network, training_expectation(trained.network, test.images, jobs), request);
    totals.add(trial, result);
    rows.push_back(row(trial, result));
    is_equal = is_equal && result.is_equal();
    if (!result.is_equal()) say(to_text(to_report(result)));
  }

  Report report;
  report["devices"] = rows;
  report["result"] = {
      {"fp32 accuracy, %", percent(trained.float_accuracy.top1)},
      {"ISE8 accuracy, %", percent(trained.integer_accuracy.top1)},
      {"classification difference (CD), %",
       percent(trained.comparison.share(trained.comparison.different))},
      {"images compared against RTL", totals.rtl_images},
      {"values compared against RTL", totals.rtl_values},
      {"cycles per image, base", rows[2]["cycles per image"]},
      {"share of peak, base, %", rows[2]["share of peak, %"]},
      {"seconds",
       rounded(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 0)},
  };
  fmt::print("{}\nvalues that differ: {}\n", to_text(report), totals.differing);
  report["values that differ"] = totals.differing;
  save_json(report, json);
  return is_equal ? kSuccess : kFailure;
}

}  // namespace isomer
