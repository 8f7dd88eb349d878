// SPDX-License-Identifier: Apache-2.0

#include "isa/instructions/word_set.h"

#include <catch2/catch.hpp>
#include <set>

#include "isa/random/random.h"

namespace isomer {
namespace {

TEST_CASE("A word set holds what was added, wrapped, in maximal runs", "[instructions][word_set]") {
  Random random(4);
  for (int n = 0; n < 3000; ++n) {
    const std::uint64_t size = std::uint64_t{1} << random.between(1, 9);
    WordSet words(size);
    std::set<std::uint64_t> want;
    for (int k = random.between(0, 6); k > 0; --k) {
      const auto first = static_cast<std::uint64_t>(random.integer(12));
      const auto count = random.next() % (size + size / 2);
      words.add(first, count);
      for (std::uint64_t i = 0; i < count; ++i) want.insert((first + i) % size);
    }
    std::set<std::uint64_t> got;
    std::uint64_t last_end = size + 1;
    bool is_maximal = true;
    for (const WordSet::Run& run : words.runs()) {
      is_maximal = is_maximal && run.count > 0 && run.first != last_end;
      for (std::uint64_t i = 0; i < run.count; ++i) got.insert(run.first + i);
      last_end = run.first + run.count;
    }
    if (got != want || !is_maximal) {
      CAPTURE(n, size);
      REQUIRE(is_maximal);
      REQUIRE(got == want);
    }
  }
}

}  // namespace
}  // namespace isomer
