// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/topology.h"

#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "isa/container/error.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

TEST_CASE("The zoo's networks have the published numbers of multiply-adds", "[zoo]") {
  const std::map<std::string, std::int64_t> want = {
      {"lenet5-mnist", 416'520},
      {"lenet5-cifar10", 651'720},
      // x (32) only in the first step's three gates, x and h (96) in the others' four.
      {"lstm", 3 * 32 * 64 + 7 * 4 * 96 * 64},
      {"resnet8", 12'501'632},
      // 40.55 million of He et al.'s, and 262,144 of two projections.
      {"resnet20", 40'551'040 + 262'144},
      {"mobilenetv2", 87'976'448},
      {"vgg", 156'968'960},
      {"resnet18-cifar10", 555'422'720},
      {"resnet18", 1'814'073'344},
  };
  REQUIRE(zoo().size() == want.size());
  for (const Topology& topology : zoo()) {
    CAPTURE(topology.name);
    CHECK(count_macs(topology) == want.at(topology.name));
  }
}

TEST_CASE("Topologies are found by name, and names are unique", "[zoo]") {
  std::set<std::string> names;
  for (const Topology& topology : zoo()) {
    CHECK(find_topology(topology.name).nodes.size() == topology.nodes.size());
    CHECK(names.insert(topology.name).second);
  }
  CHECK_THROWS_WITH(find_topology("resnet2O"), Catch::Contains("resnet20"));
}

TEST_CASE("Results have the shapes that the papers give", "[zoo]") {
  const auto last_shape = [](const char* name, std::size_t from_the_end) {
    const auto shapes = result_shapes(find_topology(name));
    return shapes[shapes.size() - from_the_end];
  };
  CHECK(last_shape("resnet18", 1) == Shape{1000, 1, 1});
  CHECK(last_shape("resnet18", 3) == Shape{512, 7, 7});
  CHECK(last_shape("resnet20", 3) == Shape{64, 8, 8});
  CHECK(last_shape("mobilenetv2", 3) == Shape{1280, 4, 4});
  CHECK(last_shape("vgg", 3) == Shape{256, 4, 4});
  CHECK(last_shape("lstm", 1) == Shape{64, 1, 1});
}

}  // namespace
}  // namespace isomer
