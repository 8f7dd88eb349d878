// SPDX-License-Identifier: Apache-2.0

#include "train/checkpoint.h"

#include <fmt/format.h>

#include <cstring>
#include <nlohmann/json.hpp>
#include <span>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "train/layers/float_convolution.h"

namespace isomer::train {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kMagic = "ISOMCKP1";
constexpr std::uint32_t kVersion = 1;

// The arrays of the model that a checkpoint keeps, in a fixed order.
std::vector<std::vector<float>*> arrays_of(Model& model) {
  std::vector<std::vector<float>*> arrays;
  for (Parameters* p : model.parameters()) {
    for (auto* array : {&p->weights, &p->bias, &p->weight_momentum, &p->bias_momentum}) {
      arrays.push_back(array);
    }
  }
  return arrays;
}

void append(std::vector<std::byte>& bytes, std::span<const float> values) {
  const auto data = std::as_bytes(values);
  bytes.insert(bytes.end(), data.begin(), data.end());
}

// Takes the next values.size() floats off `bytes`; false when they are not there.
bool take(std::span<const std::byte>& bytes, std::span<float> values) {
  if (bytes.size() < values.size_bytes()) return false;
  std::memcpy(values.data(), bytes.data(), values.size_bytes());
  bytes = bytes.subspan(values.size_bytes());
  return true;
}

template <typename T>
Json optional_json(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

template <typename T>
std::optional<T> optional_from(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
}

Json to_json(const IseExponents& e) {
  return {{"weights", optional_json(e.weights)},
          {"bias", optional_json(e.bias)},
          {"output_average", optional_json(e.output.value())},
          {"saturated_biases", e.counts.saturated_biases},
          {"raised_exponents", e.counts.raised_exponents}};
}

void from_json(const Json& json, IseExponents& e) {
  e.weights = optional_from<int>(json.at("weights"));
  e.bias = optional_from<int>(json.at("bias"));
  e.output.restore(optional_from<double>(json.at("output_average")));
  json.at("saturated_biases").get_to(e.counts.saturated_biases);
  json.at("raised_exponents").get_to(e.counts.raised_exponents);
}

Json to_json(const Effort& effort) {
  return {{"seconds", effort.seconds}, {"images", effort.images}};
}

void from_json(const Json& json, Effort& effort) {
  json.at("seconds").get_to(effort.seconds);
  json.at("images").get_to(effort.images);
}

}  // namespace

void save_checkpoint(const TrainingState& state, Model& model, const std::filesystem::path& path) {
  Json exponents = Json::array();
  for (const IseConvolution* q : model.quantisers()) exponents.push_back(to_json(q->exponents()));
  const Json json = {{"recipe", state.recipe},
                     {"instruction_set", state.instruction_set},
                     {"float_epochs", state.position.float_epochs},
                     {"quantised_epochs", state.position.quantised_epochs},
                     {"float_effort", to_json(state.float_effort)},
                     {"quantised_effort", to_json(state.quantised_effort)},
                     {"log", state.log},
                     {"has_teacher", !state.teacher.empty()},
                     {"exponents", exponents}};
  Container container{.magic = std::string(kMagic), .version = kVersion, .sections = {}};
  const std::string text = json.dump();
  const auto bytes = std::as_bytes(std::span(text));
  container.sections["state"].assign(bytes.begin(), bytes.end());
  for (const std::vector<float>* array : arrays_of(model)) {
    append(container.sections["model"], *array);
  }
  for (const std::vector<float>& array : state.teacher) {
    append(container.sections["teacher"], array);
  }
  write_file_atomically(path, encode_container(container));
}

TrainingState load_checkpoint(const std::filesystem::path& path, const std::string& recipe,
                              Model& model) {
  const std::string file = path.string();
  const Container container = decode_container(read_file(path), kMagic, kVersion, file);
  const auto& text = container.section("state", file);
  TrainingState state;
  bool fits = true;
  bool has_teacher = false;
  try {
    const Json json = Json::parse(reinterpret_cast<const char*>(text.data()),
                                  reinterpret_cast<const char*>(text.data()) + text.size());
    json.at("recipe").get_to(state.recipe);
    json.at("instruction_set").get_to(state.instruction_set);
    json.at("float_epochs").get_to(state.position.float_epochs);
    json.at("quantised_epochs").get_to(state.position.quantised_epochs);
    from_json(json.at("float_effort"), state.float_effort);
    from_json(json.at("quantised_effort"), state.quantised_effort);
    json.at("log").get_to(state.log);
    json.at("has_teacher").get_to(has_teacher);
    if (state.recipe != recipe) {
      throw Error(fmt::format(
          "{}: was written by another recipe; resume with the recipe and overrides of the first "
          "run, or start anew without --resume",
          file));
    }
    if (state.instruction_set != float_instruction_set()) {
      throw Error(fmt::format(
          "{}: was written with other float instructions ({} there, {} here), so the bits would "
          "differ; resume on the same kind of CPU, or limit this one with ONEDNN_MAX_CPU_ISA",
          file, state.instruction_set, float_instruction_set()));
    }
    const std::vector<IseConvolution*> quantisers = model.quantisers();
    const Json& exponents = json.at("exponents");
    fits = exponents.size() == quantisers.size();
    for (std::size_t i = 0; fits && i < quantisers.size(); ++i) {
      from_json(exponents.at(i), quantisers[i]->exponents());
    }
  } catch (const Json::exception& e) {
    throw Error(
        fmt::format("{}: the section 'state' is not what a checkpoint holds: {}", file, e.what()));
  }
  std::span<const std::byte> bytes = container.section("model", file);
  for (std::vector<float>* array : arrays_of(model)) fits = fits && take(bytes, *array);
  fits = fits && bytes.empty();
  if (has_teacher) {
    bytes = container.section("teacher", file);
    for (const Parameters* p : model.parameters()) {
      for (const std::size_t size : {p->weights.size(), p->bias.size()}) {
        fits = fits && take(bytes, state.teacher.emplace_back(size));
      }
    }
    fits = fits && bytes.empty();
  }
  if (!fits) {
    throw Error(
        fmt::format("{}: does not fit the model of the recipe; start without --resume", file));
  }
  return state;
}

}  // namespace isomer::train
