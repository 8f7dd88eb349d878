// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace isomer {
namespace {

constexpr double kLinePeriod = 10;  // seconds between two plain lines

std::string coverage_of(const std::vector<Coverage>& machines, const std::string& name) {
  int hit = 0;
  int reachable = 0;
  for (const Coverage& one : machines) {
    if (!name.empty() && one.machine().name != name) continue;
    hit += one.bins_hit();
    reachable += one.bins_reachable();
  }
  return reachable == 0 ? "-" : fmt::format("{:.1f} %", 100.0 * hit / reachable);
}

// The cells of one machine as one.
RegressCell sum(const RegressResults& results, const std::string& machine) {
  RegressCell total;
  for (const RegressCell& cell : results.cells()) {
    if (cell.machine != machine) continue;
    total.tests += cell.tests;
    total.done += cell.done;
    total.failed += cell.failed;
    total.cycles += cell.cycles;
    total.seconds += cell.seconds;
  }
  return total;
}

}  // namespace

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

RegressTable::RegressTable(std::uint64_t done, int jobs, bool is_terminal, Sink sink)
    : done_before_(done), jobs_(jobs), is_terminal_(is_terminal), sink_(std::move(sink)) {}

void RegressTable::show(const RegressPool& pool, double seconds) {
  if (!is_terminal_) {
    if (seconds < next_) return;
    next_ = seconds + kLinePeriod;
    return sink_(line(pool, seconds) + "\n");
  }
  const std::string text = table(pool, seconds);
  const std::string up = lines_ > 0 ? fmt::format("\033[{}A", lines_) : "";
  sink_(up + text);
  lines_ = static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

// From the time of a test in each cell, once known.
double RegressTable::seconds_left(const RegressResults& results, double seconds) const {
  const RegressCell total = results.total();
  if (total.done == done_before_) return 0;
  const double usual = seconds * jobs_ / static_cast<double>(total.done - done_before_);
  double left = 0;
  for (const RegressCell& cell : results.cells()) {
    const double one =
        cell.done > 0 && cell.seconds > 0 ? cell.seconds / static_cast<double>(cell.done) : usual;
    left += one * static_cast<double>(cell.tests - cell.done);
  }
  return left / jobs_;
}

std::string RegressTable::line(const RegressPool& pool, double seconds) const {
  const RegressCell total = pool.results().total();
  const double rate = static_cast<double>(total.done - done_before_) / std::max(seconds, 0.001);
  return fmt::format(
      "regress  {}/{} tests, {} failed, {} programs, {:.1f} Mcycles, {:.1f} tests/s, "
      "{} left, coverage {}",
      total.done, total.tests, total.failed, total.programs,
      static_cast<double>(total.cycles) / 1e6, rate,
      duration(seconds_left(pool.results(), seconds)), coverage_of(pool.coverage(), ""));
}

std::string RegressTable::table(const RegressPool& pool, double seconds) const {
  constexpr char kEnd[] = "\033[K\n";
  std::string text = fmt::format("{:<10}{:>16}{:>8}{:>12}{:>12}{:>12}{}", "machine", "tests",
                                 "failed", "Mcycles", "tests/min", "coverage", kEnd);
  for (const std::string& machine : pool.results().request().machines) {
    const RegressCell cell = sum(pool.results(), machine);
    const double rate = cell.seconds > 0 ? 60 * static_cast<double>(cell.done) / cell.seconds : 0;
    text += fmt::format("{:<10}{:>16}{:>8}{:>12.1f}{:>12.0f}{:>12}{}", machine,
                        fmt::format("{}/{}", cell.done, cell.tests), cell.failed,
                        static_cast<double>(cell.cycles) / 1e6, rate,
                        coverage_of(pool.coverage(), machine), kEnd);
  }
  for (std::size_t w = 0; w < pool.workers().size(); ++w) {
    const RegressPool::Worker& worker = pool.workers()[w];
    text +=
        fmt::format("  job {}  {:<10}{}{}", w + 1, worker.state,
                    worker.state == "over" || worker.machine.empty()
                        ? ""
                        : fmt::format("{} {} seed {}", worker.machine, worker.kind, worker.seed),
                    kEnd);
  }
  return text + line(pool, seconds) + kEnd;
}

}  // namespace isomer
