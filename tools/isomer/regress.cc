// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <sstream>

#include "isa/container/container.h"
#include "sim/coverage/coverage_file.h"
#include "tools/isomer/command.h"
#include "tools/isomer/options.h"
#include "tools/isomer/regress_pages.h"
#include "tools/isomer/regress_pool.h"
#include "tools/isomer/regress_table.h"
#include "tools/isomer/regress_worker.h"

namespace isomer {
namespace {

constexpr double kTerminalPeriod = 0.25;  // seconds between two tables
constexpr double kPlainPeriod = 1;
constexpr double kSavePeriod = 5;

std::string about() {
  std::string text =
      "Random programs on the RTL and on the cycle device, both in lockstep with the functional\n"
      "model and compared with each other cycle by cycle. A test is a pure function of machine,\n"
      "kind and seed. Failures are shrunk and kept for `isomer replay`; exit code 1 with any.\n"
      "FOLDER gets results.json, junit.xml, report.html, coverage.json and failures/*.isorep.\n\n"
      "kinds:\n";
  for (const ScenarioKind& kind : scenario_kinds())
    text += fmt::format("  {:<10} {}\n", kind.name, kind.meaning);
  return text;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> words;
  std::istringstream stream(list);
  for (std::string word; std::getline(stream, word, ',');) words.push_back(word);
  return words;
}

// The words of the list, each one of `legal`, once.
std::vector<std::string> choices(const char* option, const std::string& list,
                                 const std::vector<std::string>& legal) {
  std::vector<std::string> words;
  for (const std::string& word : split(list)) {
    if (std::find(words.begin(), words.end(), word) == words.end())
      words.push_back(choice(option, word, legal));
  }
  if (words.empty()) throw UsageError(fmt::format("{} names nothing", option));
  return words;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const ScenarioKind& kind : scenario_kinds()) names.emplace_back(kind.name);
  return names;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

void save_text(const std::string& text, const std::filesystem::path& path) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

// Coverage first: if the results then are not saved, their tests run again and count twice.
void save(const RegressPool& pool, const std::filesystem::path& folder) {
  save_coverage(pool.coverage(), folder / "coverage.json");
  save_json(to_report(pool.results()), folder / "results.json");
}

struct Start {
  RegressResults results;
  std::vector<Coverage> coverage;
};

Start begin(const RegressRequest& request, const std::filesystem::path& folder, bool is_resumed) {
  const std::filesystem::path file = folder / "results.json";
  Start start{.results = RegressResults(request), .coverage = {}};
  if (!std::filesystem::exists(file)) {
    for (const std::string& machine : request.machines)
      start.coverage.emplace_back(find_machine(machine));
    return start;
  }
  if (!is_resumed)
    throw Error(
        fmt::format("{} exists already; go on with --resume or name another folder with "
                    "--output",
                    file.string()));
  start.results = load_results(file);
  if (start.results.request() != request)
    throw Error(
        fmt::format("{} is of other machines, kinds, programs or seeds; repeat its options "
                    "to resume it, or name another folder",
                    file.string()));
  start.coverage = load_coverage(folder / "coverage.json");
  return start;
}

void print_result(const RegressPool& pool, const std::filesystem::path& folder) {
  Report report;
  const Report whole = to_report(pool.results());
  for (const Report& cell : whole.at("cells")) {
    Report row = cell;
    row.erase("done ranges");
    report["tests"].push_back(row);
  }
  Report total = whole.at("total");
  total.erase("machine");
  total.erase("kind");
  report["total"] = total;
  fmt::print("{}", to_text(report));
  for (const RegressFailure& failure : pool.results().failures())
    fmt::print("\nfailed: {} {} seed {}: {}, {} instructions: isomer replay {}\n", failure.machine,
               failure.kind, failure.seed, failure.failure, failure.instructions,
               (folder / failure.file).string());
}

}  // namespace

int regress_command(const Arguments& arguments) {
  if (arguments == Arguments{"--worker"}) return serve_tests(stdin, stdout);
  std::string machines = joined(stock_machines());
  std::string kinds = joined(kind_names());
  std::string output = "regress";
  RegressRequest request{.machines = {}, .kinds = {}, .programs = 1000, .first_seed = 0};
  PoolOptions pool_options;
  bool is_resumed = false;
  Options options("regress", about(),
                  {"isomer regress --programs 10000 --jobs 2",
                   "isomer regress --machine tiny,nano --kinds legal,trap --first-seed 5000",
                   "isomer regress --programs 100000 --jobs 2 --time-limit 3600 --output night",
                   "isomer regress --programs 100000 --jobs 2 --output night --resume"});
  options.value("machine,m", &machines, "NAMES", "stock machines, with commas");
  options.value("kinds,k", &kinds, "NAMES", "kinds of tests, with commas");
  options.value("programs,n", &request.programs, "N",
                "tests in all, shared by machines and kinds; some take two or three programs");
  options.value("first-seed", &request.first_seed, "N", "of each machine and kind");
  options.value("jobs,j", &pool_options.jobs, "N", "worker processes");
  options.value("output,o", &output, "FOLDER", "for results and reproducers");
  options.flag("resume", &is_resumed, "go on with what FOLDER has of the same request");
  options.value("time-limit", &pool_options.time_limit, "SECONDS",
                "after which no test is begun; 0: none");
  options.value("shrink-seconds", &pool_options.shrink_seconds, "SECONDS", "for one failure");
  options.value("stop-after", &pool_options.stop_after, "N",
                "failures, after which no test is begun");
  if (!options.parse(arguments)) return kSuccess;
  request.machines = choices("--machine", machines, stock_machines());
  request.kinds = choices("--kinds", kinds, kind_names());
  check_range("--jobs", pool_options.jobs, 1, 256);
  check_range("--programs", static_cast<std::int64_t>(request.programs), 1, 1LL << 40);
  check_range("--first-seed", static_cast<std::int64_t>(request.first_seed), 0, 1LL << 60);
  check_range("--stop-after", static_cast<std::int64_t>(pool_options.stop_after), 1, 1LL << 40);
  pool_options.executable = this_executable();
  pool_options.folder = output;

  Start start = begin(request, output, is_resumed);
  std::filesystem::create_directories(output);
  const bool is_terminal = isatty(STDERR_FILENO) != 0;
  RegressTable table(start.results.total().done, pool_options.jobs, is_terminal,
                     [](const std::string& text) {
                       std::fputs(text.c_str(), stderr);
                       std::fflush(stderr);
                     });
  RegressPool pool(pool_options, std::move(start.results), std::move(start.coverage));
  const auto begun = std::chrono::steady_clock::now();
  double saved = 0;
  pool.run(is_terminal ? kTerminalPeriod : kPlainPeriod, [&] {
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    table.show(pool, seconds);
    if (seconds - saved < kSavePeriod) return;
    saved = seconds;
    save(pool, output);
  });
  save(pool, output);
  const std::filesystem::path folder = output;
  save_text(to_junit(pool.results()), folder / "junit.xml");
  save_text(to_html(pool.results(), pool.coverage()), folder / "report.html");
  print_result(pool, folder);
  return pool.results().failures().empty() ? kSuccess : kFailure;
}

}  // namespace isomer
