// SPDX-License-Identifier: Apache-2.0

#include "train/thread_team.h"

#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

namespace isomer::train {
namespace {

TEST_CASE("a team does every piece once, whatever its size", "[train][thread_team]") {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadTeam team(threads);
    CHECK(team.threads() == threads);
    for (int round = 0; round < 200; ++round) {
      const int pieces = round % 19;
      std::vector<int> done(static_cast<std::size_t>(pieces));
      team.run(pieces, [&](int thread, int piece) {
        if (thread < 0 || thread >= threads) throw std::logic_error("no such thread");
        ++done[static_cast<std::size_t>(piece)];
      });
      if (done != std::vector<int>(static_cast<std::size_t>(pieces), 1)) {
        CAPTURE(threads, pieces);
        REQUIRE(done == std::vector<int>(static_cast<std::size_t>(pieces), 1));
      }
    }
  }
}

TEST_CASE("an exception of a piece comes back, and the team goes on", "[train][thread_team]") {
  ThreadTeam team(3);
  for (const int bad : {0, 5, 9}) {
    CHECK_THROWS_WITH(team.run(10,
                               [&](int, int piece) {
                                 if (piece == bad) throw std::runtime_error("planted");
                               }),
                      "planted");
  }
  int sum = 0;
  team.run(1, [&](int, int) { ++sum; });
  CHECK(sum == 1);
}

}  // namespace
}  // namespace isomer::train
