// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/report.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <sstream>

#include "isa/container/container.h"

namespace isomer {
namespace {

std::string cell(const Report& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_float()) return fmt::format("{:.10g}", value.get<double>());
  return value.is_null() ? "-" : value.dump();
}

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// A value of several lines stands below its key.
std::string facts(const Report& group, const std::string& indent) {
  std::size_t width = 0;
  for (const auto& [key, value] : group.items()) {
    if (value.is_primitive()) width = std::max(width, key.size());
  }
  std::string text;
  for (const auto& [key, value] : group.items()) {
    if (!value.is_primitive()) continue;
    std::istringstream lines(cell(value));
    std::string line;
    std::getline(lines, line);
    if (lines.eof()) {
      text += fmt::format("{}{:<{}}  {}\n", indent, key, width, line);
      continue;
    }
    text += fmt::format("{0}{1}\n{0}  {2}\n", indent, key, line);
    while (std::getline(lines, line)) text += trimmed(indent + "  " + line) + "\n";
  }
  return text;
}

std::string table(const Report& rows) {
  if (rows.empty()) return "  (none)\n";
  std::string text;
  std::string header = " ";
  std::vector<std::string> lines(rows.size(), " ");
  for (const auto& column : rows.front().items()) {
    const std::string& key = column.key();
    std::size_t width = key.size();
    for (const Report& row : rows) width = std::max(width, cell(row.at(key)).size());
    const bool is_left = column.value().is_string();
    const auto aligned = [&](const std::string& word) {
      return is_left ? fmt::format(" {:<{}} ", word, width) : fmt::format(" {:>{}} ", word, width);
    };
    header += aligned(key);
    for (std::size_t i = 0; i < rows.size(); ++i) lines[i] += aligned(cell(rows[i].at(key)));
  }
  text += trimmed(header) + "\n";
  for (const std::string& line : lines) text += trimmed(line) + "\n";
  return text;
}

std::string quoted(const std::string& word) {
  if (word.find_first_of(",\"\n") == std::string::npos) return word;
  std::string result = "\"";
  for (const char c : word) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

void save(const std::string& text, const std::filesystem::path& path) {
  if (!path.empty()) write_file_atomically(path, std::as_bytes(std::span(text)));
}

}  // namespace

std::string to_text(const Report& report) {
  std::string text = facts(report, "");
  for (const auto& [key, value] : report.items()) {
    if (value.is_primitive()) continue;
    if (!text.empty()) text += "\n";
    text += key + ":\n" + (value.is_array() ? table(value) : facts(value, "  "));
  }
  return text;
}

std::string to_csv(const Report& rows) {
  const Report list = rows.is_array() ? rows : Report::array({rows});
  if (list.empty()) return "";
  std::vector<std::string> keys;
  for (const auto& [key, value] : list.front().items()) {
    if (value.is_primitive()) keys.push_back(key);
  }
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ",") + quoted(key);
  text += "\n";
  for (const Report& row : list) {
    std::string line;
    for (const std::string& key : keys)
      line += (line.empty() ? "" : ",") + quoted(cell(row.at(key)));
    text += line + "\n";
  }
  return text;
}

void save_json(const Report& report, const std::filesystem::path& path) {
  save(report.dump(2) + "\n", path);
}

void save_csv(const Report& rows, const std::filesystem::path& path) { save(to_csv(rows), path); }

double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

}  // namespace isomer
