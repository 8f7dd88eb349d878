// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include "sim/lockstep/reproducer.h"
#include "tools/isomer/command.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/difference_report.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Runs a reproducer, the file that a lockstep difference leaves: program, input, memory "
    "timing.\n"
    "The exit code is 1 while there is a difference, 0 when it is gone.";

const char* verdict(const Replay& replay) {
  if (!replay.result.difference) return "no difference";
  return replay.is_same ? "the same difference" : "another difference";
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

  const Reproducer reproducer = load_reproducer(path);
  check_outputs({json}, {path, machine_name});
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
