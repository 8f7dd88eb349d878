// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/difference_report.h"

#include "sim/functional/describe.h"

namespace isomer {
namespace {

Report text_or_null(const std::string& text) { return text.empty() ? Report() : Report(text); }

}  // namespace

const char* name_of(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::value:
      return "value";
    case DifferenceKind::order:
      return "order";
    case DifferenceKind::outcome:
      return "outcome";
    case DifferenceKind::memory:
      return "memory";
    case DifferenceKind::count:
      return "count";
  }
  return "unknown";
}

Report to_report(std::int64_t image, const Difference& difference) {
  const bool is_value = difference.kind == DifferenceKind::value;
  const bool has_instruction = is_value || difference.kind == DifferenceKind::order ||
                               difference.kind == DifferenceKind::count;
  const bool has_word = is_value || difference.kind == DifferenceKind::memory;
  const auto place = tensor_place(difference);
  const auto if_value = [&](auto number) { return is_value ? Report(number) : Report(); };
  const auto if_word = [&](auto number) { return has_word ? Report(number) : Report(); };
  Report report;
  report["image"] = image;
  report["kind"] = name_of(difference.kind);
  report["instruction"] = has_instruction ? Report(difference.pc) : Report();
  report["operation"] = text_or_null(difference.instruction);
  report["layer"] = text_or_null(difference.layer);
  report["tile"] = text_or_null(difference.tile);
  report["tensor"] = text_or_null(difference.tensor);
  report["tensor channel"] = place ? Report(place->channel) : Report();
  report["tensor row"] = place ? Report(place->row) : Report();
  report["tensor column"] = place ? Report(place->column) : Report();
  report["tile channel"] = if_value(difference.channel);
  report["tile row"] = if_value(difference.row);
  report["tile column"] = if_value(difference.column);
  report["lane"] = if_value(difference.lane);
  report["memory"] = has_word ? Report(std::string(space_name(difference.space))) : Report();
  report["segment"] =
      has_word && difference.space == Space::device ? Report(difference.segment) : Report();
  report["word"] = if_word(difference.word);
  report["expected"] = if_word(difference.expected);
  report["found"] = if_word(difference.found);
  report["elements that differ"] = if_word(difference.count);
  report["what"] = text_or_null(difference.what);
  report["cycle"] = difference.cycle;
  return report;
}

}  // namespace isomer
