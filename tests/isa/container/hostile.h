// SPDX-License-Identifier: Apache-2.0
//
// Damaged copies of a file in the container format, for every reader's robustness test.

#ifndef TESTS_ISA_CONTAINER_HOSTILE_H_
#define TESTS_ISA_CONTAINER_HOSTILE_H_

#include <xxhash.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "isa/container/container.h"
#include "isa/container/error.h"

namespace isomer::hostile {

using Bytes = std::vector<std::byte>;
using Reader = std::function<void(std::span<const std::byte>)>;

// What the reader did: nothing wrong, an Error (its message), or another exception.
inline std::string outcome(const Reader& read, std::span<const std::byte> bytes) {
  const Bytes copy(bytes.begin(), bytes.end());  // exact size: overruns are visible to sanitizers
  try {
    read(copy);
    return "accepted";
  } catch (const Error& error) {
    return std::string(error.what()).empty() ? "an empty message" : "refused";
  } catch (const std::exception& error) {
    return std::string("another exception: ") + error.what();
  }
}

// Makes the checksum right again after a mutation, so that the layers behind it are reached.
inline void seal(Bytes& bytes) {
  const std::size_t body = bytes.size() - 8;
  const std::uint64_t checksum = XXH3_64bits(bytes.data(), body);
  for (std::size_t i = 0; i < 8; ++i)
    bytes[body + i] = static_cast<std::byte>(checksum >> (8 * i) & 0xFF);
}

// At most `limit` positions below `size`, evenly spread.
inline std::size_t step(std::size_t size, std::size_t limit) { return size / limit + 1; }

// Every prefix must be refused.
inline void refuses_truncation(const Reader& read, const Bytes& good, std::size_t limit = 4000) {
  for (std::size_t size = 0; size < good.size(); size += step(good.size(), limit))
    if (outcome(read, std::span(good).first(size)) != "refused") {
      CAPTURE(size);
      REQUIRE(outcome(read, std::span(good).first(size)) == "refused");
    }
}

// Every flipped byte must be refused: the checksum covers the whole file.
inline void refuses_flips(const Reader& read, const Bytes& good, std::size_t limit = 4000) {
  Bytes bytes = good;
  for (std::size_t at = 0; at < good.size(); at += step(good.size(), limit)) {
    bytes[at] ^= std::byte{0x41};
    if (outcome(read, bytes) != "refused") {
      CAPTURE(at);
      REQUIRE(outcome(read, bytes) == "refused");
    }
    bytes[at] = good[at];
  }
}

// A changed byte under a right checksum may be accepted (it may be a name), but never does harm.
inline void survives_sealed_flips(const Reader& read, const Bytes& good, std::size_t limit = 4000) {
  std::size_t refused = 0;
  for (const unsigned value : {0x00u, 0x31u, 0x7Bu, 0xFFu}) {
    for (std::size_t at = 0; at + 8 < good.size(); at += step(good.size(), limit)) {
      Bytes bytes = good;
      bytes[at] = static_cast<std::byte>(value);
      seal(bytes);
      const std::string result = outcome(read, bytes);
      if (result == "refused") ++refused;
      if (result != "refused" && result != "accepted") {
        CAPTURE(at, value);
        REQUIRE(result == "refused");
      }
    }
  }
  CHECK(refused > 0);
}

// The file with one section replaced, under a right checksum.
inline Bytes with_section(const Bytes& good, std::string_view magic, const std::string& name,
                          std::string_view content) {
  Container container = decode_container(good, magic, 1, "good");
  const auto bytes = std::as_bytes(std::span(content));
  container.sections[name] = Bytes(bytes.begin(), bytes.end());
  return encode_container(container);
}

inline std::string section_text(const Bytes& good, std::string_view magic,
                                const std::string& name) {
  const Container container = decode_container(good, magic, 1, "good");
  const Bytes& bytes = container.sections.at(name);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace isomer::hostile

#endif  // TESTS_ISA_CONTAINER_HOSTILE_H_
