// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/place_and_route.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "isa/container/error.h"
#include "tools/isomer/external_tool.h"

namespace isomer {
namespace {

bool fits(const Report& utilisation) {
  return std::all_of(utilisation.begin(), utilisation.end(), [](const Report& row) {
    return row.at("used").get<std::int64_t>() <= row.at("available").get<std::int64_t>();
  });
}

// The slowest clock of nextpnr's report.
double slowest_clock(const std::filesystem::path& file) {
  try {
    const Report report = Report::parse(read_text(file));
    double slowest = 0;
    for (const Report& clock : report.at("fmax")) {
      const double achieved = clock.at("achieved").get<double>();
      slowest = slowest == 0 ? achieved : std::min(slowest, achieved);
    }
    return rounded(slowest, 2);
  } catch (const Report::exception& error) {
    throw Error(fmt::format("{}: no report of nextpnr: {}", file.string(), error.what()));
  }
}

// "Info:  ICESTORM_LC:  1958/ 7680    25%" and nothing else.
std::optional<Report> utilisation_row(std::string line) {
  std::replace(line.begin(), line.end(), '/', ' ');
  std::istringstream words(line);
  std::string info;
  std::string name;
  std::string percent;
  std::string rest;
  std::int64_t used = 0;
  std::int64_t available = 0;
  if (!(words >> info >> name >> used >> available >> percent) || words >> rest) return {};
  if (info != "Info:" || !name.ends_with(':') || !percent.ends_with('%')) return {};
  name.pop_back();
  return Report{{"resource", name}, {"used", used}, {"available", available}};
}

// Of the attempt with this seed.
std::string attempt_file(const SynthesisOptions& options, std::uint64_t seed, const char* ending) {
  return fmt::format("{}.seed-{}.{}", options.name, seed, ending);
}

}  // namespace

std::vector<std::string> route_arguments(const SynthesisOptions& options, std::uint64_t seed) {
  const bool is_up5k = options.device == "up5k";
  return {"--" + options.device,
          "--package",
          is_up5k ? "sg48" : "ct256",
          "--json",
          options.name + ".json",
          "--report",
          attempt_file(options, seed, "json"),
          "--seed",
          std::to_string(seed),
          "--pcf-allow-unconstrained",
          "--timing-allow-fail"};
}

Fit place_and_route(const SynthesisOptions& options) {
  Fit fit;
  for (std::uint64_t seed = options.seed; seed < options.seed + options.attempts; ++seed) {
    const std::string log = attempt_file(options, seed, "log");
    const std::string label = fmt::format("{}, seed {}", options.name, seed);
    const int code = run_tool(kNextpnrIce40, route_arguments(options, seed), options.folder, log,
                              label, options.attempt_seconds);
    const std::string text = read_text(options.folder / log);
    ++fit.attempts;
    fit.seed = seed;
    fit.utilisation = parse_utilisation(text);
    fit.fits = !fit.utilisation.empty() && fits(fit.utilisation);
    if (code == 0) {
      fit.fmax = slowest_clock(options.folder / attempt_file(options, seed, "json"));
      fmt::print(stderr, "{}: {} MHz\n", label, *fit.fmax);
      return fit;
    }
    if (code != kTimedOut) {
      if (!fit.utilisation.empty() && !fit.fits) return fit;
      throw Error(fmt::format("nextpnr-ice40 failed: {}; see {}", complaint_in(text),
                              (options.folder / log).string()));
    }
    fmt::print(stderr, "{}: not routed in {} s of processor time\n", label,
               options.attempt_seconds);
  }
  return fit;
}

Report parse_utilisation(std::string_view log) {
  Report rows = Report::array();
  std::istringstream lines{std::string(log)};
  for (std::string line; std::getline(lines, line);) {
    if (const auto row = utilisation_row(line)) {
      rows.push_back(*row);
    } else if (!rows.empty()) {
      break;  // the first block alone
    }
  }
  return rows;
}

}  // namespace isomer
