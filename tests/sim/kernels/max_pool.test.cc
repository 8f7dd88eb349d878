// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/max_pool.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels {
namespace {

template <typename Element>
void check(const Window& w, int images, const std::vector<Element>& input) {
  const std::size_t n = static_cast<std::size_t>(images * w.channels) * w.out_pixels();
  std::vector<Element> want(n), got(n), without(n);
  std::vector<std::int32_t> want_argmax(n), got_argmax(n);
  max_pool_reference<Element>(w, images, input, want, want_argmax);
  max_pool<Element>(w, images, input, got, got_argmax);
  max_pool<Element>(w, images, input, without);
  if (got != want || got_argmax != want_argmax || without != want) {
    CAPTURE(w.channels, w.height, w.width, w.kernel_h, w.kernel_w, w.stride_h, w.stride_w);
    REQUIRE(got == want);
    REQUIRE(got_argmax == want_argmax);
    REQUIRE(without == want);
  }
}

TEST_CASE("F14 max_pool equals its reference", "[kernels][max_pool]") {
  RandomIntegers random(4);
  for (int i = 0; i < 600; ++i) {
    Window w = {.channels = random.small(1, 3),
                .height = random.small(2, 17),
                .width = random.small(2, 17),
                .kernel_h = random.small(1, 4),
                .kernel_w = random.small(1, 4),
                .stride_h = random.small(1, 3),
                .stride_w = random.small(1, 3)};
    if (i % 3 == 0) w.kernel_h = w.kernel_w = w.stride_h = w.stride_w = 2;
    // Padding below the kernel's size: every window holds an element.
    if (i % 2 == 0) {
      w.padding = {random.small(0, w.kernel_h - 1), random.small(0, w.kernel_w - 1),
                   random.small(0, w.kernel_h - 1), random.small(0, w.kernel_w - 1)};
    }
    if (w.out_height() < 1 || w.out_width() < 1) continue;
    const int images = random.small(1, 3);
    const std::size_t n = static_cast<std::size_t>(images) * w.in_elements();
    check(w, images, random.values<std::int32_t>(n, i % 5 == 0 ? -2 : -128, 127));
    check(w, images, random.values<float>(n, -3, 3));
  }
}

}  // namespace
}  // namespace isomer::kernels
