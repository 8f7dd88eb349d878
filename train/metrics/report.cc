// SPDX-License-Identifier: Apache-2.0

#include "train/metrics/report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "isa/container/container.h"
#include "isa/container/error.h"

namespace isomer::train {
namespace {

using Json = nlohmann::ordered_json;

void write(const std::filesystem::path& path, const std::string& text) {
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

Json to_json(const Accuracy& a) {
  Json json = {{"images", a.images}, {"ties", a.ties}};
  if (!a.has_labels) return json;
  json["top1"] = a.top1;
  json["top5"] = a.top5;
  return json;
}

Json class_rows(const Comparison& c) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < c.classes.size(); ++i) {
    const Comparison::Class& row = c.classes[i];
    rows.push_back({{"class", i},
                    {"images", row.images},
                    {"teacher_right", row.teacher_right},
                    {"network_right", row.network_right},
                    {"different", row.different}});
  }
  return rows;
}

Json layer_rows(const TrainingResult& result) {
  Json rows = Json::array();
  for (const LayerQuality& layer : result.layers) {
    const double sqnr = layer.sqnr_db();
    rows.push_back({{"tensor", layer.name},
                    {"bits", layer.format.bits},
                    {"exponent", layer.format.exponent},
                    {"sqnr_db", std::isfinite(sqnr) ? Json(sqnr) : Json()}});
  }
  return rows;
}

std::string cell(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void end_line(std::string* text) {
  text->back() = '\n';  // in place of the last comma
}

// A table of flat objects with the keys of the first one as columns.
std::string csv_of(const Json& rows) {
  std::string text;
  if (rows.empty()) return text;
  for (const auto& [key, value] : rows[0].items()) text.append(key).append(1, ',');
  end_line(&text);
  for (const Json& row : rows) {
    for (const auto& [key, value] : row.items()) text.append(cell(value)).append(1, ',');
    end_line(&text);
  }
  return text;
}

// A line per label, a column per answer.
std::string matrix_csv(const Confusion& counts) {
  std::string text = "label";
  for (Eigen::Index c = 0; c < counts.cols(); ++c) text += fmt::format(",{}", c);
  for (Eigen::Index row = 0; row < counts.rows(); ++row) {
    text += fmt::format("\n{}", row);
    for (const std::int64_t count : counts.row(row)) text += fmt::format(",{}", count);
  }
  return text + '\n';
}

std::string density_csv(const TrainingResult& result) {
  std::string text = "layer,parameter,low,high,teacher,network\n";
  for (const Density& d : result.densities) {
    const double width = (d.high - d.low) / Density::kBins;
    for (std::size_t bin = 0; bin < Density::kBins; ++bin) {
      const double low = d.low + width * static_cast<double>(bin);
      text += fmt::format("{},{},{:.9g},{:.9g},{},{}\n", d.layer, d.what, low, low + width,
                          d.teacher[bin], d.network[bin]);
    }
  }
  return text;
}

}  // namespace

void save_report(const Recipe& recipe, const TrainingResult& result,
                 const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw Error(
        fmt::format("{}: the folder cannot be made: {}", folder.string(), failure.message()));
  }
  const Comparison& c = result.comparison;
  Json report = {{"recipe", recipe.name},
                 {"seed", recipe.seed},
                 {"teacher", result.teacher_hash},
                 {"float", to_json(result.float_accuracy)},
                 {"integer", to_json(result.integer_accuracy)},
                 {"classification_difference", c.share(c.different)}};
  if (!c.classes.empty()) {
    report["flip_rate"] = c.share(c.flips);
    report["class_discrepancy"] = c.share(c.discrepancy);
    report["classes"] = class_rows(c);
  }
  report["quantised_steps"] = result.quantised_steps;
  report["representable_steps"] = result.representable_steps;
  report["saturated_biases"] = result.counts.saturated_biases;
  report["raised_exponents"] = result.counts.raised_exponents;
  report["limited_residuals"] = result.counts.limited_residuals;
  report["limited_channels"] = result.counts.limited_channels;
  report["layers"] = layer_rows(result);
  report["toml"] = to_toml(recipe);
  write(folder / "report.json", report.dump(2) + '\n');
  write(folder / "log.csv", result.log.to_csv());
  write(folder / "layers.csv", csv_of(layer_rows(result)));
  write(folder / "densities.csv", density_csv(result));
  if (c.classes.empty()) return;
  write(folder / "classes.csv", csv_of(class_rows(c)));
  write(folder / "confusion_teacher.csv", matrix_csv(c.teacher_confusion));
  write(folder / "confusion_network.csv", matrix_csv(c.network_confusion));
  write(folder / "confusion_difference.csv", matrix_csv(c.network_confusion - c.teacher_confusion));
}

}  // namespace isomer::train
