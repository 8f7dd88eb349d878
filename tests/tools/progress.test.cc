// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/progress.h"

#include <catch2/catch.hpp>

namespace isomer {
namespace {

// A progress whose clock the test moves and whose text the test keeps.
struct Watched {
  double now = 100;
  std::string text;

  Progress::Clock clock() {
    return [this] { return Progress::Seconds(now); };
  }
  Progress::Sink sink() {
    return [this](const std::string& more) { text += more; };
  }
};

TEST_CASE("Work of less than two seconds prints nothing", "[tools][progress]") {
  Watched watched;
  {
    Progress progress("training", "steps", 10, true, watched.clock(), watched.sink());
    watched.now += 1.9;
    for (int i = 0; i < 10; ++i) progress.advance();
  }
  CHECK(watched.text.empty());
}

TEST_CASE("A terminal gets a bar with rate and time left", "[tools][progress]") {
  Watched watched;
  {
    Progress progress("verify", "images", 400, true, watched.clock(), watched.sink());
    watched.now += 4;
    progress.update(100);
    CHECK(watched.text ==
          "\rverify  [######..................] 100/400 images, 25/s, 12 s left\033[K");
    progress.update(101);  // too soon to show again
    watched.text.clear();
    watched.now += 6;
    progress.update(400);
  }
  CHECK(watched.text ==
        "\rverify  [########################] 400/400 images, 40/s, took 10 s\033[K"
        "\rverify  [########################] 400/400 images, 40/s, took 10 s\033[K\n");
}

TEST_CASE("Elsewhere there is a plain line every ten seconds", "[tools][progress]") {
  Watched watched;
  Progress progress("run", "images", 1000, false, watched.clock(), watched.sink());
  for (int second = 0; second < 20; ++second) {
    watched.now += 1;
    progress.advance();
  }
  CHECK(watched.text ==
        "run  2/1000 images, 1.0/s, 16:38 min left\n"
        "run  12/1000 images, 1.0/s, 16:28 min left\n");
}

}  // namespace
}  // namespace isomer
