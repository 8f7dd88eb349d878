// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>

#include "isa/container/error.h"
#include "tools/isomer/vectors_file.h"
#include "tools/isomer/vectors_names.h"

namespace isomer {
namespace {

using Json = nlohmann::ordered_json;

// The first word of the text, which is then what follows it and a blank.
std::string_view take_word(std::string_view* text) {
  const std::size_t blank = text->find(' ');
  const std::string_view word = text->substr(0, blank);
  *text = blank == text->npos ? std::string_view{} : text->substr(blank + 1);
  return word;
}

// A decimal or 0x number that fits, or nothing.
template <typename T>
std::optional<T> to_number(std::string_view text) {
  T value{};
  const bool is_hex = text.starts_with("0x");
  if (is_hex) text.remove_prefix(2);
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value, is_hex ? 16 : 10);
  if (error != std::errc{} || at != end || text.empty()) return std::nullopt;
  return value;
}

template <typename T, std::size_t n>
std::optional<T> find_name(const char* const (&names)[n], std::string_view name) {
  for (std::size_t i = 0; i < n; ++i)
    if (names[i] == name) return static_cast<T>(i);
  return std::nullopt;
}

std::optional<std::vector<std::byte>> to_bytes(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::vector<std::byte> bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned value = 0;
    const char* end = hex.data() + i + 2;
    if (std::from_chars(hex.data() + i, end, value, 16).ptr != end) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(value));
  }
  return bytes;
}

std::optional<WordRun> to_run(std::string_view space, std::string_view first,
                              std::string_view hex) {
  const auto memory = find_name<Space>(kSpaceNames, space);
  const auto number = to_number<std::uint64_t>(first);
  auto bytes = to_bytes(hex);
  if (!memory || !number || !bytes) return std::nullopt;
  return WordRun{*memory, *number, std::move(*bytes)};
}

NamedNumbers to_numbers(const Json& object) {
  NamedNumbers numbers;
  for (const auto& [name, value] : object.items())
    numbers.emplace_back(name, value.get<std::int64_t>());
  return numbers;
}

}  // namespace

AnswerReader::AnswerReader(std::istream& stream, std::string file)
    : stream_(stream), file_(std::move(file)) {
  if (!next_line()) fail("the file is empty");
  if (line_.starts_with('{')) {
    read_json_header();
  } else {
    read_text_header();
  }
}

bool AnswerReader::next_line() {
  if (!std::getline(stream_, line_)) return false;
  ++line_number_;
  return true;
}

void AnswerReader::fail(std::string_view what) const {
  throw Error(fmt::format("{}:{}: {}", file_, line_number_, what));
}

NamedNumbers AnswerReader::numbers(std::string_view text) const {
  NamedNumbers numbers;
  while (!text.empty()) {
    const std::string_view word = take_word(&text);
    const std::size_t equals = word.find('=');
    const auto value =
        equals == word.npos ? std::nullopt : to_number<std::int64_t>(word.substr(equals + 1));
    if (!value) fail(fmt::format("'{}' is no name=number", word));
    numbers.emplace_back(word.substr(0, equals), *value);
  }
  return numbers;
}

void AnswerReader::read_header_line(const std::string& key, const std::string& value) {
  const auto natural = [&] {
    const auto number = to_number<std::uint64_t>(value);
    if (!number) fail(fmt::format("{}: '{}' is no number", key, value));
    return *number;
  };
  if (key == "contents") {
    const auto contents = find_name<Contents>(kContentsNames, value);
    if (!contents) fail("contents are questions, answers or vectors");
    header_.contents = *contents;
  } else if (key == "machine") {
    header_.machine = value;
  } else if (key == "machine_hash") {
    header_.machine_hash = natural();
  } else if (key == "configuration") {
    header_.configuration = numbers(value);
  } else if (key == "seed") {
    header_.seed = natural();
  } else if (key == "kinds") {
    header_.kinds = numbers(value);
  } else if (key == "checksum") {
    const auto checksum = to_number<std::uint32_t>(value);
    if (!checksum) fail(fmt::format("checksum: '{}' has not 32 bits", value));
    header_.checksum = *checksum;
  } else {
    fail(fmt::format("the header has no '{}'", key));
  }
}

void AnswerReader::read_text_header() {
  if (line_ != "isomer-vectors 1") fail("not a file of vectors, version 1");
  while (next_line()) {
    if (line_ == "end") return;
    std::string_view value = line_;
    const std::string key(take_word(&value));
    read_header_line(key, std::string(value));
  }
  fail("the header has no end");
}

void AnswerReader::read_json_header() {
  header_.syntax = Syntax::json;
  try {
    const Json line = Json::parse(line_);
    if (line.at("isomer-vectors") != 1) fail("not a file of vectors, version 1");
    for (const char* key : {"contents", "machine", "machine_hash", "checksum"})
      read_header_line(key, line.at(key).get<std::string>());
    header_.configuration = to_numbers(line.at("configuration"));
    header_.seed = line.at("seed").get<std::uint64_t>();
    header_.kinds = to_numbers(line.at("kinds"));
  } catch (const Json::exception& error) {
    fail(error.what());
  }
}

bool AnswerReader::next(Answer* answer) {
  *answer = {};
  return header_.syntax == Syntax::json ? next_json(answer) : next_text(answer);
}

bool AnswerReader::next_text(Answer* answer) {
  while (next_line()) {
    std::string_view rest = line_;
    const std::string_view key = take_word(&rest);
    if (key == "results") {
      answer->results = numbers(rest);
    } else if (key == "out") {
      const std::string_view space = take_word(&rest);
      const std::string_view first = take_word(&rest);
      auto run = to_run(space, first, rest);
      if (!run) fail("out needs a memory, a word and its bytes");
      answer->out.push_back(std::move(*run));
    } else {
      checksum_ = continue_checksum(checksum_, line_ + "\n");
      if (key == "vector") answer->name = rest;
      if (key == "end") return true;
    }
  }
  if (!answer->name.empty()) fail(fmt::format("vector {} has no end", answer->name));
  return false;
}

bool AnswerReader::next_json(Answer* answer) {
  if (!next_line()) return false;
  try {
    Json line = Json::parse(line_);
    answer->name = line.at("vector").get<std::string>();
    if (line.contains("results")) answer->results = to_numbers(line["results"]);
    if (line.contains("out")) {
      for (const Json& item : line["out"]) {
        auto run = to_run(item.at("space").get<std::string>(),
                          std::to_string(item.at("first").get<std::uint64_t>()),
                          item.at("bytes").get<std::string>());
        if (!run) fail("out needs a memory, a word and its bytes");
        answer->out.push_back(std::move(*run));
      }
    }
    line.erase("results");
    line.erase("out");
    checksum_ = continue_checksum(checksum_, line.dump() + "\n");
  } catch (const Json::exception& error) {
    fail(error.what());
  }
  return true;
}

}  // namespace isomer
