// SPDX-License-Identifier: Apache-2.0

#include "train/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "isa/arithmetic/format.h"
#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/metadata.h"
#include "sim/kernels/shape.h"
#include "train/cpu_model.h"
#include "train/layers/float_convolution.h"

namespace isomer::train {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMagic = "ISOMCKP2";
// Raised with the layout, and with every change of the float arithmetic that changes a bit: an
// older run could not go on as it began.
constexpr std::uint32_t kVersion = 2;

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

[[noreturn]] void refuse_state(const std::string& file, const std::string& what) {
  throw Error(
      fmt::format("{}: the section 'state' is not what a checkpoint holds: {}", file, what));
}

// An exponent, or the average of some.
template <typename T>
std::optional<T> exponent_from(const Json& json, const std::string& file) {
  if (json.is_null()) return std::nullopt;
  const auto value = json.get<double>();
  const bool is_legal = value >= kMinExponent && value <= kMaxExponent &&
                        (std::is_floating_point_v<T> || json.is_number_integer());
  if (!is_legal) refuse_state(file, fmt::format("{} is no exponent", json.dump()));
  return json.get<T>();
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

void read_exponents(const Json& json, const std::string& file, UnitExponents& e) {
  e.weights = exponent_from<int>(json.at("weights"), file);
  e.bias = exponent_from<int>(json.at("bias"), file);
  e.scale = exponent_from<int>(json.at("scale"), file);
  e.offset = exponent_from<int>(json.at("offset"), file);
  e.narrow.restore(exponent_from<double>(json.at("narrow"), file));
  e.output.restore(exponent_from<double>(json.at("output"), file));
  json.at("saturated_biases").get_to(e.counts.saturated_biases);
  json.at("raised_exponents").get_to(e.counts.raised_exponents);
  json.at("limited_residuals").get_to(e.counts.limited_residuals);
  json.at("limited_channels").get_to(e.counts.limited_channels);
}

Json exponents_json(Model& model) {
  Json units = Json::array();
  for (const IseUnit* unit : model.units()) {
    units.push_back(to_json(unit->exponents()));
    units.back()["has_members"] = !unit->members().empty();
  }
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
          {"cpu", s.cpu},
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
  json.at("cpu").get_to(s.cpu);
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
  std::vector<std::byte>& members = container.sections["members"];
  for (const IseUnit* unit : model.units()) {
    const auto data = std::as_bytes(std::span(unit->members()));
    members.insert(members.end(), data.begin(), data.end());
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
  if (state_.cpu != cpu_model()) {
    throw Error(fmt::format(
        "{}: was written on another CPU ({} there, {} here), so the bits of float sums might "
        "differ; resume on the same model of CPU, or start anew without --resume",
        file_, state_.cpu, cpu_model()));
  }
  if (!teacher_hash.empty()) {
    state_.teacher = decode_teacher(container.section("teacher state", file_),
                                    container.section("teacher arrays", file_), file_);
    if (hash_of(state_.teacher) != teacher_hash) refuse_state(file_, "another teacher's hash");
  }
  arrays_ = container.section("model", file_);
  members_ = container.section("members", file_);
}

namespace {

// The next unit's share of the bytes, one per weight, each 0 or 1; false where they do not fit.
bool take_members(std::span<const std::byte>& bytes, std::size_t weights, IseUnit& unit) {
  if (bytes.size() < weights) return false;
  std::vector<std::uint8_t> mask(weights);
  for (std::size_t i = 0; i < weights; ++i) {
    mask[i] = std::to_integer<std::uint8_t>(bytes[i]);
    if (mask[i] > 1) return false;
  }
  bytes = bytes.subspan(weights);
  unit.restore_members(std::move(mask));
  return true;
}

// Of each unit.
std::vector<std::size_t> weight_counts(Model& model) {
  std::vector<std::size_t> counts;
  for (const Parameter* p : model.parameters()) {
    if (p->role == Role::weight) counts.push_back(p->value.size());
  }
  return counts;
}

}  // namespace

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
    const std::vector<std::size_t> weights = weight_counts(model);
    std::span<const std::byte> members = members_;
    for (std::size_t i = 0; fits && i < units.size(); ++i) {
      IseUnit& unit = *model.units()[i];
      read_exponents(units.at(i), file_, unit.exponents());
      if (units.at(i).at("has_members").get<bool>()) {
        fits = take_members(members, weights[i], unit);
      }
    }
    fits = fits && members.empty();
    for (std::size_t i = 0; fits && i < pools.size(); ++i) {
      model.pool_averages()[i]->restore(exponent_from<double>(pools.at(i), file_));
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
