// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/model_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "isa/program/program.h"
#include "tools/isomer/device_process.h"
#include "tools/isomer/difference_report.h"
#include "tools/isomer/progress.h"
#include "tools/isomer/temporary_folder.h"
#include "train/session.h"

namespace isomer {
namespace {

std::vector<std::string> run_options(const ModelCheckRequest& request) {
  std::vector<std::string> options = to_arguments(request.device);
  options.insert(options.end(), {"--machine", request.machine});
  if (request.device.kind == "rtl") options.emplace_back("--lockstep");
  return options;
}

// The program as deployed, which stores the result only, in a process of its own.
class Deployed {
 public:
  Deployed(const Network& network, const std::filesystem::path& program,
           const ModelCheckRequest& request, const std::vector<std::string>& options)
      : network_(network),
        process_(request.executable, program, options, network.input(), {network.output()}) {}

  // Runs all images from number `first` on; adds to what was compared, and the first difference
  // unless there is one; returns the cycles of the last run.
  std::uint64_t compare(std::int64_t first, std::span<const ExpectedImage> expected,
                        ModelCheckResult* result) {
    std::uint64_t cycles = 0;
    while (!expected.empty()) {
      const std::size_t count =
          std::min(expected.size(), static_cast<std::size_t>(process_.batch()));
      const std::vector<ImageResult> found = process_.run(inputs_of(expected.first(count)));
      for (std::size_t i = 0; i < count; ++i)
        compare_one(first + static_cast<std::int64_t>(i), expected[i], found[i], result);
      cycles = found.front().cycles;
      first += static_cast<std::int64_t>(count);
      expected = expected.subspan(count);
    }
    return cycles;
  }

 private:
  void compare_one(std::int64_t image, const ExpectedImage& expected, const ImageResult& found,
                   ModelCheckResult* result) {
    const int output = network_.layers.back().output;
    const Values& want = expected[static_cast<std::size_t>(output)];
    const Values& have = found.tensors.front();
    const auto width = static_cast<std::size_t>(network_.output().width);
    const auto height = static_cast<std::size_t>(network_.output().height);
    result->deployed_values += std::ssize(want);
    const bool was_equal = result->is_equal();
    for (std::size_t i = 0; was_equal && i < want.size(); ++i) {
      if (want[i] == have[i]) continue;
      if (result->comparison.differing++ > 0) continue;
      result->comparison.first = {image,
                                  network_.layers.back().name + " as deployed",
                                  network_.output().name,
                                  static_cast<int>(i / (width * height)),
                                  static_cast<int>(i / width % height),
                                  static_cast<int>(i % width),
                                  want[i],
                                  have[i]};
    }
  }

  const Network& network_;
  DeviceProcess process_;
};

// Keeps the reproducer under the name that was asked for.
Reproducer keep(const std::filesystem::path& found, const std::filesystem::path& wanted) {
  Reproducer reproducer = load_reproducer(found);
  if (!wanted.empty()) save_reproducer(reproducer, wanted);
  return reproducer;
}

double per_second(double count, double seconds) { return seconds > 0 ? count / seconds : 0; }

}  // namespace

ModelCheckResult check_model(const Network& network, const Expectation& expect,
                             const ModelCheckRequest& request) {
  ModelCheckResult result;
  result.machine = find_machine(request.machine);
  result.batch = request.batch;
  const TemporaryFolder folder;
  const std::filesystem::path kept = folder.path() / "kept.isoprog";
  const std::filesystem::path deployed = folder.path() / "deployed.isoprog";
  const Program program =
      compile(network, result.machine, {.keep_tensors = true, .batch = request.batch});
  save_program(program, kept);
  save_program(compile(network, result.machine, {.keep_tensors = false, .batch = request.batch}),
               deployed);
  result.macs = program.macs;

  Deployed functional(network, deployed, request, {"--machine", request.machine});
  ModelCheckResult of_deployed;
  VerificationRequest verification{request.executable,
                                   kept,
                                   run_options(request),
                                   request.images,
                                   request.jobs,
                                   {},
                                   [&](std::int64_t first, const auto& images) {
                                     functional.compare(first, images, &of_deployed);
                                   }};
  if (request.device.kind == "rtl") verification.reproducers = folder.path();
  {
    Progress progress(fmt::format("{} {}", result.machine.name, request.device.kind), "images",
                      request.images);
    result.comparison = verify_program(verification, network, expect, [&] { progress.advance(); });
  }
  result.deployed_values = of_deployed.deployed_values;
  if (!result.comparison.reproducer.empty()) {
    result.lockstep = keep(result.comparison.reproducer, request.reproducer);
    result.comparison.differing = static_cast<std::int64_t>(result.lockstep->difference.count);
  } else if (!result.comparison.first && of_deployed.comparison.first) {
    result.comparison.first = of_deployed.comparison.first;
    result.comparison.differing = of_deployed.comparison.differing;
  }
  if (!result.is_equal()) return result;

  Deployed timed(network, deployed, request, run_options(request));
  result.deployed_cycles =
      timed.compare(0, expect(0, std::min<std::int64_t>(request.batch, request.images)), &result);
  if (result.deployed_cycles > 0) {
    const double peak = static_cast<double>(result.machine.rows) * result.machine.columns;
    result.share_of_peak = static_cast<double>(result.macs) * result.batch /
                           (static_cast<double>(result.deployed_cycles) * peak);
  }
  return result;
}

Expectation training_expectation(const Network& network, const std::vector<Values>& images,
                                 int threads) {
  return [&network, &images, threads](std::int64_t first, std::int64_t count) {
    const auto batch =
        std::span(images).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count));
    return train::training_tensors(network, batch, threads);
  };
}

Report to_report(const ModelCheckResult& result) {
  const VerificationResult& c = result.comparison;
  Report report;
  report["machine"] = result.machine.name;
  report["images"] = c.images;
  report["images per run"] = result.batch;
  report["tensors compared"] = c.tensors;
  report["values compared"] = c.values;
  report["values that differ"] = c.differing;
  report["deployed values compared"] = result.deployed_values;
  if (c.first) report["first difference"] = to_string(*c.first);
  if (result.lockstep)
    report["lockstep difference"] = to_report(result.lockstep->image, result.lockstep->difference);
  if (c.cycles_sum > 0) {
    report["cycles per image, all tensors stored"] =
        rounded(static_cast<double>(c.cycles_sum) / static_cast<double>(c.images), 1);
    report["least of a run"] = c.cycles_min;
    report["most of a run"] = c.cycles_max;
    report["cycles per run, deployed"] = result.deployed_cycles;
    report["share of peak, %"] = rounded(100 * result.share_of_peak, 1);
    report["kcycles/s"] =
        rounded(per_second(static_cast<double>(c.cycles_sum) / 1000, c.device_seconds), 1);
  }
  report["device images/s"] =
      rounded(per_second(static_cast<double>(c.images), c.device_seconds), 1);
  report["reference images/s"] =
      rounded(per_second(static_cast<double>(c.images), c.expected_seconds), 1);
  return report;
}

}  // namespace isomer
