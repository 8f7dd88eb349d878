// SPDX-License-Identifier: Apache-2.0
//
// The kit itself: what it writes it can read, its answers depend on nothing that its questions do
// not say, and it finds what is wrong.

#include <catch2/catch.hpp>
#include <sstream>

#include "isa/container/error.h"
#include "tools/isomer/vectors_check.h"
#include "tools/isomer/vectors_generator.h"
#include "tools/isomer/vectors_words.h"

namespace isomer {
namespace {

constexpr std::uint64_t kSeed = 3;

std::vector<std::string> all_kinds(const Machine& machine) {
  std::vector<std::string> kinds = instruction_kinds(machine);
  for (const std::string& kind : other_kinds()) kinds.push_back(kind);
  return kinds;
}

// A file of `count` vectors of each kind.
std::string write_file(const Machine& machine, Syntax syntax, Contents contents, int count,
                       std::vector<std::string> kinds = {}) {
  VectorsHeader header;
  header.syntax = syntax;
  header.contents = contents;
  header.machine = machine.name;
  header.machine_hash = hash(machine);
  header.configuration = configuration_of(machine);
  header.seed = kSeed;
  if (kinds.empty()) kinds = all_kinds(machine);
  VectorGenerator generator(machine, kSeed);
  std::string body;
  for (const std::string& kind : kinds) {
    header.kinds.emplace_back(kind, count);
    for (int i = 0; i < count; ++i) {
      const Vector vector = generator.make(kind, i);
      header.checksum =
          continue_checksum(header.checksum, to_text(vector, syntax, Contents::questions));
      body += to_text(vector, syntax, contents);
    }
  }
  return to_text(header) + body;
}

VectorsVerdict check_text(const Machine& machine, const std::string& text) {
  std::istringstream stream(text);
  AnswerReader answers(stream, "test");
  return check_answers(answers, machine);
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  text.replace(at, from.size(), to);
}

TEST_CASE("Vectors are right in every syntax, with and without questions", "[conformance]") {
  const Machine machine = find_machine("tiny");
  for (const Syntax syntax : {Syntax::text, Syntax::json}) {
    for (const Contents contents : {Contents::answers, Contents::vectors}) {
      const VectorsVerdict verdict = check_text(machine, write_file(machine, syntax, contents, 8));
      CHECK(verdict.first_difference.empty());
      CHECK(verdict.report["vectors"] == 8 * all_kinds(machine).size());
    }
    CHECK_THROWS_AS(check_text(machine, write_file(machine, syntax, Contents::questions, 1)),
                    Error);
  }
}

TEST_CASE("Answers depend on nothing that the question does not say", "[conformance]") {
  for (const char* name : {"tiny", "nano", "base", "wide"}) {
    const Machine machine = find_machine(name);
    VectorGenerator zeros(machine, kSeed, 0), others(machine, kSeed, 0xa5);
    for (const std::string& kind : instruction_kinds(machine)) {
      for (int i = 0; i < 40; ++i) {
        const Vector a = zeros.make(kind, i), b = others.make(kind, i);
        const bool equal = to_text(a, Syntax::text, Contents::vectors) ==
                           to_text(b, Syntax::text, Contents::vectors);
        if (!equal) {
          CAPTURE(name, a.answer.name);
          REQUIRE(equal);
        }
      }
    }
  }
}

TEST_CASE("Vectors have variety: traps of each cause, ends of each status", "[conformance]") {
  const Machine machine = find_machine("tiny");
  VectorGenerator generator(machine, kSeed);
  int causes[6] = {}, statuses[6] = {};
  for (int i = 0; i < 300; ++i) ++causes[generator.make("word", i).answer.results[0].second];
  for (int i = 0; i < 40; ++i) ++statuses[generator.make("program", i).answer.results[0].second];
  for (const int count : causes) CHECK(count > 10);
  for (const int status : {2, 3, 4}) CHECK(statuses[status] > 0);
}

TEST_CASE("A wrong answer is found and named", "[conformance][planted]") {
  const Machine machine = find_machine("tiny");
  const std::string good = write_file(machine, Syntax::text, Contents::answers, 3, {"rescale"});
  struct Fault {
    const char* from;
    const char* to;
    const char* says;
  };
  for (const Fault& fault : {
           Fault{"results saturations=", "results saturations=9", "saturations is 9"},
           Fault{"results saturations=", "results sat=", "saturations is missing"},
           Fault{"results", "results more=1", "nobody asked for"},
           Fault{"out activations ", "out activations 9", "instead of"},
           Fault{"vector rescale/1", "vector rescale/2", "that of 'rescale/2'"},
           Fault{"end\nvector rescale/1", "out device 0 00\nend\nvector rescale/1",
                 "runs of words"},
       }) {
    std::string bad = good;
    replace(bad, fault.from, fault.to);
    const VectorsVerdict verdict = check_text(machine, bad);
    CAPTURE(fault.to, verdict.first_difference);
    CHECK(verdict.first_difference.find(fault.says) != std::string::npos);
    CHECK(verdict.report["different"] == 1);
  }
  std::string byte = good;  // the last byte of the last word
  char& digit = byte[byte.size() - 6];
  digit = digit == '0' ? '1' : '0';
  CHECK(check_text(machine, byte).first_difference.find("and should be") != std::string::npos);
  const std::string cut = good.substr(0, good.find("vector rescale/2"));
  CHECK(check_text(machine, cut).first_difference == "rescale/2: there is no answer");
  const std::string more = good + "vector rescale/3\nresults\nend\n";
  CHECK(check_text(machine, more).first_difference == "rescale/3: nobody asked for it");
}

TEST_CASE("A file that is not what its header says is refused", "[conformance][planted]") {
  const Machine machine = find_machine("tiny");
  const std::string good = write_file(machine, Syntax::text, Contents::vectors, 2);
  REQUIRE(check_text(machine, good).passed());
  for (const auto& [from, to] : {std::pair{"isomer-vectors 1", "isomer-vectors 2"},
                                 {"contents vectors", "contents nothing"},
                                 {"machine_hash 0x", "machine_hash 0x1"},
                                 {"array.rows=4", "array.rows=8"},
                                 {"checksum 0x", "checksum 0x1"},
                                 {"kinds load=2", "kinds laod=2"},
                                 {"kinds load=2", "kinds load=-2"},
                                 {"kinds load=2", "kinds load=x"},
                                 {"seed 3", "seed three"},
                                 {"\nseed", "\nsead"},
                                 {"fields memory=", "fields memory=1"},  // of the first question
                                 {"\nout activations", "\nout nowhere"}}) {
    std::string bad = good;
    replace(bad, from, to);
    CAPTURE(from, to);
    CHECK_THROWS_AS(check_text(machine, bad), Error);
  }
  CHECK_THROWS_AS(check_text(find_machine("nano"), good), Error);
  CHECK_THROWS_AS(check_text(machine, ""), Error);
  CHECK_THROWS_AS(check_text(machine, "{\"isomer-vectors\": 1}"), Error);
  CHECK_THROWS_AS(check_text(machine, "{[[[["), Error);
  CHECK_THROWS_AS(check_text(machine, good.substr(0, good.find("checksum"))), Error);
  CHECK_THROWS_AS(check_text(machine, good.substr(0, good.size() - 4)), Error);
}

}  // namespace
}  // namespace isomer
