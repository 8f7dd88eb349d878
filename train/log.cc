// SPDX-License-Identifier: Apache-2.0

#include "train/log.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace isomer::train {
namespace {

using Json = nlohmann::json;

// Keys in the order of the columns.
nlohmann::ordered_json to_object(const EpochLog& e) {
  return {{"phase", e.phase},
          {"epoch", e.epoch},
          {"steps", e.steps},
          {"loss", e.loss},
          {"learning_rate", e.learning_rate},
          {"images_per_second", e.images_per_second},
          {"representable_steps", e.representable_steps},
          {"saturated_biases", e.counts.saturated_biases},
          {"raised_exponents", e.counts.raised_exponents},
          {"limited_residuals", e.counts.limited_residuals},
          {"limited_channels", e.counts.limited_channels},
          {"held_out_accuracy", e.held_out_accuracy ? Json(*e.held_out_accuracy) : Json()}};
}

EpochLog epoch_from(const Json& json) {
  EpochLog e;
  json.at("phase").get_to(e.phase);
  json.at("epoch").get_to(e.epoch);
  json.at("steps").get_to(e.steps);
  json.at("loss").get_to(e.loss);
  json.at("learning_rate").get_to(e.learning_rate);
  json.at("images_per_second").get_to(e.images_per_second);
  json.at("representable_steps").get_to(e.representable_steps);
  json.at("saturated_biases").get_to(e.counts.saturated_biases);
  json.at("raised_exponents").get_to(e.counts.raised_exponents);
  json.at("limited_residuals").get_to(e.counts.limited_residuals);
  json.at("limited_channels").get_to(e.counts.limited_channels);
  const Json& accuracy = json.at("held_out_accuracy");
  if (!accuracy.is_null()) e.held_out_accuracy = accuracy.get<double>();
  return e;
}

}  // namespace

std::string TrainingLog::to_csv() const {
  std::string text;
  const nlohmann::ordered_json columns = to_object({});
  for (const auto& [key, value] : columns.items()) {
    text += (text.empty() ? "" : ",") + key;
  }
  text += '\n';
  for (const EpochLog& e : epochs) {
    text += fmt::format("{},{},{},{:.6f},{:.6g},{:.0f},{},{},{},{},{},", e.phase, e.epoch, e.steps,
                        e.loss, e.learning_rate, e.images_per_second, e.representable_steps,
                        e.counts.saturated_biases, e.counts.raised_exponents,
                        e.counts.limited_residuals, e.counts.limited_channels);
    if (e.held_out_accuracy) text += fmt::format("{:.6f}", *e.held_out_accuracy);
    text += '\n';
  }
  return text;
}

std::string TrainingLog::to_json_lines() const {
  std::string text;
  for (const Resumption& r : resumptions) {
    const nlohmann::ordered_json line = {{"resumed", r.phase}, {"step", r.step}};
    text += line.dump() + '\n';
  }
  for (const EpochLog& e : epochs) text += to_object(e).dump() + '\n';
  return text;
}

nlohmann::json to_json(const TrainingLog& log) {
  Json epochs = Json::array();
  for (const EpochLog& e : log.epochs) epochs.push_back(Json(to_object(e)));
  Json resumptions = Json::array();
  for (const Resumption& r : log.resumptions) {
    resumptions.push_back({{"phase", r.phase}, {"step", r.step}});
  }
  return {{"epochs", epochs}, {"resumptions", resumptions}};
}

TrainingLog log_from_json(const nlohmann::json& json) {
  TrainingLog log;
  for (const Json& e : json.at("epochs")) log.epochs.push_back(epoch_from(e));
  for (const Json& r : json.at("resumptions")) {
    log.resumptions.push_back({r.at("phase").get<std::string>(), r.at("step").get<std::int64_t>()});
  }
  return log;
}

}  // namespace isomer::train
