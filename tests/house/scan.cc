// SPDX-License-Identifier: Apache-2.0

#include "tests/house/scan.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <set>

#include "tests/house/text.h"

namespace isomer::house {
namespace {

using Rooms = std::set<std::string, std::less<>>;

// isa <- sim <- train <- tools; tests see every room.
const std::map<std::string, Rooms, std::less<>> kMayInclude = {
    {"isa", {"isa"}},
    {"sim", {"isa", "sim"}},
    {"train", {"isa", "sim", "train"}},
    {"tools", {"isa", "sim", "train", "tools"}},
    {"tests", {"isa", "sim", "train", "tools", "tests"}},
};

const Rooms kTopLevel = {"rtl",       "sim",
                         "train",     "isa",
                         "tests",     "tools",
                         "LICENSE",   "build",
                         "out",       "CMakeLists.txt",
                         "README.md", "CMakePresets.json"};

bool is_cpp(std::string_view path) { return path.ends_with(".h") || path.ends_with(".cc"); }

bool is_source(const std::filesystem::path& path) {
  static const Rooms kEndings = {".h",     ".cc",   ".sv", ".svh", ".vlt",
                                 ".cmake", ".toml", ".ys", ".in"};
  return kEndings.contains(path.extension().string()) || path.filename() == "CMakeLists.txt" ||
         path.extension().empty();  // scripts
}

std::string room_of(std::string_view path) { return std::string(path.substr(0, path.find('/'))); }

// Generated from a Verilated top: "Vtop.h".
bool is_verilated(std::string_view header) {
  return header.starts_with("V") && header.ends_with(".h") && header.find('/') == header.npos;
}

class Checker {
 public:
  explicit Checker(const Source& source) : source_(source), code_(code_only(source.lines)) {}

  std::vector<Finding> findings() {
    check_licence();
    check_size();
    if (is_cpp(source_.path)) {
      check_guard();
      for (std::size_t i = 0; i < code_.size(); ++i) check_line(static_cast<int>(i));
    }
    return std::move(findings_);
  }

 private:
  void add(const char* rule, int line, std::string text) {
    findings_.push_back({rule, source_.path, line, std::move(text)});
  }

  void check_licence() {
    const auto end = source_.lines.begin() + std::min<std::ptrdiff_t>(2, std::ssize(source_.lines));
    const bool found = std::any_of(source_.lines.begin(), end, [](const std::string& line) {
      return line.find("SPDX-License-Identifier: Apache-2.0") != std::string::npos;
    });
    if (!found) add("licence", 1, "the file does not begin with its SPDX line");
  }

  void check_size() {
    if (std::ssize(source_.lines) > kMaxLines) {
      add("size", 0, "more than " + std::to_string(kMaxLines) + " lines: split it by idea");
    }
  }

  void check_guard() {
    if (!source_.path.ends_with(".h")) return;
    std::string guard;
    for (const char c : source_.path) {
      const auto u = static_cast<unsigned char>(c);
      guard += std::isalnum(u) != 0 ? static_cast<char>(std::toupper(u)) : '_';
    }
    guard += '_';
    const bool found =
        std::any_of(source_.lines.begin(), source_.lines.end(),
                    [&](const std::string& line) { return line == "#ifndef " + guard; });
    if (!found) add("guard", 1, "the include guard is not " + guard);
  }

  void check_line(int index) {
    if (const auto include = included(source_.lines[static_cast<std::size_t>(index)])) {
      check_include(include->header, include->is_quoted, index + 1);
    }
    check_test_name(source_.lines[static_cast<std::size_t>(index)], index + 1);
    const std::string& code = code_[static_cast<std::size_t>(index)];
    // The generator chooses the formats of random networks, as training would.
    const bool is_quantizer =
        starts_with_any(source_.path, {"isa/arithmetic/quantize", "isa/arithmetic/exponent",
                                       "isa/arithmetic/similarity", "isa/zoo/generator"});
    if (!has_floats_ && source_.path.starts_with("isa/") && !is_quantizer &&
        (has_word(code, "float") || has_word(code, "double"))) {
      has_floats_ = true;  // one finding a file is enough
      add("floats", index + 1, "isa/ knows integers only, outside its quantisers");
    }
  }

