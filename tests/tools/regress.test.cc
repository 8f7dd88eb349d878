// SPDX-License-Identifier: Apache-2.0
//
// Random tests, their files and their results; `isomer regress` as people run it.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <set>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "tests/tools/command_line.h"
#include "tools/isomer/line_reader.h"
#include "tools/isomer/regress_file.h"
#include "tools/isomer/regress_pages.h"
#include "tools/isomer/regress_pool.h"
#include "tools/isomer/regress_worker.h"
#include "tools/isomer/temporary_folder.h"

namespace isomer {
namespace {

using Catch::Matchers::Contains;
using testing::Ran;

std::vector<std::byte> bytes_of(const Scenario& scenario, const TemporaryFolder& folder) {
  save_scenario({scenario, {.kind = "k", .text = "t", .run = 0}}, folder.path() / "s.isorep");
  return read_file(folder.path() / "s.isorep");
}

TEST_CASE("A test is a pure function of machine, kind and seed", "[tools][regress]") {
  const TemporaryFolder folder;
  std::set<std::vector<std::byte>> all;
  for (const char* name : {"tiny", "nano"}) {
    const Machine machine = find_machine(name);
    for (const ScenarioKind& kind : scenario_kinds())
      for (const std::uint64_t seed : {0ULL, 1ULL}) {
        const auto bytes = bytes_of(make_scenario(machine, kind.name, seed), folder);
        CHECK((bytes == bytes_of(make_scenario(machine, kind.name, seed), folder)));
        CHECK(all.insert(bytes).second);
      }
  }
  CHECK_THROWS_WITH(make_scenario(find_machine("tiny"), "lega", 0), Contains("'lega'"));
}

TEST_CASE("Every kind of test passes on the RTL", "[tools][regress][rtl]") {
  for (const char* name : {"tiny", "nano"}) {
    const Machine machine = find_machine(name);
    for (const ScenarioKind& kind : scenario_kinds())
      for (std::uint64_t seed = 0; seed < 6; ++seed) {
        const Scenario scenario = make_scenario(machine, kind.name, seed);
        const ScenarioResult result = run_scenario(machine, scenario, nullptr);
        if (!result.failure && result.programs == scenario.runs.size()) continue;
        INFO(name << " " << kind.name << " seed " << seed << "\n"
                  << (result.failure ? result.failure->text : "not all programs ran"));
        REQUIRE(false);
      }
  }
}

TEST_CASE("Interruptions come in the middle of programs", "[tools][regress][rtl]") {
  const Machine tiny = find_machine("tiny");
  for (const char* kind : {"abort", "reset", "write"}) {
    int early = 0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
      const Scenario scenario = make_scenario(tiny, kind, seed);
      REQUIRE(scenario.runs[0].interruption.kind != Interruption::Kind::none);
      Scenario quiet = scenario;
      quiet.runs[0].interruption = {};
      const auto cut = run_scenario(tiny, scenario, nullptr);
      const auto whole = run_scenario(tiny, quiet, nullptr);
      early += cut.instructions < whole.instructions ? 1 : 0;
      if (std::string(kind) == "write") CHECK(cut.digest == whole.digest);
    }
    if (std::string(kind) != "write") CHECK(early > 3);
  }
}

TEST_CASE("A failed test survives its file, and hostile copies are refused", "[tools][regress]") {
  const TemporaryFolder folder;
  const Scenario scenario = make_scenario(find_machine("tiny"), "abort", 5);
  const std::vector<std::byte> bytes = bytes_of(scenario, folder);
  CHECK(is_scenario(bytes));
  const FailedScenario read = decode_scenario(bytes, "s.isorep");
  CHECK((read.failure == ScenarioFailure{.kind = "k", .text = "t", .run = 0}));
  CHECK(read.scenario.runs.size() == 2);
  CHECK((bytes_of(read.scenario, folder) == bytes));
  for (std::size_t size = 0; size < bytes.size(); size += 97)
    CHECK_THROWS_AS(decode_scenario(std::span(bytes).first(size), "cut"), Error);
}

TEST_CASE("Results remember which seeds are done", "[tools][regress]") {
  RegressResults results(
      {.machines = {"tiny"}, .kinds = {"legal", "trap"}, .programs = 21, .first_seed = 100});
  REQUIRE(results.cells().size() == 2);
  CHECK(results.cells()[0].tests == 11);
  CHECK(results.cells()[1].tests == 10);
  for (const std::uint64_t seed : {103ULL, 101ULL, 102ULL, 108ULL})
    results.add(0, {.seed = seed, .result = {.programs = 2, .digest = seed}});
  CHECK((results.cells()[0].done_ranges ==
         std::map<std::uint64_t, std::uint64_t>{{101, 3}, {108, 1}}));
  const auto missing = [&](std::uint64_t from, std::uint64_t count) {
    const auto seeds = results.missing(0, from, count);
    return seeds ? std::pair(seeds->first, seeds->count)
                 : std::pair<std::uint64_t, std::uint64_t>();
  };
  CHECK((missing(0, 5) == std::pair<std::uint64_t, std::uint64_t>(100, 1)));
  CHECK((missing(101, 9) == std::pair<std::uint64_t, std::uint64_t>(104, 4)));
  CHECK((missing(105, 2) == std::pair<std::uint64_t, std::uint64_t>(105, 2)));
  CHECK((missing(108, 9) == std::pair<std::uint64_t, std::uint64_t>(109, 2)));
  CHECK_FALSE(results.missing(0, 111, 9));

  results.add(1, {.seed = 100, .result = {.failure = ScenarioFailure{"rtl value", "a < b"}}});
  const TemporaryFolder folder;
  save_json(to_report(results), folder.path() / "results.json");
  const RegressResults read = load_results(folder.path() / "results.json");
  CHECK(to_report(read).dump() == to_report(results).dump());
  CHECK(read.total().done == 5);
  CHECK(read.total().digest == 414);
  CHECK_THAT(to_junit(read), Contains("tests=\"5\" failures=\"1\"") && Contains("a &lt; b"));
  CHECK_THAT(to_html(read, {}), Contains("tiny trap seed 100") && Contains("a &lt; b"));
}

TEST_CASE("A worker that ends is a failed test, not a failed regression", "[tools][regress]") {
  const TemporaryFolder folder;
  PoolOptions options{.executable = "/bin/false", .folder = folder.path(), .stop_after = 2};
  RegressPool pool(options,
                   RegressResults({.machines = {"tiny"}, .kinds = {"legal"}, .programs = 3}), {});
  int watched = 0;
  pool.run(0.1, [&] { ++watched; });
  CHECK(watched > 0);
  REQUIRE(pool.results().failures().size() == 3);
  for (const RegressFailure& failure : pool.results().failures()) {
    CHECK(failure.failure == "crash");
    CHECK_THAT(failure.text, Contains("exit code 1"));
    CHECK(is_scenario(read_file(folder.path() / failure.file)));
    CHECK_FALSE(failure.is_shrunk);
  }
}

TEST_CASE("Lines come whole, or late", "[tools][regress]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  LineReader reader(ends[0]);
  REQUIRE(write(ends[1], "one\ntw", 6) == 6);
  CHECK(reader.read(10) == "one");
  CHECK_FALSE(reader.read(0.01));
  CHECK(reader.is_late());
  REQUIRE(write(ends[1], "o\n\n", 3) == 3);
  CHECK(reader.read(10) == "two");
  CHECK(reader.read(10) == "");
  close(ends[1]);
  CHECK_FALSE(reader.read(10));
  CHECK_FALSE(reader.is_late());
  close(ends[0]);
}

nlohmann::json totals(const TemporaryFolder& folder, const std::string& name) {
  auto json = nlohmann::json::parse(testing::read_text(folder.path() / name / "results.json"));
  json["total"].erase("seconds");
  return json["total"];
}

TEST_CASE("A regression gives the same on one worker, on two, and in two parts",
          "[tools][regress][rtl]") {
  const TemporaryFolder folder;
  const auto regress = [&](std::vector<std::string> more) {
    std::vector<std::string> words = {"regress",    "--machine",  "tiny", "--kinds",
                                      "legal,trap", "--programs", "90"};
    words.insert(words.end(), more.begin(), more.end());
    return testing::run_isomer_in(folder.path(), words);
  };
  const Ran one = regress({"--output", "one"});
  INFO(one.complaint);
  REQUIRE(one.code == 0);
  for (const char* file : {"results.json", "junit.xml", "report.html", "coverage.json"})
    CHECK(std::filesystem::exists(folder.path() / "one" / file));
  CHECK_THAT(one.text, Contains("digest"));

  CHECK(regress({"--output", "two", "--jobs", "2"}).code == 0);
  CHECK(totals(folder, "one") == totals(folder, "two"));

  // Stopped before it begins anything more than a first batch, then resumed.
  CHECK(regress({"--output", "parts", "--time-limit", "0.001"}).code == 0);
  const auto part = totals(folder, "parts");
  CHECK(part["done"] < 90);
  const Ran refused = regress({"--output", "parts"});
  CHECK(refused.code == 1);
  CHECK_THAT(refused.complaint, Contains("--resume"));
  CHECK(regress({"--output", "parts", "--resume"}).code == 0);
  CHECK(totals(folder, "one") == totals(folder, "parts"));
  CHECK(regress({"--output", "parts", "--resume", "--first-seed", "1"}).code == 1);
}

TEST_CASE("A mistyped machine or kind is named", "[tools][regress]") {
  const TemporaryFolder folder;
  CHECK_THAT(testing::run_isomer_in(folder.path(), {"regress", "--kinds", "legl"}).complaint,
             Contains("did you mean 'legal'?"));
  CHECK_THAT(testing::run_isomer_in(folder.path(), {"regress", "--machine", "tinny"}).complaint,
             Contains("did you mean 'tiny'?"));
}

}  // namespace
}  // namespace isomer
