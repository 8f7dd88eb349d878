// SPDX-License-Identifier: Apache-2.0

#include "isa/hardware/machine.h"

#include <fmt/format.h>
#include <toml++/toml.h>
#include <xxhash.h>

#include <algorithm>
#include <bit>

#include "isa/container/container.h"
#include "isa/container/error.h"
#include "isa/container/suggestion.h"
#include "isa/hardware/fields.h"
#include "isa/hardware/stock_machines.h"

namespace isomer {
namespace {

std::string dotted(const MachineField& field) {
  return fmt::format("{}.{}", field.section, field.key);
}

// Every legal dotted key and every section.
std::vector<std::string> legal_keys() {
  std::vector<std::string> keys = {"name"};
  for (const MachineField& field : kMachineFields) {
    if (std::find(keys.begin(), keys.end(), field.section) == keys.end())
      keys.emplace_back(field.section);
    keys.push_back(dotted(field));
  }
  return keys;
}

void refuse_unknown_keys(const toml::table& root, std::string_view file) {
  const std::vector<std::string> legal = legal_keys();
  const auto check = [&](const std::string& key) {
    if (std::find(legal.begin(), legal.end(), key) == legal.end())
      throw Error(fmt::format("{}: unknown key '{}'{}", file, key, suggestion(key, legal)));
  };
  for (const auto& [key, node] : root) {
    const std::string section(key.str());
    check(section);
    if (const toml::table* table = node.as_table())
      for (const auto& [inner, value] : *table)
        check(fmt::format("{}.{}", section, std::string(inner.str())));
  }
}

std::string legal_values(const MachineField& field) {
  switch (field.legal) {
    case Legal::powers_of_two:
      return fmt::format("legal: powers of two from {} to {}", field.min, field.max);
    case Legal::ends:
      return fmt::format("legal: {} or {}", field.min, field.max);
    case Legal::flag:
      break;
  }
  return "legal: true or false";
}

bool is_legal(const MachineField& field, std::int64_t value) {
  if (field.legal == Legal::ends) return value == field.min || value == field.max;
  return field.min <= value && value <= field.max &&
         std::has_single_bit(static_cast<std::uint64_t>(value));
}

int read_field(const toml::table& root, const MachineField& field, std::string_view file) {
  const toml::node_view<const toml::node> node = root[field.section][field.key];
  const std::string range = legal_values(field);
  if (!node)
    throw Error(fmt::format("{}: the key '{}' is missing ({}; {})", file, dotted(field),
                            field.meaning, range));
  if (field.legal == Legal::flag) {
    if (!node.is_boolean())
      throw Error(fmt::format("{}: '{}' is not a boolean; {}", file, dotted(field), range));
    return node.as_boolean()->get() ? 1 : 0;
  }
  if (!node.is_integer())
    throw Error(fmt::format("{}: '{}' is not an integer; {}", file, dotted(field), range));
  const std::int64_t value = node.as_integer()->get();
  if (!is_legal(field, value))
    throw Error(
        fmt::format("{}: '{}' = {} is out of range; {}", file, dotted(field), value, range));
  return static_cast<int>(value);
}

std::string read_name(const toml::table& root, std::string_view file) {
  const auto name = root["name"].value<std::string>();
  const auto is_legal = [](char c) {
    return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '_';
  };
  if (!name || name->empty() || name->size() > 64 ||
      !std::all_of(name->begin(), name->end(), is_legal))
    throw Error(fmt::format("{}: 'name' must be a string of 1 to 64 characters a-z, 0-9, _", file));
  return *name;
}

// Ranges that involve two fields.
void check_together(const Machine& machine, std::string_view file) {
  if (machine.activation_words() > 65536)
    throw Error(
        fmt::format("{}: 'activations.banks' * 'activations.bank_words' = {}, at most 65536", file,
                    machine.activation_words()));
  if (machine.operand_bits == 16 && machine.accumulator_bits != 48)
    throw Error(
        fmt::format("{}: 'array.operand_bits' = 16 needs 'array.accumulator_bits' = 48", file));
  if (machine.multipliers == 0 && machine.has_decoders == 0)
    throw Error(
        fmt::format("{}: 'array.multipliers' = false needs 'features.decoders' = true: shifters "
                    "know the pot decoder only",
                    file));
  if (machine.post_lanes > std::min(machine.rows, machine.columns))
    throw Error(
        fmt::format("{}: 'post.lanes' = {} is above the smaller of 'array.rows' and "
                    "'array.columns', {}",
                    file, machine.post_lanes, std::min(machine.rows, machine.columns)));
}

}  // namespace

Machine parse_machine(std::string_view toml_text, std::string_view file) {
  toml::table root;
  try {
    root = toml::parse(toml_text, file);
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    throw Error(fmt::format("{}:{}:{}: {}", file, at.line, at.column, error.description()));
  }
  refuse_unknown_keys(root, file);
  Machine machine;
  machine.name = read_name(root, file);
  for (const MachineField& field : kMachineFields)
    machine.*field.member = read_field(root, field, file);
  check_together(machine, file);
  return machine;
}

Machine load_machine(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_file(path);
  return parse_machine({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path.string());
}

Machine find_machine(const std::string& name_or_path) {
  if (name_or_path.ends_with(".toml")) return load_machine(name_or_path);
  for (const StockMachine& stock : embedded_machines())
    if (stock.name == name_or_path)
      return parse_machine(stock.toml, fmt::format("isa/hardware/machines/{}.toml", stock.name));
  const std::vector<std::string> names = stock_machines();
  throw Error(fmt::format("no machine is called '{}' (a file's name ends in .toml){}", name_or_path,
                          suggestion(name_or_path, names)));
}

std::vector<std::string> stock_machines() {
  std::vector<std::string> names;
  for (const StockMachine& stock : embedded_machines()) names.emplace_back(stock.name);
  return names;
}

std::uint64_t hash(const Machine& machine) {
  std::string text;
  for (const MachineField& field : kMachineFields)
    if (machine.*field.member != field.before)
      text += fmt::format("{}={}\n", dotted(field), machine.*field.member);
  return XXH3_64bits(text.data(), text.size());
}

}  // namespace isomer
