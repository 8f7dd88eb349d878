// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/vectors_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"
#include "tools/isomer/vectors_generator.h"
#include "tools/isomer/vectors_names.h"
#include "tools/isomer/vectors_words.h"

namespace isomer {
namespace {

std::string difference(const NamedNumbers& want, const NamedNumbers& got) {
  for (const auto& [name, value] : want) {
    const auto at = std::find_if(got.begin(), got.end(),
                                 [&](const auto& result) { return result.first == name; });
    if (at == got.end()) return fmt::format("the result {} is missing", name);
    if (at->second != value)
      return fmt::format("{} is {}, and should be {}", name, at->second, value);
  }
  if (got.size() != want.size()) return "there are results that nobody asked for";
  return {};
}

std::string difference(const WordRun& want, const WordRun& got) {
  if (got.space != want.space || got.first != want.first || got.bytes.size() != want.bytes.size()) {
    return fmt::format("{} bytes from {} word {}, instead of {} from {} word {}", got.bytes.size(),
                       space_name(got.space), got.first, want.bytes.size(), space_name(want.space),
                       want.first);
  }
  const auto at = std::mismatch(want.bytes.begin(), want.bytes.end(), got.bytes.begin());
  if (at.first == want.bytes.end()) return {};
  return fmt::format("byte {} from {} word {} on is 0x{:02x}, and should be 0x{:02x}",
                     at.first - want.bytes.begin(), space_name(want.space), want.first,
                     static_cast<unsigned>(*at.second), static_cast<unsigned>(*at.first));
}

void require_kinds(const VectorsHeader& header, const Machine& machine) {
  std::vector<std::string> known = instruction_kinds(machine);
  const std::vector<std::string> others = other_kinds();
  known.insert(known.end(), others.begin(), others.end());
  for (const auto& [kind, count] : header.kinds) {
    if (std::find(known.begin(), known.end(), kind) == known.end())
      throw Error(fmt::format("machine {} has no vectors of kind '{}'", machine.name, kind));
    if (count < 0) throw Error(fmt::format("{} vectors of kind '{}'", count, kind));
  }
}

}  // namespace

std::string difference(const Answer& want, const Answer& got) {
  if (got.name != want.name) return fmt::format("the next answer is that of '{}'", got.name);
  if (const std::string text = difference(want.results, got.results); !text.empty()) return text;
  if (want.out.size() != got.out.size())
    return fmt::format("{} runs of words, and there should be {}", got.out.size(), want.out.size());
  for (std::size_t i = 0; i < want.out.size(); ++i)
    if (const std::string text = difference(want.out[i], got.out[i]); !text.empty()) return text;
  return {};
}

VectorsVerdict check_answers(AnswerReader& answers, const Machine& machine) {
  const VectorsHeader& header = answers.header();
  if (header.machine_hash != hash(machine) || header.configuration != configuration_of(machine))
    throw Error(fmt::format("these vectors are for another machine than {}; name it with --machine",
                            machine.name));
  if (header.contents == Contents::questions) throw Error("these are questions, without answers");
  require_kinds(header, machine);

  VectorGenerator generator(machine, header.seed);
  std::uint32_t checksum = 0;
  std::int64_t vectors = 0, failures = 0;
  Report kinds = Report::array();
  VectorsVerdict verdict;
  Answer got;
  bool has_answer = true;
  for (const auto& [kind, count] : header.kinds) {
    std::int64_t different = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const Vector want = generator.make(kind, i);
      checksum = continue_checksum(checksum, to_text(want, header.syntax, Contents::questions));
      has_answer = has_answer && answers.next(&got);
      const std::string text = has_answer ? difference(want.answer, got) : "there is no answer";
      if (text.empty()) continue;
      ++different;
      if (verdict.passed())
        verdict.first_difference = fmt::format("{}: {}", want.answer.name, text);
      if (!has_answer) break;
    }
    vectors += count;
    failures += different;
    kinds.push_back({{"kind", kind}, {"vectors", count}, {"different", different}});
    if (!has_answer) break;
  }
  if (has_answer && verdict.passed() && answers.next(&got))
    verdict.first_difference = fmt::format("{}: nobody asked for it", got.name);
  if (has_answer && checksum != header.checksum)
    throw Error(fmt::format(
        "the header's checksum is 0x{:08x}, that of these questions 0x{:08x}: they were written "
        "by another version of isomer, or the header was changed",
        header.checksum, checksum));
  if (header.contents == Contents::vectors && has_answer && answers.checksum() != checksum)
    throw Error("the questions of the file are not those that its header is about");
  verdict.report = {{"machine", machine.name},
                    {"seed", header.seed},
                    {"vectors", vectors},
                    {"different", failures},
                    {"kinds", std::move(kinds)}};
  return verdict;
}

}  // namespace isomer
