// SPDX-License-Identifier: Apache-2.0
//
// Compiled networks compute what the oracle's loops say, on machines of both sizes.

#include <catch2/catch.hpp>

#include "isa/compiler/compiler.h"
#include "isa/random/random.h"
#include "tests/isa/compiler/judge.h"
#include "tests/support/networks.h"

namespace isomer::testing {
namespace {

void require_right(const Network& network, const std::string& what) {
  for (const char* name : {"tiny", "base"}) {
    for (const bool keep : {true, false}) {
      const std::string wrong = judge(network, find_machine(name), keep);
      if (!wrong.empty()) {
        CAPTURE(what, name, keep, wrong);
        REQUIRE(wrong.empty());
      }
    }
  }
}

TEST_CASE("LeNet-5 on 1x28x28 equals the oracle on tiny and base", "[compiler]") {
  require_right(lenet5(1, 1, 28, 2), "lenet5 1x28x28");
}

TEST_CASE("LeNet-5 on 3x32x32 equals the oracle on tiny and base", "[compiler]") {
  require_right(lenet5(2, 3, 32, 0), "lenet5 3x32x32");
}

TEST_CASE("Convolutions of every odd shape equal the oracle", "[compiler]") {
  struct Case {
    int channels, height, width, out_channels;
    Window window;
  };
  const Case cases[] = {
      {1, 1, 1, 1, {1, 1, 1, 1, {}}},
      {5, 1, 1, 3, {1, 1, 1, 1, {}}},
      {17, 6, 5, 33, {1, 1, 1, 1, {}}},
      {3, 9, 11, 5, {7, 7, 1, 1, {3, 3, 3, 3}}},
      {1, 9, 11, 5, {7, 7, 2, 2, {3, 3, 3, 3}}},
      {2, 10, 13, 4, {3, 5, 2, 1, {0, 2, 1, 1}}},
      {4, 12, 7, 9, {2, 3, 3, 2, {1, 0, 0, 2}}},
      {16, 8, 8, 16, {3, 3, 1, 1, {1, 1, 1, 1}}},
      {20, 7, 7, 24, {3, 3, 1, 1, {1, 1, 1, 1}}},
      {3, 3, 60, 4, {3, 3, 1, 3, {1, 1, 1, 1}}},    // wide
      {3, 70, 3, 4, {3, 3, 3, 1, {1, 1, 1, 1}}},    // tall
      {6, 40, 40, 8, {3, 3, 1, 1, {1, 1, 1, 1}}},   // larger than tiny's memory
      {70, 4, 4, 5, {3, 3, 1, 1, {1, 1, 1, 1}}},    // reduction split on tiny
      {200, 2, 2, 70, {2, 2, 1, 1, {}}},            // weights larger than tiny's memory
      {20, 1, 40, 4, {1, 33, 1, 1, {}}},            // kernel beyond the field
      {2, 5, 6, 3, {1, 1, 1, 1, {2, 3, 2, 3}}},     // windows inside the padding
      {2, 4, 4, 3, {2, 2, 3, 3, {0, 0, 0, 0}}},     // stride beyond the kernel
      {1, 3, 40, 4, {3, 33, 1, 1, {0, 0, 0, 0}}},   // the same, packed
      {1, 2, 1100, 2, {1, 3, 1, 1, {0, 1, 0, 1}}},  // wider than in_w
      {1, 1100, 2, 2, {3, 1, 1, 1, {1, 0, 1, 0}}},  // taller than in_h
  };
  std::uint64_t seed = 10;
  for (const Case& c : cases) {
    const std::string what = std::to_string(c.channels) + "x" + std::to_string(c.height) + "x" +
                             std::to_string(c.width) + " -> " + std::to_string(c.out_channels);
    for (const bool is_signed : {false, true})
      require_right(NetworkBuilder(seed++, c.channels, c.height, c.width, is_signed)
                        .convolution(c.out_channels, c.window, is_signed)
                        .build(),
                    what);
  }
}

TEST_CASE("Pools of every odd shape equal the oracle", "[compiler]") {
  const Window windows[] = {
      {2, 2, 2, 2, {}}, {3, 3, 2, 2, {1, 1, 1, 1}}, {3, 2, 1, 3, {0, 1, 2, 0}}, {1, 1, 1, 1, {}}};
  const int sizes[][3] = {{1, 6, 6}, {17, 9, 7}, {5, 3, 50}, {7, 60, 4}, {9, 33, 34}};
  std::uint64_t seed = 50;
  for (const Window& window : windows)
    for (const auto& [channels, height, width] : sizes)
      for (const bool is_signed : {false, true})
        require_right(
            NetworkBuilder(seed++, channels, height, width, is_signed).max_pool(window).build(),
            "pool " + std::to_string(channels));
}

TEST_CASE("Random networks equal the oracle", "[compiler][random]") {
  Random generator(1);  // draws no layer that tiny's memories are too small for
  const auto random = [&](int lo, int hi) { return generator.between(lo, hi); };
  for (int trial = 0; trial < 60; ++trial) {
    int height = random(1, 30), width = random(1, 30);
    NetworkBuilder builder(static_cast<std::uint64_t>(trial), random(1, 24), height, width,
                           random(0, 1) == 1);
    for (int layer = random(1, 4); layer > 0; --layer) {
      Window window{random(1, std::min(height, 5)),
                    random(1, std::min(width, 5)),
                    random(1, 3),
                    random(1, 3),
                    {}};
      const auto pad = [&](int kernel) { return random(0, kernel - 1); };
      window.padding = {pad(window.kernel_h), pad(window.kernel_w), pad(window.kernel_h),
                        pad(window.kernel_w)};
      const bool pool = random(0, 3) == 0;
      if (pool) window.padding.bottom = window.padding.right = 0;
      height = (height + window.padding.top + window.padding.bottom - window.kernel_h) /
                   window.stride_h +
               1;
      width =
          (width + window.padding.left + window.padding.right - window.kernel_w) / window.stride_w +
          1;
      if (pool)
        builder.max_pool(window);
      else
        builder.convolution(random(1, 40), window, random(0, 1) == 1);
    }
    if (random(0, 1) == 1) builder.fully_connected(random(1, 30), true);
    require_right(builder.build(), "trial " + std::to_string(trial));
  }
}

}  // namespace
}  // namespace isomer::testing
