// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/rtl_coverage.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <span>
#include <utility>

#include "isa/container/container.h"
#include "isa/container/error.h"

namespace isomer {
namespace {

constexpr std::string_view kHeader = "# SystemC::Coverage-3";
constexpr char kKey = '\1';    // before each key of a point
constexpr char kValue = '\2';  // between key and value
constexpr int kMostLines = 1'000'000;

template <typename Number>
Number parse_number(std::string_view text, std::string_view where) {
  Number number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size())
    throw Error(fmt::format("{}: '{}' is no number", where, text));
  return number;
}

// The text up to the separator; takes both off `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t at = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

// "5-7,9" as numbers.
std::set<int> parse_lines(std::string_view text, std::string_view where) {
  std::set<int> lines;
  while (!text.empty()) {
    std::string_view range = take(text, ',');
    const int first = parse_number<int>(take(range, '-'), where);
    const int last = range.empty() ? first : parse_number<int>(range, where);
    if (first < 0 || last < first || last > kMostLines)
      throw Error(fmt::format("{}: {}-{} are no lines", where, first, last));
    for (int line = first; line <= last; ++line) lines.insert(line);
  }
  return lines;
}

}  // namespace

RtlCoverage::Point RtlCoverage::parse_point(std::string_view keys, std::string_view where) {
  Point point;
  while (!keys.empty()) {
    std::string_view value = take(keys, kKey);
    if (value.empty()) continue;
    const std::string_view key = take(value, kValue);
    if (key == "f") {
      point.file = value;
    } else if (key == "l") {
      point.line = parse_number<int>(value, where);
    } else if (key == "n") {
      point.column = parse_number<int>(value, where);
    } else if (key == "page") {
      point.page = take(value, '/');
    } else if (key == "o") {
      point.object = value;
    } else if (key == "S") {
      point.lines = value;
    }
  }
  return point;
}

void RtlCoverage::add(std::string_view text, std::string_view file) {
  if (take(text, '\n') != kHeader)
    throw Error(fmt::format("{}: no coverage of Verilator ({})", file, kHeader));
  for (int number = 2; !text.empty(); ++number) {
    std::string_view line = take(text, '\n');
    const std::string where = fmt::format("{}:{}", file, number);
    const std::size_t end = line.rfind('\'');
    if (!line.starts_with("C '") || end < 3 || end + 2 > line.size())
      throw Error(fmt::format("{}: not a point of coverage", where));
    const Point point = parse_point(line.substr(3, end - 3), where);
    parse_lines(point.lines, where);
    counts_[point] += parse_number<std::uint64_t>(line.substr(end + 2), where);
  }
}

void RtlCoverage::add(const RtlCoverage& other) {
  for (const auto& [point, count] : other.counts_) counts_[point] += count;
}

std::string RtlCoverage::to_text() const {
  std::string text = fmt::format("{}\n", kHeader);
  for (const auto& [point, count] : counts_) {
    std::string keys;
    const auto put = [&keys](const char* key, const std::string& value) {
      keys += fmt::format("{}{}{}{}", kKey, key, kValue, value);
    };
    put("f", point.file);
    put("l", std::to_string(point.line));
    put("n", std::to_string(point.column));
    put("page", point.page);
    put("o", point.object);
    if (!point.lines.empty()) put("S", point.lines);
    text += fmt::format("C '{}' {}\n", keys, count);
  }
  return text;
}

std::vector<RtlFileCoverage> RtlCoverage::files() const {
  std::map<std::string, std::map<int, bool>> lines;  // per file and line: whether all of it ran
  std::map<std::string, RtlFileCoverage> files;
  for (const auto& [point, count] : counts_) {
    RtlFileCoverage& file = files[point.file];
    file.file = point.file;
    if (point.page == "v_toggle") {
      ++file.toggles;
      if (count != 0) {
        ++file.toggles_hit;
      } else {
        file.constant.push_back(fmt::format("{}: {}", point.line, point.object));
      }
      continue;
    }
    std::set<int> own = parse_lines(point.lines, point.file);
    if (own.empty()) own.insert(point.line);
    for (const int line : own) {
      const auto [at, is_new] = lines[point.file].try_emplace(line, true);
      at->second = at->second && count != 0;
    }
  }
  std::vector<RtlFileCoverage> result;
  for (auto& [name, file] : files) {
    for (const auto& [line, is_hit] : lines[name]) {
      ++file.lines;
      if (is_hit) {
        ++file.lines_hit;
      } else {
        file.missing.push_back(line);
      }
    }
    result.push_back(std::move(file));
  }
  return result;
}

bool is_rtl_coverage(std::string_view text) { return text.starts_with(kHeader); }

RtlCoverage load_rtl_coverage(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  RtlCoverage coverage;
  coverage.add({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
  return coverage;
}

void save_rtl_coverage(const RtlCoverage& coverage, const std::filesystem::path& path) {
  const std::string text = coverage.to_text();
  write_file_atomically(path, std::as_bytes(std::span(text)));
}

}  // namespace isomer
