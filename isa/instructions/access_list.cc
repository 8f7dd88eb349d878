// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/access_list.h"

#include <algorithm>

namespace isomer {
namespace {

// Whether an access can continue the other: everything equal but the words.
bool is_same_kind(const Access& a, const Access& b) {
  return a.space == b.space && a.segment == b.segment && a.is_write == b.is_write &&
         a.outside_lock == b.outside_lock && a.lanes == b.lanes;
}

}  // namespace

void AccessList::add(Space space, bool is_write, const WordSet& words) {
  for (const WordSet::Run& run : words.runs())
    append({.space = space, .is_write = is_write, .first = run.first, .count = run.count});
}

void AccessList::add_activations(bool is_write, const WordSet& words, const BankLock& lock,
                                 std::uint64_t lanes) {
  const auto bank_words = static_cast<std::uint64_t>(machine_.activation_bank_words);
  for (const WordSet::Run& run : words.runs()) {
    for (std::uint64_t at = run.first, end = run.first + run.count; at < end;) {
      const std::uint64_t stop = std::min(end, (at / bank_words + 1) * bank_words);
      append({.is_write = is_write,
              .outside_lock = !lock.holds(at),
              .first = at,
              .count = stop - at,
              .lanes = lanes});
      at = stop;
    }
  }
}

void AccessList::add_device(bool is_write, int segment, const Lines& lines) {
  const auto planes = static_cast<std::uint64_t>(lines.planes);
  const auto rows = static_cast<std::uint64_t>(lines.rows);
  if (planes * rows > kMaxListedRows) {
    append(
        {.space = Space::device,
         .segment = segment,
         .is_write = is_write,
         .first = lines.first,
         .count = (planes - 1) * lines.plane_stride + (rows - 1) * lines.row_stride + lines.lines});
    return;
  }
  std::vector<std::uint64_t> starts;
  for (std::uint64_t p = 0; p < planes; ++p)
    for (std::uint64_t r = 0; r < rows; ++r)
      starts.push_back(lines.first + p * lines.plane_stride + r * lines.row_stride);
  std::sort(starts.begin(), starts.end());
  for (const std::uint64_t start : starts)
    append({.space = Space::device,
            .segment = segment,
            .is_write = is_write,
            .first = start,
            .count = lines.lines});
}

// Joins the access to the one before when they touch; words of one kind come in ascending order.
void AccessList::append(const Access& access) {
  if (!accesses_.empty() && is_same_kind(accesses_.back(), access)) {
    Access& last = accesses_.back();
    if (last.first <= access.first && access.first <= last.first + last.count) {
      last.count = std::max(last.count, access.first + access.count - last.first);
      return;
    }
  }
  accesses_.push_back(access);
}

}  // namespace isomer
