// SPDX-License-Identifier: Apache-2.0
//
// isa/ARITHMETIC.md against the files it speaks of: its table cannot promise what is not there.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace isomer {
namespace {

const std::filesystem::path kRoot = ISOMER_SOURCE_DIR;

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// What stands between pairs of a delimiter.
std::vector<std::string> between(const std::string& text, char delimiter) {
  std::vector<std::string> all;
  std::size_t open = text.find(delimiter);
  while (open != std::string::npos) {
    const std::size_t close = text.find(delimiter, open + 1);
    if (close == std::string::npos) break;
    all.push_back(text.substr(open + 1, close - open - 1));
    open = text.find(delimiter, close + 1);
  }
  return all;
}

std::vector<std::string> quoted(const std::string& cell) { return between(cell, '`'); }

// Whether a function or type of that very name is declared.
bool declares(const std::string& text, const std::string& name) {
  for (const char* before : {" ", "\n"}) {
    for (const char* after : {"(", " {"}) {
      if (contains(text, before + name + after)) return true;
    }
  }
  return false;
}

struct Row {
  std::string equation;  // "F3"
  std::string functions;
  std::string files;
  std::string rtl;
  std::string tests;
};

std::vector<Row> traceability_table() {
  std::istringstream page(read(kRoot / "isa/ARITHMETIC.md"));
  std::vector<Row> rows;
  for (std::string line; std::getline(page, line);) {
    if (line.rfind("| F", 0) != 0) continue;
    std::vector<std::string> cells;
    std::istringstream cell_stream(line.substr(2));
    for (std::string cell; std::getline(cell_stream, cell, '|');) cells.push_back(cell);
    REQUIRE(cells.size() == 5);
    const std::string equation = cells[0].substr(0, cells[0].find(' '));
    rows.push_back({equation, cells[1], cells[2], cells[3], cells[4]});
  }
  return rows;
}

TEST_CASE("traceability, every equation of the page has its row and none is missing",
          "[arithmetic][traceability]") {
  const std::string page = read(kRoot / "isa/ARITHMETIC.md");
  const std::vector<Row> rows = traceability_table();
  REQUIRE(rows.size() == 22);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string number = "F" + std::to_string(i + 1);
    REQUIRE(rows[i].equation == number);
    CAPTURE(number);
    REQUIRE(contains(page, "**(" + number + ") "));
  }
  REQUIRE_FALSE(contains(page, "**(F" + std::to_string(rows.size() + 1) + ") "));
}

TEST_CASE("traceability, every function named is declared where the page says",
          "[arithmetic][traceability]") {
  for (const Row& row : traceability_table()) {
    std::string text;
    for (const std::string& file : quoted(row.files)) {
      CAPTURE(row.equation, file);
      REQUIRE(std::filesystem::exists(kRoot / file));
      text += read(kRoot / file);
    }
    CAPTURE(row.equation);
    REQUIRE(contains(text, "(" + row.equation + ")"));
    REQUIRE_FALSE(quoted(row.functions).empty());
    for (const std::string& function : quoted(row.functions)) {
      CAPTURE(function);
      REQUIRE(declares(text, function));
    }
  }
}

TEST_CASE("traceability, every RTL module named exists, cites its equation and is proved if marked",
          "[arithmetic][traceability]") {
  for (const Row& row : traceability_table()) {
    const std::vector<std::string> files = quoted(row.rtl);
    CAPTURE(row.equation, row.rtl);
    if (files.empty()) {
      REQUIRE(row.rtl.rfind(" none: ", 0) == 0);
    }
    for (const std::string& file : files) {
      REQUIRE(contains(read(kRoot / file), "(" + row.equation + ")"));
      const std::string stem = std::filesystem::path(file).stem();
      const bool is_marked = contains(row.rtl, "`" + file + "` †");
      const std::filesystem::path twin = kRoot / "rtl/formal" / (stem + "_properties.sv");
      REQUIRE(is_marked == std::filesystem::exists(twin));
      if (is_marked) REQUIRE(contains(read(twin), "(" + row.equation + ")"));
    }
  }
}

TEST_CASE("traceability, every equation is named by a test case in each file given",
          "[arithmetic][traceability]") {
  for (const Row& row : traceability_table()) {
    REQUIRE_FALSE(quoted(row.tests).empty());
    for (const std::string& file : quoted(row.tests)) {
      CAPTURE(row.equation, file);
      REQUIRE(contains(read(kRoot / file), "TEST_CASE(\"" + row.equation + " "));
    }
  }
}

TEST_CASE("traceability, the oracle includes nothing of what it judges",
          "[arithmetic][traceability]") {
  for (const char* name : {"oracle.h", "oracle.cc", "oracle_layers.h", "oracle_layers.cc",
                           "oracle_stored.h", "oracle_stored.cc"}) {
    const std::string text = read(kRoot / "tests/support" / name);
    CAPTURE(name);
    REQUIRE_FALSE(text.empty());
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.rfind("#include \"", 0) != 0) continue;
      CAPTURE(line);
      REQUIRE(line.rfind("#include \"tests/support/oracle", 0) == 0);
    }
  }
}

}  // namespace
}  // namespace isomer
