// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "isa/container/container.h"
#include "sim/lockstep/reproducer.h"
#include "tools/isomer/command.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/difference_report.h"
#include "tools/isomer/options.h"
#include "tools/isomer/regress_file.h"
#include "tools/isomer/report.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Runs a reproducer, the file that a lockstep difference leaves: program, input, memory "
    "timing;\n"
    "or one that `isomer regress` leaves of a test: its programs, on both devices with time.\n"
    "The exit code is 1 while there is a difference, 0 when it is gone.";

const char* verdict(const Replay& replay) {
  if (!replay.result.difference) return "no difference";
  return replay.is_same ? "the same difference" : "another difference";
}

// A test of `isomer regress`.
int replay_scenario(std::span<const std::byte> bytes, const std::string& path,
                    const std::string& json) {
  const FailedScenario failed = decode_scenario(bytes, path);
  const Scenario& scenario = failed.scenario;
  const ScenarioResult result = run_scenario(find_machine(scenario.machine), scenario, nullptr);
  const bool is_same = result.failure && result.failure->kind == failed.failure.kind;
  Report report;
  report["reproducer"] = path;
  report["machine"] = scenario.machine;
  report["kind"] = scenario.kind;
  report["seed"] = scenario.seed;
  report["programs"] = scenario.runs.size();
  report["failure"] = result.failure ? Report(result.failure->kind) : Report();
  report["result"] = !result.failure ? "no difference"
                     : is_same       ? "the same difference"
                                     : "another difference";
  fmt::print("{}{}\n", to_text(report), result.failure ? result.failure->text : "");
  report["text"] = result.failure ? Report(result.failure->text) : Report();
  save_json(report, json);
  return result.failure ? kFailure : kSuccess;
}

}  // namespace

int replay_command(const Arguments& arguments) {
  std::string path;
  std::string machine_name;
  std::string json;
  Options options(
      "replay", kAbout,
      {"isomer replay lenet5.isorepro", "isomer replay found.isorepro --machine my.toml"});
  options.operand("REPRODUCER", &path);
  options.optional("machine,m", &machine_name, "NAME|FILE",
                   "the machine, if it is not the stock one of that name");
  options.optional("json", &json, "FILE", "write the result as JSON");
  if (!options.parse(arguments)) return kSuccess;

  const std::vector<std::byte> bytes = read_file(path);
  check_outputs({json}, {path, machine_name});
  if (is_scenario(bytes)) return replay_scenario(bytes, path, json);
  const Reproducer reproducer = decode_reproducer(bytes, path);
  const Replay replayed = replay(reproducer, [&](const Reproducer& r) {
    return make_observable_device(machine_of(r.program, machine_name),
                                  {r.device, r.memory, r.seed});
  });
  const auto& difference = replayed.result.difference;
  Report report;
  report["reproducer"] = path;
  report["machine"] = reproducer.program.machine;
  report["device"] = reproducer.device;
  report["memory"] = reproducer.memory;
  report["seed"] = reproducer.seed;
  report["image"] = reproducer.image;
  report["instructions compared"] = replayed.result.instructions;
  report["result"] = verdict(replayed);
  fmt::print("{}{}", to_text(report), difference ? to_string(*difference) : "");
  report["difference"] = difference ? to_report(reproducer.image, *difference) : Report();
  save_json(report, json);
  return difference ? kFailure : kSuccess;
}

}  // namespace isomer
