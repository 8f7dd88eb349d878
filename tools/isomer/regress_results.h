// SPDX-License-Identifier: Apache-2.0
//
// What a regression was asked for and what it found so far. Its file is what `--resume` goes on
// from: nothing in it depends on the order in which the tests ran.

#ifndef TOOLS_ISOMER_REGRESS_RESULTS_H_
#define TOOLS_ISOMER_REGRESS_RESULTS_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/coverage/coverage.h"
#include "tools/isomer/regress_run.h"
#include "tools/isomer/report.h"

namespace isomer {

struct RegressRequest {
  std::vector<std::string> machines;
  std::vector<std::string> kinds;
  std::uint64_t programs = 0;  // tests in all, shared evenly by machines and kinds
  std::uint64_t first_seed = 0;

  friend bool operator==(const RegressRequest&, const RegressRequest&) = default;
};

// Tests of one kind on one machine: seeds first_seed to first_seed + tests - 1.
struct RegressCell {
  std::string machine;
  std::string kind;
  std::uint64_t tests = 0;
  std::map<std::uint64_t, std::uint64_t> done_ranges{};  // first seed: count; apart
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
  std::uint64_t programs = 0;
  std::uint64_t instructions = 0;
  std::uint64_t cycles = 0;
  std::uint64_t digest = 0;  // sum of the tests' digests
  double seconds = 0;        // of the worker processes
};

// A test that failed.
struct RegressFailure {
  std::string machine;
  std::string kind;
  std::uint64_t seed = 0;
  std::string failure;  // ScenarioFailure::kind, or "crash"
  std::string text;
  std::string file;                // reproducer, below the folder; empty: not yet kept
  std::uint64_t instructions = 0;  // in the reproducer
  bool is_shrunk = false;
};

struct TestRecord {
  std::uint64_t seed = 0;
  ScenarioResult result{};
  double seconds = 0;
};

class RegressResults {
 public:
  explicit RegressResults(RegressRequest request);

  const RegressRequest& request() const { return request_; }
  const std::vector<RegressCell>& cells() const { return cells_; }
  const std::vector<RegressFailure>& failures() const { return failures_; }
  std::vector<RegressFailure>& failures() { return failures_; }

  // The first seeds, `count` at most, of the cell that are neither done nor below `from`.
  struct Seeds {
    std::uint64_t first = 0;
    std::uint64_t count = 0;
  };
  std::optional<Seeds> missing(std::size_t cell, std::uint64_t from, std::uint64_t count) const;

  // A test that is not done yet.
  void add(std::size_t cell, const TestRecord& test);

  RegressCell total() const;  // of all cells; machine and kind empty

 private:
  friend RegressResults load_results(const std::filesystem::path& path);
  RegressRequest request_;
  std::vector<RegressCell> cells_;
  std::vector<RegressFailure> failures_;
};

// JSON with request, total, cells and failures.
Report to_report(const RegressResults& results);

// Error names the file and what is wrong with it.
RegressResults load_results(const std::filesystem::path& path);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_RESULTS_H_
