// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/transpose.h"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/sim/kernels/nhwc/tensors.h"
#include "tests/sim/kernels/random_integers.h"

namespace isomer::kernels::nhwc {
namespace {

TEST_CASE("Channels go last and come back first", "[kernels][transpose]") {
  RandomIntegers random(41);
  constexpr int kImages = 2;
  for (const Storage storage : {Storage::u8, Storage::s8, Storage::s32}) {
    for (const int channels : {1, 2, 3, 4, 10, 16, 33, 64, 100}) {
      for (const std::size_t pixels : {1U, 7U, 16U, 49U, 64U, 1024U}) {
        const auto count = static_cast<std::size_t>(channels);
        const std::vector<std::int32_t> nchw =
            random.values<std::int32_t>(kImages * count * pixels, least(storage), largest(storage));
        OwnedTensor nhwc(storage, nchw.size());
        std::vector<std::int32_t> back(nchw.size());
        from_nchw(kImages, channels, pixels, nchw, nhwc.tensor());
        to_nchw(kImages, channels, pixels, nhwc.tensor(), back);
        REQUIRE(back == nchw);
        const std::vector<std::int64_t> last = nhwc.values();
        for (std::size_t i = 0; i < nchw.size(); ++i) {
          const std::size_t n = i / (count * pixels);
          const std::size_t c = i / pixels % count;
          const std::size_t p = i % pixels;
          if (last[(n * pixels + p) * count + c] != nchw[i])
            REQUIRE(last[(n * pixels + p) * count + c] == nchw[i]);
        }
      }
    }
  }
}

}  // namespace
}  // namespace isomer::kernels::nhwc
