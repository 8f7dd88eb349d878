// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_worker.h"

#include <fmt/core.h>

#include <chrono>
#include <span>

#include "isa/container/error.h"
#include "isa/container/metadata.h"
#include "sim/coverage/coverage_file.h"
#include "tools/isomer/command.h"
#include "tools/isomer/regress_shrink.h"

namespace isomer {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void write_line(std::FILE* output, const Report& report) {
  fmt::print(output, "{}\n", report.dump());
  if (std::fflush(output) != 0) throw Error("the regression that this worker is for has ended");
}

Report to_report(const TestRecord& test) {
  Report report;
  report["seed"] = test.seed;
  report["programs"] = test.result.programs;
  report["instructions"] = test.result.instructions;
  report["cycles"] = test.result.cycles;
  report["digest"] = test.result.digest;
  report["seconds"] = test.seconds;
  report["failure"] = test.result.failure ? test.result.failure->kind : "";
  report["text"] = test.result.failure ? test.result.failure->text : "";
  return report;
}

void run_tests(const RunCommand& command, std::FILE* output) {
  const Machine machine = find_machine(command.machine);
  Coverage coverage(machine);
  for (std::uint64_t i = 0; i < command.count; ++i) {
    const Clock::time_point start = Clock::now();
    TestRecord test{.seed = command.first + i};
    const Scenario scenario = make_scenario(machine, command.kind, test.seed);
    test.result = run_scenario(machine, scenario, &coverage);
    test.seconds = seconds_since(start);
    write_line(output, to_report(test));
  }
  write_line(output, {{"coverage", encode_coverage(std::span(&coverage, 1))}});
}

std::uint64_t instructions_of(const Scenario& scenario) {
  std::uint64_t count = 0;
  for (const ScenarioRun& run : scenario.runs) count += run.program.instructions.size();
  return count;
}

Metadata parse(const std::string& line, nlohmann::json& json) {
  json = parse_metadata(std::as_bytes(std::span(line)), "a line between regression processes");
  return {json, "a line between regression processes: "};
}

}  // namespace

std::string to_line(const RunCommand& command) {
  const Report fields = {{"machine", command.machine},
                         {"kind", command.kind},
                         {"first", command.first},
                         {"count", command.count}};
  return Report({{"run", fields}}).dump() + "\n";
}

std::string to_line(const KeepCommand& command) {
  const Report fields = {{"machine", command.machine},
                         {"kind", command.kind},
                         {"seed", command.seed},
                         {"file", command.file},
                         {"seconds", command.seconds}};
  return Report({{"keep", fields}}).dump() + "\n";
}

TestRecord parse_test(const std::string& line) {
  nlohmann::json json;
  const Metadata metadata = parse(line, json);
  TestRecord test{.seed = metadata.at("seed").natural()};
  test.result.programs = metadata.at("programs").natural();
  test.result.instructions = metadata.at("instructions").natural();
  test.result.cycles = metadata.at("cycles").natural();
  test.result.digest = metadata.at("digest").natural();
  test.seconds = metadata.at("seconds").json().get<double>();
  const std::string failure = metadata.at("failure").text();
  if (!failure.empty()) test.result.failure = {failure, metadata.at("text").text()};
  return test;
}

Kept keep_failure(const KeepCommand& command) {
  const Machine machine = find_machine(command.machine);
  FailedScenario failed{.scenario = make_scenario(machine, command.kind, command.seed),
                        .failure = {.kind = "crash", .text = "the process that ran it ended"}};
  Kept kept;
  if (command.seconds > 0) {
    const ScenarioResult result = run_scenario(machine, failed.scenario, nullptr);
    if (result.failure) {
      failed.failure = *result.failure;
      failed = shrink_scenario(machine, failed, command.seconds).failed;
      kept.is_shrunk = true;
    }
  }
  save_scenario(failed, command.file);
  kept.instructions = instructions_of(failed.scenario);
  return kept;
}

int serve_tests(std::FILE* input, std::FILE* output) {
  std::string line;
  for (int c = std::fgetc(input); c != EOF; c = std::fgetc(input)) {
    if (c != '\n') {
      line += static_cast<char>(c);
      continue;
    }
    nlohmann::json json;
    const Metadata metadata = parse(line, json);
    if (json.contains("run")) {
      const Metadata run = metadata.at("run");
      run_tests({.machine = run.at("machine").text(),
                 .kind = run.at("kind").text(),
                 .first = run.at("first").natural(),
                 .count = run.at("count").natural()},
                output);
    } else {
      const Metadata keep = metadata.at("keep");
      const Kept kept = keep_failure({.machine = keep.at("machine").text(),
                                      .kind = keep.at("kind").text(),
                                      .seed = keep.at("seed").natural(),
                                      .file = keep.at("file").text(),
                                      .seconds = keep.at("seconds").json().get<double>()});
      write_line(output, {{"instructions", kept.instructions}, {"shrunk", kept.is_shrunk}});
    }
    line.clear();
  }
  return kSuccess;
}

}  // namespace isomer
