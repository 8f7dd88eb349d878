// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/random_network.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "isa/container/error.h"
#include "isa/zoo/zoo.h"
#include "sim/runner/runner.h"

namespace isomer {
namespace {

// How a tensor of a random image is spread over its format.
struct Spread {
  std::size_t values;  // different ones
  double clamped;      // share at the largest integer, and the least one below zero
};

Spread spread(const Runner& runner, int tensor) {
  const Format& format = runner.network().tensors[static_cast<std::size_t>(tensor)].format;
  const auto values = runner.tensor(tensor);
  std::int64_t clamped = 0;
  for (const std::int64_t d : values)
    clamped += d == format.max() || (format.is_signed && d == format.min()) ? 1 : 0;
  return {std::set<std::int32_t>(values.begin(), values.end()).size(),
          static_cast<double>(clamped) / static_cast<double>(values.size())};
}

void check_spread(const Network& network) {
  Runner runner(network);
  runner.run(1, random_image(network.input(), 5));
  for (std::size_t t = 1; t < network.tensors.size(); ++t) {
    const TensorInfo& tensor = network.tensors[t];
    const Spread s = spread(runner, static_cast<int>(t));
    CAPTURE(network.name, tensor.name, s.values, s.clamped);
    const auto enough = std::min<std::int64_t>(tensor.elements() / 8, 12);
    CHECK(static_cast<std::int64_t>(s.values) >= enough);
    CHECK(s.clamped < 0.35);
  }
}

TEST_CASE("Tensors of random networks use their range", "[zoo]") {
  for (const Topology& topology : zoo()) {
    if (topology.name.starts_with("resnet18")) continue;  // seconds
    check_spread(random_network(topology, 1));
  }
}

}  // namespace
}  // namespace isomer
