// SPDX-License-Identifier: Apache-2.0

#include "train/teacher.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/metadata.h"

namespace isomer::train {
namespace {

constexpr std::string_view kMagic = "ISOMTCH1";
constexpr std::uint32_t kVersion = 1;

}  // namespace

std::vector<NamedArray> state_arrays(Model& model) {
  std::vector<NamedArray> arrays;
  for (Parameter* p : model.parameters()) arrays.push_back({p->name, &p->value});
  for (BatchNorm* b : model.batch_norms()) {
    const std::string layer = b->gamma.name.substr(0, b->gamma.name.rfind('.'));
    arrays.push_back({layer + ".mean", &b->running.mean});
    arrays.push_back({layer + ".variance", &b->running.variance});
  }
  return arrays;
}

Teacher teacher_of(Model& model, const std::string& name) {
  Teacher teacher;
  teacher.model = name;
  for (const NamedArray& array : state_arrays(model)) {
    teacher.arrays.push_back({array.name, *array.values});
  }
  return teacher;
}

void give(const Teacher& teacher, Model& model, const std::string& where) {
  const std::vector<NamedArray> arrays = state_arrays(model);
  bool fits = arrays.size() == teacher.arrays.size();
  for (std::size_t i = 0; fits && i < arrays.size(); ++i) {
    const Teacher::Array& from = teacher.arrays[i];
    fits = from.name == arrays[i].name && from.values.size() == arrays[i].values->size();
  }
  if (!fits) {
    throw Error(
        fmt::format("{}: the float model of a {} does not fit the recipe's model; use one that the "
                    "same model and data have given",
                    where, teacher.model));
  }
  for (std::size_t i = 0; i < arrays.size(); ++i) *arrays[i].values = teacher.arrays[i].values;
}

std::string hash_of(const Teacher& teacher) {
  const std::vector<std::byte> bytes = encode_teacher_arrays(teacher);
  return fmt::format("{:016x}", XXH3_64bits(bytes.data(), bytes.size()));
}

std::vector<std::byte> encode_teacher_state(const Teacher& teacher) {
  nlohmann::json arrays = nlohmann::json::array();
  for (const Teacher::Array& array : teacher.arrays) {
    arrays.push_back({{"name", array.name}, {"size", array.values.size()}});
  }
  return encode_metadata({{"model", teacher.model}, {"arrays", arrays}});
}

std::vector<std::byte> encode_teacher_arrays(const Teacher& teacher) {
  std::vector<std::byte> bytes;
  for (const Teacher::Array& array : teacher.arrays) {
    const auto data = std::as_bytes(std::span(array.values));
    bytes.insert(bytes.end(), data.begin(), data.end());
  }
  return bytes;
}

Teacher decode_teacher(std::span<const std::byte> state, std::span<const std::byte> arrays,
                       const std::string& file) {
  const nlohmann::json json = parse_metadata(state, file);
  const Metadata root(json, file + ": ");
  Teacher teacher;
  teacher.model = root.at("model").text();
  for (const Metadata& item : root.at("arrays").items()) {
    const auto size = static_cast<std::size_t>(item.at("size").size());
    if (size > arrays.size() / sizeof(float)) item.fail("the array is longer than its bytes");
    Teacher::Array array{item.at("name").text(), std::vector<float>(size)};
    if (size > 0) std::memcpy(array.values.data(), arrays.data(), size * sizeof(float));
    arrays = arrays.subspan(size * sizeof(float));
    if (!std::ranges::all_of(array.values, [](float v) { return std::isfinite(v); })) {
      item.fail(fmt::format("'{}' holds a number that is not finite", array.name));
    }
    const bool is_variance = array.name.ends_with(".variance");
    if (is_variance && std::ranges::any_of(array.values, [](float v) { return v < 0; })) {
      item.fail(fmt::format("'{}' holds a negative variance", array.name));
    }
    teacher.arrays.push_back(std::move(array));
  }
  if (!arrays.empty()) root.fail("more bytes than the arrays have");
  return teacher;
}

void save_teacher(const Teacher& teacher, const std::filesystem::path& path) {
  Container container{.magic = std::string(kMagic), .version = kVersion, .sections = {}};
  container.sections["state"] = encode_teacher_state(teacher);
  container.sections["arrays"] = encode_teacher_arrays(teacher);
  write_file_atomically(path, encode_container(container));
}

Teacher load_teacher(const std::filesystem::path& path) {
  const std::string file = path.string();
  const Container container = decode_container(read_file(path), kMagic, kVersion, file);
  return decode_teacher(container.section("state", file), container.section("arrays", file), file);
}

}  // namespace isomer::train
