// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/word_set.h"

#include <algorithm>
#include <bit>

namespace isomer {

WordSet::WordSet(std::uint64_t size) : size_(size), bits_((size + 63) / 64) {}

void WordSet::add(std::uint64_t first, std::uint64_t count) {
  if (count >= size_) {
    fill(0, size_);
    return;
  }
  first &= size_ - 1;
  const std::uint64_t before_end = std::min(count, size_ - first);
  fill(first, before_end);
  fill(0, count - before_end);
}

void WordSet::remove(const WordSet& other) {
  for (std::size_t i = 0; i < bits_.size(); ++i) bits_[i] &= ~other.bits_[i];
}

std::vector<WordSet::Run> WordSet::runs() const {
  std::vector<Run> result;
  for (std::uint64_t at = next(0, true); at < size_;) {
    const std::uint64_t end = next(at, false);
    result.push_back({at, end - at});
    at = next(end, true);
  }
  return result;
}

// Sets the bits of a range that does not wrap.
void WordSet::fill(std::uint64_t first, std::uint64_t count) {
  while (count > 0) {
    const std::uint64_t offset = first % 64;
    const std::uint64_t here = std::min(count, 64 - offset);
    bits_[first / 64] |= (~std::uint64_t{0} >> (64 - here)) << offset;
    first += here;
    count -= here;
  }
}

// The first word from `at` on that is (or is not) in the set; the size when there is none.
std::uint64_t WordSet::next(std::uint64_t at, bool is_member) const {
  while (at < size_) {
    const std::uint64_t part = (is_member ? bits_[at / 64] : ~bits_[at / 64]) >> at % 64;
    if (part != 0) return std::min(size_, at + static_cast<std::uint64_t>(std::countr_zero(part)));
    at = (at / 64 + 1) * 64;
  }
  return size_;
}

}  // namespace isomer
