// SPDX-License-Identifier: Apache-2.0
#include "sim/lockstep/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>
#include <vector>

#include "sim/lockstep/elements.h"
#include "sim/machine/layout.h"

namespace isomer {
namespace {

bool differ(std::span<const std::byte> a, std::span<const std::byte> b) {
  return !std::equal(a.begin(), a.end(), b.begin(), b.end());
}

// Whether both have the same elements, of `bytes` bytes, in these lanes of a word of activations.
bool is_equal_in(std::uint64_t lanes, std::size_t bytes, std::span<const std::byte> a,
                 std::span<const std::byte> b) {
  for (std::size_t at = 0; at < a.size(); ++at)
    if (((lanes >> (at / bytes)) & 1) != 0 && a[at] != b[at]) return false;
  return true;
}

// The cause, up to what timing decides.
Trap comparable(Trap trap) { return trap == Trap::store_bus ? Trap::load_bus : trap; }

std::optional<std::string> compare_counters(const Outcome& expected, const Outcome& found,
                                            std::uint64_t retired, bool is_read_whole) {
  const Counters& right = expected.counters;
  const Counters& wrong = found.counters;
  if (retired != right.retired || wrong.retired != right.retired ||
      wrong.array_cycles != right.array_cycles)
    return fmt::format(
        "{} instructions retired (the device counted {}) in {} array cycles; expected {} in {}",
        retired, wrong.retired, wrong.array_cycles, right.retired, right.array_cycles);
  if (wrong.saturations != right.saturations || wrong.high_water != right.high_water)
    return fmt::format("{} saturations and high water {:#x}; expected {} and {:#x}",
                       wrong.saturations, wrong.high_water, right.saturations, right.high_water);
  if (expected.status == Status::done && (wrong.bytes_written != right.bytes_written ||
                                          (is_read_whole && wrong.bytes_read != right.bytes_read)))
    return fmt::format("{} bytes read and {} written on the bus; expected {} and {}",
                       wrong.bytes_read, wrong.bytes_written, right.bytes_read,
                       right.bytes_written);
  return std::nullopt;
}

}  // namespace

bool is_equal(const Access& access, const State& model, ObservableDevice& device,
              std::uint64_t& bytes) {
  if (access.space == Space::device) {
    const std::size_t first = access.first * kLineBytes;
    const std::size_t count = access.count * kLineBytes;
    bytes += count;
    return !differ(model.segment(access.segment).subspan(first, count),
                   device.segment(access.segment).subspan(first, count));
  }
  const ElementFormat format = element_format(model.machine, access.space);
  std::vector<std::byte> found(static_cast<std::size_t>(format.lanes * format.bytes));
  const bool is_whole = access.lanes == kAllLanes;
  bytes += access.count *
           (is_whole ? found.size()
                     : static_cast<std::size_t>(std::popcount(access.lanes) * format.bytes));
  for (std::uint64_t word = access.first; word < access.first + access.count; ++word) {
    device.peek(access.space, word, found);
    const auto expected = model.word(access.space, word);
    if (is_whole
            ? differ(expected, found)
            : !is_equal_in(access.lanes, static_cast<std::size_t>(format.bytes), expected, found))
      return false;
  }
  return true;
}

void find_element(const Operands& operands, bool is_signed, const State& model,
                  ObservableDevice& device, Difference& difference) {
  for_each_written(model.machine, operands, [&](const WrittenWord& written) {
    const ElementFormat format = element_format(model.machine, written.space);
    const auto bytes = static_cast<std::size_t>(format.lanes * format.bytes);
    std::span<const std::byte> expected;
    std::span<const std::byte> found;
    std::vector<std::byte> peeked(bytes);
    if (written.space == Space::device) {
      const auto segment = model.segment(written.segment);
      if (written.word + bytes > segment.size()) return;
      expected = segment.subspan(written.word, bytes);
      found = device.segment(written.segment).subspan(written.word, bytes);
    } else {
      expected = model.word(written.space, written.word);
      device.peek(written.space, written.word, peeked);
      found = peeked;
    }
    for (int lane = 0; lane < std::min(format.lanes, written.lanes); ++lane) {
      const auto at = static_cast<std::size_t>(lane * format.bytes);
      const std::int64_t right = read_element(&expected[at], format.bytes, is_signed);
      const std::int64_t wrong = read_element(&found[at], format.bytes, is_signed);
      if (right == wrong || difference.count++ > 0) continue;
      difference.space = written.space;
      difference.segment = written.segment;
      difference.word = written.word;
      difference.lane = lane;
      difference.group = written.group;
      difference.row = written.row;
      difference.column = written.column;
      difference.channel = written.group * format.lanes + lane;
      difference.expected = right;
      difference.found = wrong;
    }
  });
}

std::optional<Difference> compare_outcomes(const Outcome& expected, const Outcome& found,
                                           std::uint64_t retired, bool is_read_whole) {
  Difference difference{.kind = DifferenceKind::outcome, .cycle = found.counters.cycles};
  if (found.status != expected.status || comparable(found.trap) != comparable(expected.trap) ||
      (!is_bus_error(expected.trap) && found.trap_pc != expected.trap_pc)) {
    difference.what = fmt::format("ended with {}, {} at {} ({}); expected {}, {} at {} ({})",
                                  to_string(found.status), to_string(found.trap), found.trap_pc,
                                  found.detail, to_string(expected.status),
                                  to_string(expected.trap), expected.trap_pc, expected.detail);
    return difference;
  }
  if (is_bus_error(expected.trap)) return std::nullopt;
  const auto what = compare_counters(expected, found, retired, is_read_whole);
  if (!what) return std::nullopt;
  difference.what = *what;
  return difference;
}

std::optional<Difference> compare_segments(int segments, Device& expected, Device& found,
                                           std::uint64_t& bytes) {
  Difference difference{.kind = DifferenceKind::memory, .space = Space::device};
  for (int i = 0; i < segments; ++i) {
    const auto right = expected.segment(i);
    const auto wrong = found.segment(i);
    bytes += right.size();
    for (std::size_t at = 0; at < right.size(); ++at) {
      if (right[at] == wrong[at] || difference.count++ > 0) continue;
      difference.segment = i;
      difference.word = at;
      difference.expected = std::to_integer<int>(right[at]);
      difference.found = std::to_integer<int>(wrong[at]);
    }
  }
  if (difference.count == 0) return std::nullopt;
  return difference;
}

bool is_bus_error(Trap trap) {
  return trap == Trap::fetch_bus || trap == Trap::load_bus || trap == Trap::store_bus;
}

}  // namespace isomer
