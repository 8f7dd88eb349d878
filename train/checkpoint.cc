// SPDX-License-Identifier: Apache-2.0

#include "train/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/metadata.h"
#include "sim/kernels/shape.h"
#include "train/layers/float_convolution.h"

namespace isomer::train {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMagic = "ISOMCKP2";
constexpr std::uint32_t kVersion = 1;

// The arrays of the model that a checkpoint keeps, in a fixed order.
std::vector<std::vector<float>*> arrays_of(Model& model) {
  std::vector<std::vector<float>*> arrays;
  for (const NamedArray& array : state_arrays(model)) arrays.push_back(array.values);
  for (Parameter* p : model.parameters()) {
    arrays.push_back(&p->momentum);
    arrays.push_back(&p->second_moment);
  }
  return arrays;
}

template <typename T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

template <typename T>
std::optional<T> optional_from(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
}

Json to_json(const UnitExponents& e) {
  return {{"weights", optional_json(e.weights)},
          {"bias", optional_json(e.bias)},
          {"scale", optional_json(e.scale)},
          {"offset", optional_json(e.offset)},
          {"narrow", optional_json(e.narrow.value())},
          {"output", optional_json(e.output.value())},
          {"saturated_biases", e.counts.saturated_biases},
          {"raised_exponents", e.counts.raised_exponents},
          {"limited_residuals", e.counts.limited_residuals},
          {"limited_channels", e.counts.limited_channels}};
}

void from_json(const Json& json, UnitExponents& e) {
  e.weights = optional_from<int>(json.at("weights"));
  e.bias = optional_from<int>(json.at("bias"));
  e.scale = optional_from<int>(json.at("scale"));
  e.offset = optional_from<int>(json.at("offset"));
  e.narrow.restore(optional_from<double>(json.at("narrow")));
  e.output.restore(optional_from<double>(json.at("output")));
  json.at("saturated_biases").get_to(e.counts.saturated_biases);
  json.at("raised_exponents").get_to(e.counts.raised_exponents);
  json.at("limited_residuals").get_to(e.counts.limited_residuals);
  json.at("limited_channels").get_to(e.counts.limited_channels);
}

Json exponents_json(Model& model) {
  Json units = Json::array();
  for (const IseUnit* unit : model.units()) units.push_back(to_json(unit->exponents()));
  Json pools = Json::array();
  for (const ExponentAverage* pool : model.pool_averages()) {
    pools.push_back(optional_json(pool->value()));
  }
  return {{"units", units}, {"pools", pools}};
}

Json to_json(const Effort& effort) {
  return {{"seconds", effort.seconds}, {"images", effort.images}};
}

Effort effort_from(const Json& json) {
  return {json.at("seconds").get<double>(), json.at("images").get<std::int64_t>()};
}

Json to_json(const TrainingState& s) {
  return {{"recipe", s.recipe},
          {"instruction_set", s.instruction_set},
          {"shard", kernels::kShard},
          {"phase", s.position.phase},
          {"step", s.position.step},
          {"is_absorbed", s.is_absorbed},
          {"teacher_hash", s.teacher.is_empty() ? "" : hash_of(s.teacher)},
          {"float_effort", to_json(s.float_effort)},
          {"quantised_effort", to_json(s.quantised_effort)},
          {"log", to_json(s.log)},
          {"epoch_effort", to_json(s.epoch_effort)},
          {"epoch_loss", s.epoch_loss},
          {"epoch_representable", s.epoch_representable},
          {"best_held_out", s.best_held_out}};
}

TrainingState state_from(const Json& json) {
  TrainingState s;
  json.at("recipe").get_to(s.recipe);
  json.at("instruction_set").get_to(s.instruction_set);
  json.at("phase").get_to(s.position.phase);
  json.at("step").get_to(s.position.step);
  json.at("is_absorbed").get_to(s.is_absorbed);
  s.float_effort = effort_from(json.at("float_effort"));
  s.quantised_effort = effort_from(json.at("quantised_effort"));
  s.log = log_from_json(json.at("log"));
  s.epoch_effort = effort_from(json.at("epoch_effort"));
  json.at("epoch_loss").get_to(s.epoch_loss);
  json.at("epoch_representable").get_to(s.epoch_representable);
  json.at("best_held_out").get_to(s.best_held_out);
  return s;
}

[[noreturn]] void refuse_state(const std::string& file, const char* what) {
  throw Error(
      fmt::format("{}: the section 'state' is not what a checkpoint holds: {}", file, what));
}

}  // namespace

