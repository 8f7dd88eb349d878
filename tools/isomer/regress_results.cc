// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/regress_results.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/metadata.h"

namespace isomer {
namespace {

Report to_report(const RegressCell& cell) {
  Report report;
  report["machine"] = cell.machine;
  report["kind"] = cell.kind;
  report["tests"] = cell.tests;
  report["done"] = cell.done;
  report["failed"] = cell.failed;
  report["programs"] = cell.programs;
  report["instructions"] = cell.instructions;
  report["cycles"] = cell.cycles;
  report["digest"] = fmt::format("{:016x}", cell.digest);
  report["seconds"] = rounded(cell.seconds, 3);
  return report;
}

Report to_report(const RegressFailure& failure) {
  Report report;
  report["machine"] = failure.machine;
  report["kind"] = failure.kind;
  report["seed"] = failure.seed;
  report["failure"] = failure.failure;
  report["text"] = failure.text;
  report["file"] = failure.file;
  report["instructions"] = failure.instructions;
  report["shrunk"] = failure.is_shrunk;
  return report;
}

std::vector<std::string> texts(const Metadata& list) {
  std::vector<std::string> result;
  for (const Metadata& item : list.items()) result.push_back(item.text());
  return result;
}

}  // namespace

RegressResults::RegressResults(RegressRequest request) : request_(std::move(request)) {
  const std::uint64_t count = request_.machines.size() * request_.kinds.size();
  for (const std::string& machine : request_.machines)
    for (const std::string& kind : request_.kinds) {
      const std::uint64_t index = cells_.size();
      const std::uint64_t extra = index < request_.programs % count ? 1 : 0;
      cells_.push_back(
          {.machine = machine, .kind = kind, .tests = request_.programs / count + extra});
    }
}

std::optional<RegressResults::Seeds> RegressResults::missing(std::size_t cell, std::uint64_t from,
                                                             std::uint64_t count) const {
  const RegressCell& one = cells_[cell];
  const std::uint64_t end = request_.first_seed + one.tests;
  std::uint64_t first = std::max(from, request_.first_seed);
  std::uint64_t last = end;
  for (const auto& [seed, length] : one.done_ranges) {
    if (seed + length <= first) continue;
    if (seed > first) {
      last = std::min(end, seed);
      break;
    }
    first = seed + length;
  }
  if (first >= last) return std::nullopt;
  return Seeds{first, std::min(count, last - first)};
}

void RegressResults::add(std::size_t cell, const TestRecord& test) {
  RegressCell& one = cells_[cell];
  auto& ranges = one.done_ranges;
  auto range = ranges.emplace(test.seed, 1).first;
  if (range != ranges.begin()) {
    const auto before = std::prev(range);
    if (before->first + before->second == test.seed) {
      before->second += range->second;
      ranges.erase(range);
      range = before;
    }
  }
  const auto after = std::next(range);
  if (after != ranges.end() && range->first + range->second == after->first) {
    range->second += after->second;
    ranges.erase(after);
  }
  ++one.done;
  one.programs += test.result.programs;
  one.instructions += test.result.instructions;
  one.cycles += test.result.cycles;
  one.digest += test.result.digest;
  one.seconds += test.seconds;
  if (!test.result.failure) return;
  ++one.failed;
  failures_.push_back({.machine = one.machine,
                       .kind = one.kind,
                       .seed = test.seed,
                       .failure = test.result.failure->kind,
                       .text = test.result.failure->text,
                       .file = {}});
}

RegressCell RegressResults::total() const {
  RegressCell total;
  for (const RegressCell& cell : cells_) {
    total.tests += cell.tests;
    total.done += cell.done;
    total.failed += cell.failed;
    total.programs += cell.programs;
    total.instructions += cell.instructions;
    total.cycles += cell.cycles;
    total.digest += cell.digest;
    total.seconds += cell.seconds;
  }
  return total;
}

Report to_report(const RegressResults& results) {
  Report report;
  Report& request = report["request"];
  request["machines"] = results.request().machines;
  request["kinds"] = results.request().kinds;
  request["programs"] = results.request().programs;
  request["first seed"] = results.request().first_seed;
  report["total"] = to_report(results.total());
  report["cells"] = Report::array();
  for (const RegressCell& cell : results.cells()) {
    Report one = to_report(cell);
    one["done ranges"] = Report::array();
    for (const auto& [first, count] : cell.done_ranges)
      one["done ranges"].push_back({first, count});
    report["cells"].push_back(one);
  }
  report["failures"] = Report::array();
  for (const RegressFailure& failure : results.failures())
    report["failures"].push_back(to_report(failure));
  return report;
}

RegressResults load_results(const std::filesystem::path& path) {
  const auto json = parse_metadata(read_file(path), path.string());
  const Metadata metadata(json, path.string() + ": ");
  const Metadata request = metadata.at("request");
  RegressResults results({.machines = texts(request.at("machines")),
                          .kinds = texts(request.at("kinds")),
                          .programs = request.at("programs").natural(),
                          .first_seed = request.at("first seed").natural()});
  const std::vector<Metadata> cells = metadata.at("cells").items();
  if (cells.size() != results.cells_.size())
    metadata.at("cells").fail("not one for each machine and kind of the request");
  for (std::size_t i = 0; i < cells.size(); ++i) {
    RegressCell& cell = results.cells_[i];
    cell.done = cells[i].at("done").natural();
    cell.failed = cells[i].at("failed").natural();
    cell.programs = cells[i].at("programs").natural();
    cell.instructions = cells[i].at("instructions").natural();
    cell.cycles = cells[i].at("cycles").natural();
    cell.digest = std::stoull(cells[i].at("digest").text(), nullptr, 16);
    cell.seconds = cells[i].at("seconds").json().get<double>();
    for (const Metadata& range : cells[i].at("done ranges").items()) {
      const std::vector<Metadata> pair = range.items();
      if (pair.size() != 2) range.fail("no first seed and count");
      cell.done_ranges.emplace(pair[0].natural(), pair[1].natural());
    }
  }
  for (const Metadata& one : metadata.at("failures").items())
    results.failures_.push_back({.machine = one.at("machine").text(),
                                 .kind = one.at("kind").text(),
                                 .seed = one.at("seed").natural(),
                                 .failure = one.at("failure").text(),
                                 .text = one.at("text").text(),
                                 .file = one.at("file").text(),
                                 .instructions = one.at("instructions").natural(),
                                 .is_shrunk = one.at("shrunk").boolean()});
  return results;
}

}  // namespace isomer
