// SPDX-License-Identifier: Apache-2.0

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <optional>

#include "isa/container/output_file.h"
#include "tools/isomer/command.h"
#include "tools/isomer/options.h"
#include "tools/isomer/vectors_check.h"
#include "tools/isomer/vectors_generator.h"
#include "tools/isomer/vectors_words.h"

namespace isomer {
namespace {

constexpr char kAbout[] =
    "Checks a device against the contract without linking it. `gen` writes vectors: the words "
    "that\n"
    "an instruction reads, the instruction, the words that it writes; leaves of the arithmetic;\n"
    "words that fetch refuses; whole programs. `check` reads the answers of a device, from FILE "
    "or\n"
    "standard input, and compares them with its own. The format: tests/conformance/FORMAT.md.";

constexpr std::int64_t kPrograms = 20;  // a program is as long as so many other vectors

struct Choice {
  std::uint64_t seed = 1;
  std::int64_t count = 100;
  std::vector<std::string> instructions;
  std::vector<std::string> kinds;
  bool is_json = false;
  bool has_questions_only = false;
};

VectorsHeader header_of(const Machine& machine, const Choice& choice) {
  VectorsHeader header;
  header.syntax = choice.is_json ? Syntax::json : Syntax::text;
  header.contents = choice.has_questions_only ? Contents::questions : Contents::vectors;
  header.machine = machine.name;
  header.machine_hash = hash(machine);
  header.configuration = configuration_of(machine);
  header.seed = choice.seed;
  std::vector<std::string> kinds;
  for (const std::string& kind : choice.instructions)
    kinds.push_back(isomer::choice("--instruction", kind, instruction_kinds(machine)));
  for (const std::string& kind : choice.kinds)
    kinds.push_back(isomer::choice("--kind", kind, other_kinds()));
  if (kinds.empty()) {
    kinds = instruction_kinds(machine);
    const std::vector<std::string> others = other_kinds();
    kinds.insert(kinds.end(), others.begin(), others.end());
  }
  for (const std::string& kind : kinds) {
    const std::int64_t share = kind == "program" ? kPrograms : 1;
    header.kinds.emplace_back(kind, (choice.count + share - 1) / share);
  }
  return header;
}

// Every vector twice: the header holds the checksum of what follows it.
void generate(const Machine& machine, VectorsHeader header, std::FILE* file) {
  VectorGenerator generator(machine, header.seed);
  const auto for_each_vector = [&](auto visit) {
    for (const auto& [kind, count] : header.kinds)
      for (std::int64_t i = 0; i < count; ++i) visit(generator.make(kind, i));
  };
  for_each_vector([&](const Vector& vector) {
    header.checksum =
        continue_checksum(header.checksum, to_text(vector, header.syntax, Contents::questions));
  });
  const auto write = [&](const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), file) != text.size())
      throw Error("the vectors cannot be written: the disk is full or the reader is gone");
  };
  write(to_text(header));
  for_each_vector(
      [&](const Vector& vector) { write(to_text(vector, header.syntax, header.contents)); });
}

int check(const std::string& path, const std::string& machine_name, const std::string& json) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file) throw Error(fmt::format("{}: cannot be read", path));
  }
  AnswerReader answers(path == "-" ? std::cin : file, path == "-" ? "standard input" : path);
  const Machine machine =
      find_machine(machine_name.empty() ? answers.header().machine : machine_name);
  const VectorsVerdict verdict = check_answers(answers, machine);
  fmt::print("{}", to_text(verdict.report));
  save_json(verdict.report, json);
  if (verdict.passed()) return kSuccess;
  fmt::print(stderr, "isomer: the first difference is in {}\n", verdict.first_difference);
  return kFailure;
}

}  // namespace

int vectors_command(const Arguments& arguments) {
  std::string action;
  std::string answers;
  std::string output;
  std::string json;
  std::string machine;
  Choice choice;
  Options options("vectors", kAbout,
                  {"isomer vectors gen --machine tiny --questions | my_device | isomer vectors "
                   "check -",
                   "isomer vectors gen --instruction post --count 1000 --output post.vectors",
                   "isomer vectors gen --machine wide --kind rnt --kind chain --json"});
  options.operand("gen|check", &action);
  options.optional_operand("FILE", &answers);
  options.optional("machine,m", &machine, "NAME|FILE",
                   "the machine: base for gen, that of the header for check");
  options.value("seed", &choice.seed, "N", "gen: of all that is random");
  options.value("count,n", &choice.count, "N",
                "gen: vectors of each kind, of programs a twentieth part");
  options.repeatable("instruction", &choice.instructions, "NAME", "gen: this instruction only");
  options.repeatable("kind", &choice.kinds, "NAME",
                     "gen: this kind only: rnt, bias_align, mac_step, decoder, chain, "
                     "residual_sum, word or program");
  options.flag("questions", &choice.has_questions_only, "gen: leave the answers out");
  options.flag("json", &choice.is_json, "gen: JSON lines instead of text");
  options.optional("output,o", &output, "FILE", "gen: instead of standard output");
  options.optional("report", &json, "FILE", "check: write the counts as JSON");
  if (!options.parse(arguments)) return kSuccess;
  if (isomer::choice("vectors", action, {"gen", "check"}) == "check") {
    if (answers.empty()) throw UsageError("vectors check needs a file of answers, or - for pipes");
    check_outputs({json}, {answers});
    return check(answers, machine, json);
  }
  if (!answers.empty()) throw UsageError("vectors gen reads no file; --output writes one");
  check_range("--count", choice.count, 1, 100000000);
  check_outputs({output}, {machine});
  const Machine of = find_machine(machine.empty() ? "base" : machine);
  std::optional<OutputFile> file;
  if (!output.empty()) file.emplace(output);
  generate(of, header_of(of, choice), file ? file->stream() : stdout);
  if (file) file->commit();
  return kSuccess;
}

}  // namespace isomer
