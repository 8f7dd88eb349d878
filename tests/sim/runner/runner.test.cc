// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/runner.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "isa/container/error.h"
#include "tests/sim/runner/networks.h"
#include "tests/support/network_oracle.h"

namespace isomer {
namespace {

TEST_CASE("L6 every tensor of the runner equals the independent oracle", "[runner]") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const Network network = random_network(seed);
    Runner runner(network);
    constexpr int kImages = 3;
    std::vector<std::int32_t> batch;
    std::vector<std::vector<std::vector<std::int32_t>>> want;
    for (int i = 0; i < kImages; ++i) {
      const auto image = random_image(network, 1000 * seed + static_cast<std::uint64_t>(i));
      batch.insert(batch.end(), image.begin(), image.end());
      want.push_back(testing::oracle_tensors(network, image));
    }
    runner.run(kImages, batch);
    for (std::size_t t = 0; t < network.tensors.size(); ++t) {
      const auto got = runner.tensor(static_cast<int>(t));
      const std::size_t elements = want[0][t].size();
      REQUIRE(got.size() == kImages * elements);
      for (std::size_t i = 0; i < got.size(); ++i) {
        if (got[i] != want[i / elements][t][i % elements]) {
          CAPTURE(seed, network.tensors[t].name, i / elements, i % elements);
          REQUIRE(got[i] == want[i / elements][t][i % elements]);
        }
      }
    }
  }
}

TEST_CASE("The runner's buffers follow the size of the batch", "[runner]") {
  const Network network = random_network(7);
  const auto image = random_image(network, 1);
  Runner runner(network);
  runner.run(1, image);
  const std::vector<std::int32_t> alone(runner.output().begin(), runner.output().end());
  std::vector<std::int32_t> five;
  for (int i = 0; i < 5; ++i) five.insert(five.end(), image.begin(), image.end());
  runner.run(5, five);
  REQUIRE(runner.output().size() == 5 * alone.size());
  CHECK(std::ranges::equal(runner.output().last(alone.size()), alone));
  runner.run(1, image);
  CHECK(std::ranges::equal(runner.output(), alone));
}

TEST_CASE("The runner refuses images that the network cannot read", "[runner]") {
  const Network network = random_network(3);
  Runner runner(network);
  auto image = random_image(network, 1);
  CHECK_THROWS_AS(runner.run(2, image), Error);
  image[5] = static_cast<std::int32_t>(network.input().format.max()) + 1;
  CHECK_THROWS_WITH(runner.run(1, image), Catch::Contains("element 5 of input image 0"));
}

TEST_CASE("The runner refuses a network that does not validate", "[runner]") {
  Network network = random_network(3);
  std::get<Convolution>(network.layers[0].operation).post.shift += 1;
  CHECK_THROWS_AS(Runner(network), Error);
}

}  // namespace
}  // namespace isomer