  // CMake splits a list at ';' and reads '[' and a backslash: such a test would never run.
  void check_test_name(const std::string& line, int number) {
    constexpr std::string_view kBegin = "TEST_CASE(\"";
    const std::size_t begin = line.find(kBegin);
    if (begin == line.npos || !source_.path.ends_with(".test.cc")) return;
    const std::string_view rest = std::string_view(line).substr(begin + kBegin.size());
    const std::string_view name = rest.substr(0, rest.find('"'));
    if (name.find_first_of(";[\\") != name.npos) {
      add("test name", number, "ctest cannot run a test with ; [ or a backslash in its name");
    }
  }

  void check_include(const std::string& header, bool is_quoted, int line) {
    check_simulators(header, line);
    const std::string& path = source_.path;
    if (path.starts_with("tests/support/oracle") && is_quoted &&
        !header.starts_with("tests/support/oracle")) {
      add("oracle", line, "the independent judge includes " + header + " of the accused");
    }
    if (path.starts_with("tests/conformance/") && !path.ends_with(".test.cc") && is_quoted &&
        !header.starts_with("tests/conformance/")) {
      add("oracle", line, "what is written from the contract alone includes " + header);
    }
    if (!is_quoted || is_verilated(header)) return;
    const std::string from = room_of(path);
    const auto allowed = kMayInclude.find(from);
    if (allowed == kMayInclude.end() || !allowed->second.contains(room_of(header))) {
      add("arrows", line, from + "/ may not include " + header);
    }
    if (from == "train" &&
        starts_with_any(header, {"sim/functional/", "sim/cycle/", "sim/rtl/", "sim/systemc/"})) {
      add("devices", line, "train/ names the concrete device " + header);
    }
  }

  void check_simulators(const std::string& header, int line) {
    const std::string& path = source_.path;
    if (path.starts_with("tests/")) return;
    if (starts_with_any(header, {"systemc", "sysc/", "tlm"}) && !path.starts_with("sim/systemc/")) {
      add("simulators", line, "SystemC's " + header + " outside sim/systemc");
    }
    if ((header.starts_with("verilated") || is_verilated(header)) &&
        !path.starts_with("sim/rtl/")) {
      add("simulators", line, "Verilator's " + header + " outside sim/rtl");
    }
  }

  const Source& source_;
  std::vector<std::string> code_;
  bool has_floats_ = false;
  std::vector<Finding> findings_;
};

Source read_source(const std::filesystem::path& root, const std::filesystem::path& path) {
  Source source{path.lexically_relative(root).generic_string(), {}};
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) source.lines.push_back(line);
  return source;
}

}  // namespace

std::vector<Source> read_sources(const std::filesystem::path& root) {
  std::vector<Source> sources;
  for (const char* room : {"isa", "rtl", "sim", "train", "tools", "tests"}) {
    if (!std::filesystem::exists(root / room)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / room)) {
      const std::string path = entry.path().lexically_relative(root).generic_string();
      const bool is_generated = path.starts_with("rtl/generated/");
      if (entry.is_regular_file() && is_source(entry.path()) && !is_generated) {
        sources.push_back(read_source(root, entry.path()));
      }
    }
  }
  if (std::filesystem::exists(root / "CMakeLists.txt")) {
    sources.push_back(read_source(root, root / "CMakeLists.txt"));
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

std::vector<Finding> check_source(const Source& source) { return Checker(source).findings(); }

std::vector<Finding> check_top_level(const std::filesystem::path& root) {
  std::vector<Finding> findings;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(".") && !kTopLevel.contains(name)) {
      findings.push_back({"top level", name, 0, "the house has no room of this name"});
    }
  }
  return findings;
}

}  // namespace isomer::house
