// SPDX-License-Identifier: Apache-2.0

#include "train/quantizers/diagnostics.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "isa/arithmetic/exponent.h"
#include "isa/arithmetic/quantize.h"
#include "isa/arithmetic/similarity.h"
#include "train/quantizers/shared_exponent.h"

namespace isomer::train {
namespace {

constexpr int kNeighbours = 3;  // on each side of the chosen exponent

double quantised(float r, const Format& format) {
  return dequantize(quantize(static_cast<double>(r), format, Rounding::half_up), format);
}

// The range of the values and of what the candidates make of them.
void set_bins(std::span<const float> values, ExponentTable& table, int bins) {
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  double min = static_cast<double>(*least);
  double max = static_cast<double>(*largest);
  for (const ExponentCandidate& candidate : table.candidates) {
    const Format format{table.bits, table.is_signed, candidate.exponent};
    min = std::min(min, quantised(*least, format));  // quantising keeps the order of numbers
    max = std::max(max, quantised(*largest, format));
  }
  table.min = min;
  table.width = (max - min) / bins;
}

// `value_of` gives the number that stands for one value.
template <typename ValueOf>
std::vector<double> density_of(std::span<const float> values, const ExponentTable& table,
                               std::size_t bins, ValueOf&& value_of) {
  std::vector<double> counts(bins);
  for (const float r : values) {
    const double position = table.width > 0 ? (value_of(r) - table.min) / table.width : 0;
    ++counts[std::min(static_cast<std::size_t>(position), bins - 1)];
  }
  for (double& share : counts) share /= static_cast<double>(values.size());
  return counts;
}

ExponentCandidate candidate_at(std::span<const float> values, const Format& format,
                               double sum_of_squares) {
  const double error = squared_error(values, format, Rounding::half_up);
  return {.exponent = format.exponent,
          .mse = error / static_cast<double>(values.size()),
          .pcc = correlation(values, format, Rounding::half_up),
          .jss = histogram_similarity(values, format, Rounding::half_up),
          .sqnr_db = error > 0 ? 10 * std::log10(sum_of_squares / error)
                               : std::numeric_limits<double>::infinity(),
          .density = {}};
}

std::string rules_of(const ExponentTable& table, int exponent) {
  std::string rules;
  const auto add = [&](int choice, const char* rule) {
    if (choice != exponent) return;
    if (!rules.empty()) rules += '+';
    rules += rule;
  };
  add(table.search, "search");
  add(table.ceil, "ceil");
  add(table.floor, "floor");
  return rules;
}

}  // namespace

std::optional<ExponentTable> exponent_table(std::span<const float> values, int bits, bool is_signed,
                                            std::string_view tensor, int bins) {
  assert(bins >= 1);
  const auto choose = [&](ExponentRule rule) {
    return choose_exponent(values, bits, is_signed, rule, tensor);
  };
  const std::optional<int> search = choose(ExponentRule::search);
  if (!search) return std::nullopt;
  ExponentTable table{.tensor = std::string(tensor),
                      .bits = bits,
                      .is_signed = is_signed,
                      .count = values.size(),
                      .search = *search,
                      .ceil = *choose(ExponentRule::ceil),
                      .floor = *choose(ExponentRule::floor),
                      .candidates = {},
                      .density = {}};
  double sum_of_squares = 0;
  for (const float r : values) sum_of_squares += static_cast<double>(r) * static_cast<double>(r);
  for (int k = *search + kNeighbours; k >= *search - kNeighbours; --k) {
    table.candidates.push_back(candidate_at(values, {bits, is_signed, k}, sum_of_squares));
  }
  set_bins(values, table, bins);
  const auto count = static_cast<std::size_t>(bins);
  table.density = density_of(values, table, count, [](float r) { return static_cast<double>(r); });
  for (ExponentCandidate& candidate : table.candidates) {
    const Format format{bits, is_signed, candidate.exponent};
    candidate.density =
        density_of(values, table, count, [&](float r) { return quantised(r, format); });
  }
  return table;
}

void write_candidates(const ExponentTable& table, bool with_header, std::ostream& csv) {
  if (with_header) csv << "tensor,bits,signed,exponent,chosen_by,mse,pcc,jss,sqnr_db\n";
  for (const ExponentCandidate& c : table.candidates) {
    fmt::print(csv, "{},{},{},{},{},{:.9g},{:.9g},{:.9g},{:.4f}\n", table.tensor, table.bits,
               table.is_signed ? 1 : 0, c.exponent, rules_of(table, c.exponent), c.mse, c.pcc,
               c.jss, c.sqnr_db);
  }
}

void write_densities(const ExponentTable& table, std::ostream& csv) {
  csv << "value,original";
  for (const ExponentCandidate& c : table.candidates) fmt::print(csv, ",{}", c.exponent);
  csv << '\n';
  for (std::size_t i = 0; i < table.density.size(); ++i) {
    fmt::print(csv, "{:.9g},{:.9g}", table.min + (static_cast<double>(i) + 0.5) * table.width,
               table.density[i]);
    for (const ExponentCandidate& c : table.candidates) fmt::print(csv, ",{:.9g}", c.density[i]);
    csv << '\n';
  }
}

}  // namespace isomer::train
