// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>
#include <fstream>

#include "isa/container/suggestion.h"
#include "tools/isomer/command.h"
#include "tools/isomer/describe.h"
#include "tools/isomer/options.h"

namespace isomer {
namespace {

// The first 8 bytes, fewer of a shorter file; Error when it cannot be opened.
std::string magic_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(fmt::format("{}: cannot be opened", path));
  std::string magic(8, '\0');
  file.read(magic.data(), 8);
  magic.resize(static_cast<std::size_t>(file.gcount()));
  return magic;
}

Report describe_any(const std::string& what) {
  const std::vector<std::string> machines = stock_machines();
  const bool is_stock = std::find(machines.begin(), machines.end(), what) != machines.end();
  if (is_stock || what.ends_with(".toml")) return describe(find_machine(what));
  if (!std::filesystem::is_regular_file(what)) {
    throw Error(fmt::format("'{}' is neither a file nor a stock machine{}", what,
                            suggestion(what, machines)));
  }
  const std::string magic = magic_of(what);
  if (magic == "ISOMNET1") return describe(load_network(what));
  if (magic == "ISOMPRG1") return describe(load_program(what));
  throw Error(fmt::format("{}: neither a network nor a program nor a machine (.toml)", what));
}

}  // namespace

int info_command(const Arguments& arguments) {
  std::string what;
  std::string json;
  Options options("info",
                  "Shows what is in a machine (name or .toml), a network (.isonet) or a program\n"
                  "(.isoprog).",
                  {"isomer info base", "isomer info lenet5.isonet",
                   "isomer info lenet5.isoprog --json lenet5.json"});
  options.operand("WHAT", &what);
  options.optional("json", &json, "FILE", "write the same as JSON");
  if (!options.parse(arguments)) return kSuccess;

  const Report report = describe_any(what);
  check_outputs({json}, {what});
  fmt::print("{}", to_text(report));
  save_json(report, json);
  return kSuccess;
}

}  // namespace isomer
