// SPDX-License-Identifier: Apache-2.0

#include "isa/hardware/machine.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>

#include "isa/container/error.h"
#include "isa/hardware/fields.h"

namespace isomer {
namespace {

using Catch::Contains;

// The field's value as the file has it.
std::string value_text(const MachineField& field, int value) {
  if (field.legal == Legal::flag) return value != 0 ? "true" : "false";
  return std::to_string(value);
}

// The legal file as lines, one key each; a test replaces, drops or adds one.
std::string machine_text(const std::map<std::string, std::string>& changes = {}) {
  std::string text = "name = \"test\"\n";
  if (changes.count("name")) text = changes.at("name") + "\n";
  const Machine base = find_machine("base");
  for (const MachineField& field : kMachineFields) {
    const std::string key = std::string(field.section) + "." + field.key;
    const auto change = changes.find(key);
    text += change == changes.end() ? key + " = " + value_text(field, base.*field.member)
                                    : change->second;
    text += "\n";
  }
  if (changes.count("+")) text += changes.at("+") + "\n";
  return text;
}

TEST_CASE("The stock machines are those of the design", "[hardware]") {
  CHECK(stock_machines() == std::vector<std::string>{"tiny", "base", "wide", "nano"});
  Machine base;  // the defaults of the struct
  base.name = "base";
  CHECK(find_machine("base") == base);
  const Machine tiny = find_machine("tiny");
  CHECK(tiny == Machine{"tiny", 4, 4, 8, 32, 1, 4, 128, 512, 32, 64, 4, 4});
  const Machine wide = find_machine("wide");
  CHECK(wide.rows == 8);
  CHECK(wide.columns == 8);
  CHECK(wide.operand_bits == 16);
  CHECK(wide.accumulator_bits == 48);
  const Machine nano = find_machine("nano");
  CHECK(nano.rows == 2);
  CHECK(nano.columns == 2);
  CHECK(nano.post_lanes == 1);
  for (const MachineField& field : kMachineFields)
    if (std::string(field.section) == "features") CHECK(nano.*field.member == 0);
}

TEST_CASE("A machine is found by name or by file", "[hardware]") {
  const std::string path = "isomer_machine_test.toml";
  std::ofstream(path) << machine_text({{"queues.depth", "queues.depth = 32"}});
  const Machine machine = find_machine(path);
  CHECK(machine.name == "test");
  CHECK(machine.queue_depth == 32);
  std::remove(path.c_str());
  CHECK_THROWS_WITH(find_machine(path), Contains(path));
  CHECK_THROWS_WITH(find_machine("tinny"), Contains("'tinny'") && Contains("'tiny'"));
  CHECK_THROWS_WITH(find_machine("xxxxxxxx"), Contains("tiny, base, wide, nano"));
}

TEST_CASE("Every field's limits are legal and their neighbours are not", "[hardware]") {
  for (const MachineField& field : kMachineFields) {
    const std::string key = std::string(field.section) + "." + field.key;
    const auto with = [&](const std::string& value) {
      return machine_text(
          {{key, key + " = " + value},
           {"post.lanes", key == "post.lanes" ? key + " = " + value : "post.lanes = 1"}});
    };
    CAPTURE(key);
    for (const int wrong : {field.min - 1, field.min / 2, 0, -1, field.max + 1, 2 * field.max + 1,
                            field.min * 2 + 1}) {
      CAPTURE(wrong);
      CHECK_THROWS_WITH(parse_machine(with(std::to_string(wrong)), "m.toml"),
                        Contains("m.toml") && Contains("'" + key + "'"));
    }
    for (const char* wrong :
         {"4294967300", "9223372036854775807", "-9223372036854775808", "8.0", "\"8\"", "[8]"}) {
      CAPTURE(wrong);
      CHECK_THROWS_WITH(parse_machine(with(wrong), "m.toml"),
                        Contains("m.toml") && Contains("'" + key + "'"));
    }
    CHECK_THROWS_WITH(parse_machine(machine_text({{key, ""}}), "m.toml"),
                      Contains("'" + key + "' is missing"));
    const Machine smallest = parse_machine(with(value_text(field, field.min)), "m.toml");
    CHECK(smallest.*field.member == field.min);
    CHECK_THROWS_WITH(parse_machine(with(field.legal == Legal::flag ? "1" : "true"), "m.toml"),
                      Contains("'" + key + "'"));
  }
}

TEST_CASE("The largest sizes are legal one by one", "[hardware]") {
  const Machine machine =
      parse_machine(machine_text({{"array.rows", "array.rows = 64"},
                                  {"array.columns", "array.columns = 64"},
                                  {"activations.banks", "activations.banks = 64"},
                                  {"weights.words", "weights.words = 65536"},
                                  {"accumulators.entries", "accumulators.entries = 2048"},
                                  {"parameters.words", "parameters.words = 4096"},
                                  {"queues.depth", "queues.depth = 64"},
                                  {"post.lanes", "post.lanes = 64"}}),
                    "m.toml");
  CHECK(machine.activation_words() == 65536);
  CHECK_THROWS_WITH(
      parse_machine(machine_text({{"activations.banks", "activations.banks = 64"},
                                  {"activations.bank_words", "activations.bank_words = 2048"}}),
                    "m.toml"),
      Contains("131072") && Contains("65536"));
  CHECK_THROWS_WITH(parse_machine(machine_text({{"array.rows", "array.rows = 8"}}), "m.toml"),
                    Contains("'post.lanes' = 16"));
  CHECK_THROWS_WITH(
      parse_machine(machine_text({{"array.operand_bits", "array.operand_bits = 16"}}), "m.toml"),
      Contains("'array.accumulator_bits' = 48"));
  CHECK_THROWS_WITH(
      parse_machine(machine_text({{"array.multipliers", "array.multipliers = false"},
                                  {"features.decoders", "features.decoders = false"}}),
                    "m.toml"),
      Contains("'features.decoders' = true"));
}

TEST_CASE("Unknown keys are refused with the nearest one", "[hardware]") {
  CHECK_THROWS_WITH(parse_machine(machine_text({{"+", "queues.deptj = 8"}}), "m.toml"),
                    Contains("'queues.deptj'") && Contains("'queues.depth'"));
  CHECK_THROWS_WITH(parse_machine(machine_text({{"+", "arrays = 8"}}), "m.toml"),
                    Contains("'arrays'") && Contains("'array'"));
  CHECK_THROWS_AS(parse_machine(machine_text({{"+", "[extra]\nrows = 1"}}), "m.toml"), Error);
}

TEST_CASE("Other faults of the file are refused", "[hardware]") {
  CHECK_THROWS_WITH(parse_machine("rows = = 3", "m.toml"), Contains("m.toml:1:"));
  CHECK_THROWS_AS(parse_machine("", "m.toml"), Error);
  CHECK_THROWS_AS(parse_machine(std::string(100000, '['), "m.toml"), Error);
  CHECK_THROWS_AS(parse_machine("name = \"\xff\"", "m.toml"), Error);
  for (const char* name : {"", "name = 3", "name = \"\"", "name = \"A\"", "name = \"../x\""})
    CHECK_THROWS_WITH(parse_machine(machine_text({{"name", name}}), "m.toml"), Contains("'name'"));
}

TEST_CASE("The hash covers every field but the name, and never changes", "[hardware]") {
  // Programs carry these numbers: a change makes every program file foreign.
  CHECK(hash(find_machine("tiny")) == 0xFAE263A9B4269B85u);
  CHECK(hash(find_machine("base")) == 0x2B7A963743560D9Du);
  Machine machine = find_machine("base");
  machine.name = "other";
  CHECK(hash(machine) == hash(find_machine("base")));
  std::set<std::uint64_t> hashes = {hash(machine)};
  for (const MachineField& field : kMachineFields) {
    Machine changed = machine;
    changed.*field.member += 1;
    hashes.insert(hash(changed));
  }
  CHECK(hashes.size() == std::size(kMachineFields) + 1);
}

TEST_CASE("The configuration package names every field", "[hardware]") {
  const std::string package = config_package(find_machine("tiny"));
  CHECK_THAT(package, Contains("localparam int unsigned WeightWords = 512;"));
  CHECK_THAT(package, Contains("ConfigHash = 64'hFAE263A9B4269B85"));
  for (const MachineField& field : kMachineFields) CHECK_THAT(package, Contains(field.parameter));
}

}  // namespace
}  // namespace isomer
