// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/difference.h"

#include <fmt/format.h>

#include <cstdio>
#include <tuple>

#include "sim/functional/describe.h"

namespace isomer {

bool Difference::is_same(const Difference& other) const {
  const auto key = [](const Difference& d) {
    return std::tie(d.kind, d.pc, d.space, d.segment, d.word, d.lane, d.count, d.expected, d.found);
  };
  return key(*this) == key(other);
}

std::optional<TensorPlace> tensor_place(const Difference& difference) {
  const std::string& text = difference.instruction;
  const bool computes =
      text.starts_with("mac") || text.starts_with("post") || text.starts_with("max_pool");
  TensorPlace place;
  constexpr char kTile[] = "rows %d:%*d columns %d:%*d channels %d:";  // SourceLine::tile
  if (difference.kind != DifferenceKind::value || !computes ||
      std::sscanf(difference.tile.c_str(), kTile, &place.row, &place.column, &place.channel) != 3)
    return std::nullopt;
  place.channel += difference.channel;
  place.row += difference.row;
  place.column += difference.column;
  return place;
}

std::string to_string(const Difference& difference) {
  std::string text;
  const auto line = [&text](const std::string& name, const std::string& value) {
    if (!value.empty()) text += fmt::format("  {:<12} {}\n", name, value);
  };
  const bool is_value = difference.kind == DifferenceKind::value;
  if (is_value || difference.kind == DifferenceKind::order ||
      difference.kind == DifferenceKind::count) {
    line("instruction", fmt::format("[{}] {}", difference.pc, difference.instruction));
    line("layer", difference.layer);
    line("tile", difference.tile);
    line("tensor", difference.tensor);
  }
  if (is_value)
    line("element", fmt::format("channel {} (group {}, lane {}), row {}, column {} of the tile",
                                difference.channel, difference.group, difference.lane,
                                difference.row, difference.column));
  if (const auto place = tensor_place(difference))
    line("in tensor",
         fmt::format("channel {}, row {}, column {}", place->channel, place->row, place->column));
  if (is_value || difference.kind == DifferenceKind::memory) {
    line("place", difference.space == Space::device
                      ? fmt::format("segment {} byte {}", difference.segment, difference.word)
                      : fmt::format("{} word {}", space_name(difference.space), difference.word));
    line("expected", fmt::format("{}", difference.expected));
    line("found", fmt::format("{}", difference.found));
    line("differing", fmt::format("{} elements", difference.count));
  }
  line("what", difference.what);
  line("cycle", fmt::format("{}", difference.cycle));
  return text;
}

}  // namespace isomer
