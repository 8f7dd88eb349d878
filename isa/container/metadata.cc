// SPDX-License-Identifier: Apache-2.0

#include "isa/container/metadata.h"

#include <fmt/format.h>

#include "isa/container/error.h"

namespace isomer {

Metadata Metadata::at(std::string_view key) const {
  const std::string name(key);
  const std::string inner = fmt::format("{}{}{}", where_, where_.ends_with(' ') ? "" : ".", key);
  if (!value_->is_object()) fail("is not an object");
  const auto found = value_->find(name);
  if (found == value_->end()) fail(fmt::format("the key '{}' is missing", key));
  return {*found, inner};
}

std::vector<Metadata> Metadata::items() const {
  if (!value_->is_array()) fail("is not an array");
  std::vector<Metadata> result;
  result.reserve(value_->size());
  for (std::size_t i = 0; i < value_->size(); ++i)
    result.emplace_back((*value_)[i], fmt::format("{}[{}]", where_, i));
  return result;
}

std::int64_t Metadata::integer(std::int64_t min, std::int64_t max) const {
  if (!value_->is_number_integer()) fail("is not an integer");
  const bool is_huge = value_->is_number_unsigned() &&
                       value_->get<std::uint64_t>() >
                           static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (is_huge || value_->get<std::int64_t>() < min || value_->get<std::int64_t>() > max)
    fail(fmt::format("{} is outside {} to {}", value_->dump(), min, max));
  return value_->get<std::int64_t>();
}

std::uint64_t Metadata::natural() const {
  if (!value_->is_number_unsigned()) fail("is not a natural number");
  return value_->get<std::uint64_t>();
}

bool Metadata::boolean() const {
  if (!value_->is_boolean()) fail("is neither true nor false");
  return value_->get<bool>();
}

std::string Metadata::text() const {
  if (!value_->is_string()) fail("is not a string");
  return value_->get<std::string>();
}

Format Metadata::format() const {
  return {.bits = static_cast<int>(at("bits").integer(1, kMaxBits)),
          .is_signed = at("signed").boolean(),
          .exponent = static_cast<int>(at("exponent").integer(kMinExponent, kMaxExponent))};
}

void Metadata::fail(std::string_view what) const {
  throw Error(fmt::format("{}: {}", where_, what));
}

nlohmann::json parse_metadata(std::span<const std::byte> bytes, std::string_view file) {
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  try {
    return nlohmann::json::parse(text, text + bytes.size());
  } catch (const nlohmann::json::exception& error) {
    throw Error(fmt::format("{}: the metadata is corrupt: {}", file, error.what()));
  }
}

std::vector<std::byte> encode_metadata(const nlohmann::json& json) {
  try {
    const std::string text = json.dump();
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
  } catch (const nlohmann::json::exception& error) {
    throw Error(fmt::format("the metadata cannot be written: {}", error.what()));
  }
}

nlohmann::json format_to_json(const Format& format) {
  return {{"bits", format.bits}, {"signed", format.is_signed}, {"exponent", format.exponent}};
}

}  // namespace isomer
