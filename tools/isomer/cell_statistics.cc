// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/cell_statistics.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

#include "isa/container/error.h"

namespace isomer {
namespace {

// LUTs that a distributed memory or shift register takes; 0 for anything else.
std::int64_t memory_luts(const std::string& kind) {
  static const std::map<std::string, std::int64_t> kLuts = {
      {"RAM32M", 4},    {"RAM64M", 4},   {"RAM32X1D", 2}, {"RAM64X1D", 2},
      {"RAM128X1D", 4}, {"RAM32X1S", 1}, {"RAM64X1S", 1}, {"RAM128X1S", 2},
      {"RAM256X1S", 4}, {"SRL16E", 1},   {"SRLC16E", 1},  {"SRLC32E", 1},
  };
  const auto found = kLuts.find(kind);
  return found == kLuts.end() ? 0 : found->second;
}

bool is_lut(const std::string& kind) {
  return kind == "SB_LUT4" || (kind.size() == 4 && kind.starts_with("LUT"));
}

bool is_flip_flop(const std::string& kind) {
  return kind.starts_with("SB_DFF") || kind.starts_with("FDRE") || kind.starts_with("FDSE") ||
         kind.starts_with("FDCE") || kind.starts_with("FDPE") || kind.starts_with("LDCE") ||
         kind.starts_with("LDPE");
}

// "$paramod$4fa1\isomer_fifo" and "$paramod\isomer_pack\WordBytes=32'0..." without parameters.
std::string plain_name(const std::string& name) {
  if (!name.starts_with("$paramod")) return name;
  const std::size_t begin = name.find('\\') + 1;
  return name.substr(begin, name.find('\\', begin) - begin);
}

// Cells and submodules of each module, one copy.
using Modules = std::map<std::string, Cells>;

// Of each block
//   === NAME ===
//   ...
//      Number of cells:  3
//        LUT6            2
//        submodule       1
// and an empty line.
Modules read_blocks(std::string_view text) {
  Modules modules;
  std::istringstream lines{std::string(text)};
  std::string line;
  Cells* cells = nullptr;
  bool is_list = false;
  while (std::getline(lines, line)) {
    if (line.starts_with("=== ") && line.ends_with(" ===")) {
      cells = &modules[line.substr(4, line.size() - 8)];
      is_list = false;
    } else if (line.find("Number of cells:") != std::string::npos) {
      is_list = cells != nullptr;
    } else if (is_list) {
      std::istringstream words(line);
      std::string kind;
      std::int64_t count = 0;
      if (words >> kind >> count)
        (*cells)[kind] = count;
      else
        is_list = false;
    }
  }
  modules.erase("design hierarchy");
  return modules;
}

class Total {
 public:
  explicit Total(const Modules& modules) : modules_(modules) {}

  void visit(const std::string& name, std::int64_t copies) {
    const std::string plain = plain_name(name);
    ModuleCells& module = found_[plain];
    module.module = plain;
    module.copies += copies;
    for (const auto& [kind, count] : modules_.at(name)) {
      if (modules_.contains(kind)) {
        visit(kind, copies * count);
      } else {
        module.cells[kind] += copies * count;
      }
    }
  }

  std::vector<ModuleCells> result() const {
    std::vector<ModuleCells> modules;
    for (const auto& [name, module] : found_) modules.push_back(module);
    std::stable_sort(modules.begin(), modules.end(), [](const auto& a, const auto& b) {
      return resources_of(a.cells).lut > resources_of(b.cells).lut;
    });
    return modules;
  }

 private:
  const Modules& modules_;
  std::map<std::string, ModuleCells> found_;  // references stay valid
};

}  // namespace

Resources resources_of(const Cells& cells) {
  Resources sum;
  for (const auto& [kind, count] : cells) {
    sum.lutram += count * memory_luts(kind);
    if (is_lut(kind)) sum.lut += count;
    if (is_flip_flop(kind)) sum.ff += count;
    if (kind == "CARRY4" || kind == "SB_CARRY") sum.carry += count;
    if (kind == "DSP48E1" || kind == "SB_MAC16") sum.dsp += count;
    if (kind == "RAMB36E1" || kind.starts_with("SB_RAM40")) sum.bram += static_cast<double>(count);
    if (kind == "RAMB18E1") sum.bram += static_cast<double>(count) / 2;
  }
  return sum;
}

Report to_report(const Resources& resources) {
  return {{"LUT", resources.lut},     {"LUTRAM", resources.lutram}, {"FF", resources.ff},
          {"carry", resources.carry}, {"DSP", resources.dsp},       {"BRAM", resources.bram}};
}

std::vector<ModuleCells> parse_statistics(std::string_view text, const std::string& top,
                                          const std::string& file) {
  const Modules modules = read_blocks(text);
  if (!modules.contains(top)) {
    throw Error(fmt::format("{}: yosys tells no statistics of module {}", file, top));
  }
  Total total(modules);
  total.visit(top, 1);
  return total.result();
}

Cells sum(const std::vector<ModuleCells>& modules) {
  Cells sum;
  for (const ModuleCells& module : modules) {
    for (const auto& [kind, count] : module.cells) sum[kind] += count;
  }
  return sum;
}

}  // namespace isomer