void save_checkpoint(const TrainingState& state, Model& model, const std::filesystem::path& path) {
  Container container{.magic = std::string(kMagic), .version = kVersion, .sections = {}};
  Json json = to_json(state);
  json["exponents"] = exponents_json(model);
  container.sections["state"] = encode_metadata(json);
  std::vector<std::byte>& arrays = container.sections["model"];
  for (const std::vector<float>* array : arrays_of(model)) {
    const auto data = std::as_bytes(std::span(*array));
    arrays.insert(arrays.end(), data.begin(), data.end());
  }
  if (!state.teacher.is_empty()) {
    container.sections["teacher state"] = encode_teacher_state(state.teacher);
    container.sections["teacher arrays"] = encode_teacher_arrays(state.teacher);
  }
  write_file_atomically(path, encode_container(container));
}

Checkpoint::Checkpoint(const std::filesystem::path& path, const std::string& recipe)
    : file_(path.string()) {
  const Container container = decode_container(read_file(path), kMagic, kVersion, file_);
  const Json json = parse_metadata(container.section("state", file_), file_);
  std::string teacher_hash;
  int shard = 0;
  try {
    state_ = state_from(json);
    json.at("teacher_hash").get_to(teacher_hash);
    json.at("shard").get_to(shard);
    exponents_ = json.at("exponents").dump();
  } catch (const Json::exception& e) {
    refuse_state(file_, e.what());
  }
  if (shard != kernels::kShard) refuse_state(file_, "shards of another size");
  if (state_.recipe != recipe) {
    throw Error(fmt::format(
        "{}: was written by another recipe; resume with the recipe and overrides of the first run, "
        "or start anew without --resume",
        file_));
  }
  if (state_.instruction_set != float_instruction_set()) {
    throw Error(fmt::format(
        "{}: was written with other float instructions ({} there, {} here), so the bits would "
        "differ; resume on the same kind of CPU, or limit this one with ONEDNN_MAX_CPU_ISA",
        file_, state_.instruction_set, float_instruction_set()));
  }
  if (!teacher_hash.empty()) {
    state_.teacher = decode_teacher(container.section("teacher state", file_),
                                    container.section("teacher arrays", file_), file_);
    if (hash_of(state_.teacher) != teacher_hash) refuse_state(file_, "another teacher's hash");
  }
  arrays_ = container.section("model", file_);
}

void Checkpoint::restore(Model& model) const {
  bool fits = true;
  std::span<const std::byte> bytes = arrays_;
  for (std::vector<float>* array : arrays_of(model)) {
    const std::size_t size = array->size() * sizeof(float);
    fits = fits && size <= bytes.size();
    if (!fits) break;
    if (size > 0) std::memcpy(array->data(), bytes.data(), size);
    bytes = bytes.subspan(size);
  }
  fits = fits && bytes.empty();
  try {
    const Json json = Json::parse(exponents_);
    const Json& units = json.at("units");
    const Json& pools = json.at("pools");
    fits = fits && units.size() == model.units().size() &&
           pools.size() == model.pool_averages().size();
    for (std::size_t i = 0; fits && i < units.size(); ++i) {
      from_json(units.at(i), model.units()[i]->exponents());
    }
    for (std::size_t i = 0; fits && i < pools.size(); ++i) {
      model.pool_averages()[i]->restore(optional_from<double>(pools.at(i)));
    }
  } catch (const Json::exception& e) {
    refuse_state(file_, e.what());
  }
  if (!fits) {
    throw Error(
        fmt::format("{}: does not fit the model of the recipe; start without --resume", file_));
  }
}

}  // namespace isomer::train
