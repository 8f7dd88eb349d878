// SPDX-License-Identifier: Apache-2.0
//
// JSON metadata inside a container, read strictly: every access names the file and the key when the
// value is missing, of another kind or out of range.

#ifndef ISA_CONTAINER_METADATA_H_
#define ISA_CONTAINER_METADATA_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "isa/arithmetic/format.h"

namespace isomer {

// One JSON value and where it stands; borrows the value.
class Metadata {
 public:
  Metadata(const nlohmann::json& value, std::string where) : value_(&value), where_(where) {}

  Metadata at(std::string_view key) const;  // member of an object
  std::vector<Metadata> items() const;      // elements of an array
  std::int64_t integer(std::int64_t min, std::int64_t max) const;
  int size(int min = 0) const { return static_cast<int>(integer(min, kMaxSize)); }
  std::uint64_t natural() const;  // 0 to 2^64 - 1
  bool boolean() const;
  std::string text() const;
  Format format() const;  // see to_json below; bits and exponent in range

  // Throws Error "<file>: <key>: <what>".
  [[noreturn]] void fail(std::string_view what) const;

  const nlohmann::json& json() const { return *value_; }

 private:
  static constexpr int kMaxSize = std::numeric_limits<int>::max();

  const nlohmann::json* value_;
  std::string where_;
};

// Error, with the byte position, when the bytes are no JSON.
nlohmann::json parse_metadata(std::span<const std::byte> bytes, std::string_view file);

// Error when a string is not UTF-8.
std::vector<std::byte> encode_metadata(const nlohmann::json& json);

// {"bits": 8, "signed": true, "exponent": -3}
nlohmann::json format_to_json(const Format& format);

}  // namespace isomer

#endif  // ISA_CONTAINER_METADATA_H_
