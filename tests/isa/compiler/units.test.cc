// SPDX-License-Identifier: Apache-2.0
//
// The compiler's parts on their own.

#include <catch2/catch.hpp>

#include "isa/compiler/dry_run.h"
#include "isa/compiler/geometry.h"
#include "isa/compiler/hoist.h"
#include "isa/compiler/placement.h"
#include "isa/compiler/ranges.h"
#include "isa/compiler/ring.h"
#include "isa/compiler/tile_geometry.h"
#include "isa/compiler/tokens.h"
#include "isa/compiler/transfer.h"
#include "tests/support/networks.h"

namespace isomer::compiler {
namespace {

TEST_CASE("reach gives exactly the positions that windows touch", "[compiler][geometry]") {
  for (int in = 1; in <= 9; ++in)
    for (int kernel = 1; kernel <= 5; ++kernel)
      for (int stride = 1; stride <= 3; ++stride)
        for (int pad = 0; pad <= 6; ++pad)
          for (int first = 0; first < 6; ++first)
            for (int count = 1; count <= 3; ++count) {
              const Reach got = reach({in, 9, kernel, stride, pad}, {first, count});
              int low = in, high = -1;
              for (int o = first; o < first + count; ++o)
                for (int k = 0; k < kernel; ++k)
                  if (const int at = o * stride + k - pad; 0 <= at && at < in) {
                    low = std::min(low, at);
                    high = std::max(high, at);
                  }
              // With strides beyond the kernel the first and last positions may be skipped ones.
              const bool covers = high < low || (got.input.first <= low && high < got.input.end());
              const bool tight = stride > kernel || high < low ||
                                 (got.input.first == low && got.input.end() == high + 1);
              const bool origin =
                  got.input.count == 0 || got.input.first + got.origin == first * stride - pad;
              if (!covers || !tight || !origin) {
                CAPTURE(in, kernel, stride, pad, first, count);
                REQUIRE((covers && tight && origin));
              }
            }
}

TEST_CASE("Tile sizes descend, keep their step and always offer the whole", "[compiler][tiling]") {
  REQUIRE(tile_sizes(10, 1, 9) == std::vector<int>{5, 4, 3, 2, 1});
  REQUIRE(tile_sizes(10, 4, 10) == std::vector<int>{10, 8, 4});
  REQUIRE(tile_sizes(3, 4, 3) == std::vector<int>{3});
  REQUIRE(tile_sizes(8, 4, 3).empty());
  REQUIRE(cut(10, 4) == std::vector<Range>{{0, 4}, {4, 4}, {8, 2}});
  REQUIRE(cut_evenly({2, 16}, 6) == std::vector<Range>{{2, 6}, {8, 5}, {13, 5}});
  REQUIRE(cut_evenly({0, 4}, 4) == std::vector<Range>{{0, 4}});
  REQUIRE(cut_evenly({3, 0}, 4).empty());
}

TEST_CASE("A ring forgets exactly the blocks it overwrites", "[compiler][ring]") {
  Ring ring(100, 10);
  REQUIRE(ring.allocate("a", 4) == 100);
  REQUIRE(ring.allocate("b", 4) == 104);
  REQUIRE(ring.find("a") == 100);
  REQUIRE(ring.allocate("c", 4) == 100);  // 2 words are left at the end
  REQUIRE_FALSE(ring.find("a").has_value());
  REQUIRE(ring.find("b") == 104);
  REQUIRE(ring.allocate("d", 1) == 104);
  REQUIRE_FALSE(ring.find("b").has_value());
  REQUIRE(ring.find("c") == 100);
}

TEST_CASE("A block leaves the next one a place beside it", "[compiler][ring]") {
  // 4 words at 2 would leave 4 others a place neither behind nor before them.
  Ring ring(100, 9);
  REQUIRE(ring.allocate("a", 2, 4) == 100);
  REQUIRE(ring.allocate("b", 4, 4) == 104);
  REQUIRE(ring.allocate("c", 4, 4) == 100);
  REQUIRE(ring.find("b") == 104);
  REQUIRE(ring.allocate("d", 1, 4) == 104);  // 4 more fit behind it or before it
  // Blocks of more than half the ring cannot lie side by side.
  Ring small(0, 7);
  REQUIRE(small.allocate("a", 2, 4) == 0);
  REQUIRE(small.allocate("b", 4, 4) == 2);
  REQUIRE(small.allocate("c", 4, 4) == 0);
  REQUIRE_FALSE(small.find("b").has_value());
}

TEST_CASE("Whole rows and planes become one row of a LOAD", "[compiler][transfer]") {
  const Machine tiny = find_machine("tiny");
  const Shape shape{
      .planes = 2, .planes_written = 2, .height = 5, .width = 6, .pitch = 8, .plane_pitch = 40};
  const Local same{0, 8, 40};
  const Load all = load_box(tiny, shape, {1, 0}, {{0, 2}, {0, 5}, {0, 6}}, same);
  REQUIRE((all.words == 78 && all.rows == 1 && all.planes == 1));
  const Load rows = load_box(tiny, shape, {1, 32}, {{1, 1}, {1, 3}, {0, 6}}, same);
  REQUIRE((rows.words == 22 && rows.rows == 1 && rows.offset == 2 + 10 + 2));
  // A STORE leaves out what no instruction wrote.
  const Store store = store_box(tiny, shape, {3, 0}, {{0, 2}, {0, 5}, {0, 6}}, same);
  REQUIRE((store.words == 6 && store.rows == 5 && store.planes == 2 && store.row_stride == 2 &&
           store.plane_stride == 10));
}

TEST_CASE("Tensors that live at once do not share words", "[compiler][placement]") {
  const Network network = testing::lenet5(1, 1, 28, 2);
  const Machine base = find_machine("base");
  const Graph graph = make_graph(network, base, 1);
  const auto shapes = tensor_shapes(graph, base, true);
  const auto life = lives(graph);
  const auto placement = place(base, shapes, life, 7, {}, false);
  REQUIRE(placement.has_value());
  for (std::size_t a = 0; a < shapes.size(); ++a)
    for (std::size_t b = 0; b < a; ++b) {
      if (life[a].last < life[b].first || life[b].last < life[a].first) continue;
      const bool apart = *placement->base[a] + shapes[a].words() <= *placement->base[b] ||
                         *placement->base[b] + shapes[b].words() <= *placement->base[a];
      REQUIRE(apart);
    }
  Machine small = base;
  small.activation_bank_words = 32;
  REQUIRE_FALSE(place(small, shapes, life, 7, {}, false).has_value());
}

// n loads to ever new words, then n macs, the k-th of which reads what the k-th load wrote.
Code distant_pairs(int n) {
  Code code;
  for (int k = 0; k < n; ++k) {
    Load load;
    load.memory = static_cast<std::int32_t>(Memory::weights);
    load.words = 4;
    load.local = 4 * k;
    code.push_back({{load, 0, 0}, {}});
  }
  for (int k = 0; k < n; ++k) {
    Mac mac;
    mac.w_base = 4 * k;
    mac.in_h = 0;
    code.push_back({{mac, 0, 0}, {}});
  }
  return code;
}

TEST_CASE("Tokens order what depends, and never fill a counter", "[compiler][tokens]") {
  const Machine tiny = find_machine("tiny");
  for (const int n : {1, 2, 5, 6, 20, 100}) {
    Code code = distant_pairs(n);
    insert_tokens(tiny, code, dependencies(tiny, code));
    REQUIRE_FALSE(find_deadlock(tiny, code).has_value());
    // Every mac waits, itself or an earlier one, for its load or a later one.
    int given = 0, taken = 0;
    std::vector<int> givers;
    for (int k = 0; k < n; ++k)
      if (code[static_cast<std::size_t>(k)].instruction.push != 0) givers.push_back(k), ++given;
    for (int k = 0; k < n; ++k) {
      if (code[static_cast<std::size_t>(n + k)].instruction.pop != 0) ++taken;
      REQUIRE(taken > 0);
      REQUIRE(givers[static_cast<std::size_t>(taken - 1)] >= k);
    }
    REQUIRE(given == taken);
  }
}

TEST_CASE("The dry run sees a deadlock and names who waits", "[compiler][tokens]") {
  const Machine tiny = find_machine("tiny");
  Code code = distant_pairs(20);
  insert_tokens(tiny, code, dependencies(tiny, code));
  code[0].instruction.push = 0;
  code[19].instruction.push = 0;
  const auto deadlock = find_deadlock(tiny, code);
  REQUIRE(deadlock.has_value());
  REQUIRE_THAT(*deadlock, Catch::Matchers::Contains("waiting"));

  // A giver whose counter is full stops as well: 16 tokens that nobody takes.
  Code full(16, {{Sync{0}, 0, 1}, {}});
  REQUIRE(find_deadlock(tiny, full).has_value());
  full.pop_back();
  REQUIRE_FALSE(find_deadlock(tiny, full).has_value());
}

TEST_CASE("Hoisting keeps the order of what depends", "[compiler][hoist]") {
  // post 0 writes words 0..3, post 1 words 4..7; the pool reads what post 0 wrote.
  const Machine tiny = find_machine("tiny");
  const auto post = [](int y) {
    Post p;
    p.out_w = 4;
    p.y_base = y;
    return CodeLine{{p, 0, 0}, {0, "post", -1}};
  };
  MaxPoolInstruction pool;
  pool.x_base = 0;
  pool.in_h = 1;
  pool.in_w = 4;
  pool.kernel_w = 4;
  pool.y_base = 64;
  const Code code = {post(0), post(4), {{pool, 0, 0}, {1, "pool", -1}}};
  const Code hoisted = hoist(tiny, code);
  REQUIRE(hoisted[1].source.tile == "pool");
  pool.x_base = 4;
  const Code late = {post(0), post(4), {{pool, 0, 0}, {1, "pool", -1}}};
  REQUIRE(hoist(tiny, late)[2].source.tile == "pool");
}

}  // namespace
}  // namespace isomer::compiler
