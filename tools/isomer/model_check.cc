// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/model_check.h"

#include <fmt/core.h>

#include <span>

#include "isa/compiler/compiler.h"
#include "isa/container/error.h"
#include "isa/program/program.h"
#include "tools/isomer/device_process.h"
#include "tools/isomer/progress.h"
#include "tools/isomer/temporary_folder.h"
#include "train/session.h"

namespace isomer {
namespace {

std::vector<std::string> run_options(const ModelCheckRequest& request) {
  std::vector<std::string> options = to_arguments(request.device);
  options.insert(options.end(), {"--machine", request.machine});
  if (request.device.kind == "rtl") {
    options.emplace_back("--lockstep");
    if (!request.reproducer.empty()) {
      options.insert(options.end(), {"--reproducer", request.reproducer.string()});
    }
  }
  return options;
}

// One image through the program as deployed: its cycles, and its result against the expected one.
std::uint64_t run_deployed(const Network& network, const std::filesystem::path& program,
                           const ModelCheckRequest& request, const ExpectedImage& expected) {
  DeviceProcess process(request.executable, program, run_options(request), network.input(),
                        {network.output()});
  const ImageResult result = process.run(expected.front());
  const int output = network.layers.back().output;
  if (result.tensors.front() != expected[static_cast<std::size_t>(output)]) {
    throw Error(
        fmt::format("the deployed program of {} gives another '{}' than expected for image 0",
                    network.name, network.output().name));
  }
  return result.cycles;
}

double per_second(double count, double seconds) { return seconds > 0 ? count / seconds : 0; }

}  // namespace

ModelCheckResult check_model(const Network& network, const Expectation& expect,
                             const ModelCheckRequest& request) {
  ModelCheckResult result;
  result.machine = find_machine(request.machine);
  const TemporaryFolder folder;
  const std::filesystem::path kept = folder.path() / "kept.isoprog";
  const std::filesystem::path deployed = folder.path() / "deployed.isoprog";
  const Program program = compile(network, result.machine, {.keep_tensors = true});
  save_program(program, kept);
  save_program(compile(network, result.machine, {.keep_tensors = false}), deployed);
  result.macs = program.macs;

  {
    Progress progress(fmt::format("{} {}", result.machine.name, request.device.kind), "images",
                      request.images);
    result.comparison = verify_program(
        {request.executable, kept, run_options(request), request.images, request.jobs}, network,
        expect, [&] { progress.advance(); });
  }
  if (result.comparison.first) return result;

  result.deployed_cycles = run_deployed(network, deployed, request, expect(0, 1).front());
  if (result.deployed_cycles > 0) {
    const double peak = static_cast<double>(result.machine.rows) * result.machine.columns;
    result.share_of_peak =
        static_cast<double>(result.macs) / (static_cast<double>(result.deployed_cycles) * peak);
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
  report["tensors compared"] = c.tensors;
  report["values compared"] = c.values;
  report["values that differ"] = c.differing;
  if (c.first) report["first difference"] = to_string(*c.first);
  if (c.cycles_sum > 0) {
    report["cycles per image, all tensors stored"] =
        rounded(static_cast<double>(c.cycles_sum) / static_cast<double>(c.images), 1);
    report["least"] = c.cycles_min;
    report["most"] = c.cycles_max;
    report["cycles per image, deployed"] = result.deployed_cycles;
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
