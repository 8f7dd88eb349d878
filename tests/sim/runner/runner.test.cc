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

// All tensors of a batch equal the oracle's; adds up how many values each operation gave that are
// neither the tensor's first one nor zero, by the operation's number.
void judge(const Network& network, std::uint64_t seed, int accumulator_bits,
           std::vector<std::int64_t>& lively) {
  Runner runner(network);
  constexpr int kImages = 2;
  std::vector<std::int32_t> batch;
  std::vector<std::vector<std::vector<std::int32_t>>> want;
  for (std::uint64_t i = 0; i < kImages; ++i) {
    const auto image = random_integers(network, 1000 * seed + i);
    batch.insert(batch.end(), image.begin(), image.end());
    want.push_back(testing::oracle_tensors(network, image, accumulator_bits));
  }
  runner.run(kImages, batch);
  for (const Layer& layer : network.layers) {
    const auto t = static_cast<std::size_t>(layer.output);
    const auto got = runner.tensor(layer.output);
    const std::size_t elements = want[0][t].size();
    REQUIRE(got.size() == kImages * elements);
    for (std::size_t i = 0; i < got.size(); ++i) {
      lively[layer.operation.index()] += got[i] != 0 && got[i] != got[0] ? 1 : 0;
      if (got[i] != want[i / elements][t][i % elements]) {
        CAPTURE(seed, layer.name, layer.operation.index(), i / elements, i % elements);
        REQUIRE(got[i] == want[i / elements][t][i % elements]);
      }
    }
  }
}

TEST_CASE("L6 every tensor of the runner equals the independent oracle", "[runner]") {
  std::vector<std::int64_t> lively(std::variant_size_v<Operation>);
  for (std::uint64_t seed = 1; seed <= 150; ++seed)
    judge(random_graph(seed, false), seed, 32, lively);
  for (const std::int64_t count : lively) CHECK(count > 1000);
}

TEST_CASE("L6 so do the tensors of networks of 16 bits", "[runner]") {
  std::vector<std::int64_t> lively(std::variant_size_v<Operation>);
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    judge(random_graph(seed, true), seed, 48, lively);
  CHECK(lively.front() > 10000);
}

TEST_CASE("The runner's buffers follow the size of the batch", "[runner]") {
  const Network network = random_graph(7, false);
  const auto image = random_integers(network, 1);
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

TEST_CASE("Images of a batch do not depend on each other, nor on what is kept", "[runner]") {
  constexpr std::uint64_t kMany = 37;  // more than one group
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Network network = random_graph(seed, seed % 3 == 0);
    Runner single(network);
    Runner everything(network);
    Runner only_output(network, Keep::output);
    std::vector<std::int32_t> batch;
    std::vector<std::int32_t> want;
    for (std::uint64_t i = 0; i < kMany; ++i) {
      const auto image = random_integers(network, 100 * seed + i);
      batch.insert(batch.end(), image.begin(), image.end());
      single.run(1, image);
      want.insert(want.end(), single.output().begin(), single.output().end());
    }
    for (Runner* runner : {&everything, &only_output}) {
      runner->run(kMany, batch);
      REQUIRE(std::ranges::equal(runner->output(), want));
    }
    CHECK_THROWS_WITH(only_output.tensor(0), Catch::Contains("'input' was not kept"));
  }
}

TEST_CASE("The runner refuses images that the network cannot read", "[runner]") {
  const Network network = random_graph(3, false);
  Runner runner(network);
  auto image = random_integers(network, 1);
  CHECK_THROWS_AS(runner.run(2, image), Error);
  image[5] = static_cast<std::int32_t>(network.input().format.max()) + 1;
  CHECK_THROWS_WITH(runner.run(1, image), Catch::Contains("element 5 of input image 0"));
}

TEST_CASE("The runner refuses a network that does not validate", "[runner]") {
  Network network = random_graph(3, false);
  network.tensors.back().format.exponent = 64;
  CHECK_THROWS_AS(Runner(network), Error);
}

}  // namespace
}  // namespace isomer
