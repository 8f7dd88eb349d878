// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <sstream>
#include <string>

#include "isa/container/container.h"
#include "isa/container/suggestion.h"
#include "tools/isomer/command.h"
#include "tools/isomer/density_picture.h"
#include "tools/isomer/options.h"
#include "tools/isomer/report.h"
#include "train/quantizers/diagnostics.h"
#include "train/teacher.h"

namespace isomer {
namespace {

using train::ExponentCandidate;
using train::ExponentTable;

constexpr char kAbout[] =
    "Shows what the weights of a trained layer lose at each shared exponent around the one that\n"
    "the search chooses: mean squared error, Pearson's correlation, similarity of the histograms\n"
    "and signal to noise. TEACHER is a float model of `isomer train --save-teacher`.";
constexpr std::string_view kWeight = ".weight";

struct Request {
  std::string teacher;
  std::string layer;
  bool wants_all = false;
  int bits = 8;
  std::string csv;
  std::string densities;
  std::string svg;
  std::string json;
};

// False when help was asked for.
bool parse(const Arguments& arguments, Request* r) {
  Options options("exponents", kAbout,
                  {"isomer exponents resnet8.isoteacher --all --bits 4",
                   "isomer exponents resnet8.isoteacher --layer conv1 --csv conv1.csv "
                   "--svg conv1.svg"});
  options.operand("TEACHER", &r->teacher);
  options.optional("layer", &r->layer, "NAME", "the candidates of this layer");
  options.flag("all", &r->wants_all, "one line per layer");
  options.value("bits", &r->bits, "N", "bits of an integer");
  options.optional("csv", &r->csv, "FILE", "write every candidate");
  options.optional("densities", &r->densities, "FILE",
                   "write the layer's histograms, original and at each candidate, as CSV");
  options.optional("svg", &r->svg, "FILE", "draw them (needs gnuplot)");
  options.optional("json", &r->json, "FILE", "write what is shown as JSON");
  if (!options.parse(arguments)) return false;
  if (r->wants_all == !r->layer.empty()) {
    throw UsageError("exponents: say which layer, --layer NAME, or --all");
  }
  if (r->wants_all && !(r->densities + r->svg).empty()) {
    throw UsageError("exponents: --densities and --svg are of one layer: --layer NAME");
  }
  check_range("--bits", r->bits, 2, 16);
  check_outputs({r->csv, r->densities, r->svg, r->json}, {r->teacher});
  return true;
}

// "conv1" of "conv1.weight"; nothing for other arrays.
std::optional<std::string> layer_of(const train::Teacher::Array& array) {
  if (!array.name.ends_with(kWeight)) return std::nullopt;
  return array.name.substr(0, array.name.size() - kWeight.size());
}

// Those of the layers that were asked for, without any whose weights are all zero.
std::vector<ExponentTable> tables_of(const Request& r) {
  const train::Teacher teacher = train::load_teacher(r.teacher);
  std::vector<std::string> names;
  std::vector<ExponentTable> tables;
  for (const train::Teacher::Array& array : teacher.arrays) {
    const std::optional<std::string> layer = layer_of(array);
    if (!layer) continue;
    names.push_back(*layer);
    if (!r.wants_all && *layer != r.layer) continue;
    auto table = train::exponent_table(array.values, r.bits, true, *layer);
    if (table) tables.push_back(std::move(*table));
  }
  if (!r.wants_all && std::find(names.begin(), names.end(), r.layer) == names.end()) {
    throw Error(fmt::format("{}: there is no layer '{}'{}", r.teacher, r.layer,
                            suggestion(r.layer, names)));
  }
  if (tables.empty()) throw Error(fmt::format("{}: all weights are zero", r.teacher));
  return tables;
}

const ExponentCandidate& chosen_of(const ExponentTable& table) {
  return *std::find_if(table.candidates.begin(), table.candidates.end(),
                       [&](const ExponentCandidate& c) { return c.exponent == table.search; });
}

// Whether no other candidate is better than the chosen one.
bool has_smallest_mse(const ExponentTable& table) {
  return std::none_of(table.candidates.begin(), table.candidates.end(),
                      [&](const ExponentCandidate& c) { return c.mse < chosen_of(table).mse; });
}

bool has_largest(const ExponentTable& table, double ExponentCandidate::*measure) {
  return std::none_of(
      table.candidates.begin(), table.candidates.end(),
      [&](const ExponentCandidate& c) { return c.*measure > chosen_of(table).*measure; });
}

// To four digits, for people.
double significant(double value) { return std::stod(fmt::format("{:.4g}", value)); }

Report decibels(double value) {
  return std::isfinite(value) ? Report(rounded(value, 2)) : Report();
}

Report layer_row(const ExponentTable& table) {
  const ExponentCandidate& chosen = chosen_of(table);
  return {{"layer", table.tensor},
          {"weights", table.count},
          {"exponent", table.search},
          {"ceil", table.ceil},
          {"floor", table.floor},
          {"smallest MSE", has_smallest_mse(table)},
          {"largest PCC", has_largest(table, &ExponentCandidate::pcc)},
          {"JSS", rounded(chosen.jss, 4)},
          {"largest JSS", has_largest(table, &ExponentCandidate::jss)},
          {"SQNR, dB", decibels(chosen.sqnr_db)}};
}

Report candidate_rows(const ExponentTable& table) {
  Report rows = Report::array();
  for (const ExponentCandidate& c : table.candidates) {
    std::string rules;
    for (const auto& [exponent, rule] :
         {std::pair(table.search, "search"), {table.ceil, "ceil"}, {table.floor, "floor"}}) {
      if (exponent == c.exponent) rules += (rules.empty() ? "" : ", ") + std::string(rule);
    }
    rows.push_back({{"exponent", c.exponent},
                    {"chosen by", rules},
                    {"MSE", significant(c.mse)},
                    {"PCC", rounded(c.pcc, 6)},
                    {"JSS", rounded(c.jss, 4)},
                    {"SQNR, dB", decibels(c.sqnr_db)}});
  }
  return rows;
}

Report report_of(const Request& r, const std::vector<ExponentTable>& tables) {
  Report report = {{"teacher", r.teacher}, {"bits", r.bits}};
  if (!r.wants_all) {
    report.update(layer_row(tables.front()));
    report["candidates"] = candidate_rows(tables.front());
    return report;
  }
  const auto count = [&](auto&& is_so) {
    return std::count_if(tables.begin(), tables.end(), is_so);
  };
  report["layers with weights"] = tables.size();
  report["chosen exponent has the smallest MSE"] = count(has_smallest_mse);
  report["chosen exponent has the largest PCC"] =
      count([](const ExponentTable& t) { return has_largest(t, &ExponentCandidate::pcc); });
  report["layers"] = Report::array();
  for (const ExponentTable& table : tables) report["layers"].push_back(layer_row(table));
  return report;
}

void save(const std::string& text, const std::string& path) {
  if (!path.empty()) write_file_atomically(path, std::as_bytes(std::span(text)));
}

}  // namespace

int exponents_command(const Arguments& arguments) {
  Request r;
  if (!parse(arguments, &r)) return kSuccess;
  const std::vector<ExponentTable> tables = tables_of(r);
  const Report report = report_of(r, tables);
  fmt::print("{}", to_text(report));
  save_json(report, r.json);
  std::ostringstream candidates;
  for (const ExponentTable& table : tables) {
    write_candidates(table, &table == &tables.front(), candidates);
  }
  save(candidates.str(), r.csv);
  std::ostringstream densities;
  train::write_densities(tables.front(), densities);
  save(densities.str(), r.densities);
  if (!r.svg.empty()) draw_densities(tables.front(), r.svg);
  return kSuccess;
}

}  // namespace isomer
