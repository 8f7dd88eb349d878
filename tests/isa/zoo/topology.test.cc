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
      {"lenet-variant", 1024 * 75 * 32 + 256 * 800 * 64 + 4096 * 512 + 5120},
      // 40.55 million of He et al.'s, and 262,144 of two projections.
      {"resnet20", 40'551'040 + 262'144},
      {"mobilenetv1", 46'354'432},
      {"mobilenetv2", 87'976'448},
      {"vgg", 156'968'960},
      {"vgg16", 313'463'808},
      {"resnet18", 555'422'720},
      {"resnet34", 1'159'402'496},
      {"resnet50", 1'297'829'888},
      {"mobilenetv1-imagenet", 568'740'352},
      {"mobilenetv2-imagenet", 300'774'272},
      {"resnet18-imagenet", 1'814'073'344},
      {"resnet34-imagenet", 3'663'761'408},
      {"resnet50-imagenet", 4'089'184'256},
      {"vgg16-imagenet", 15'470'264'320},
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
  CHECK(last_shape("resnet18-imagenet", 1) == Shape{1000, 1, 1});
  CHECK(last_shape("resnet18-imagenet", 3) == Shape{512, 7, 7});
  CHECK(last_shape("resnet50-imagenet", 3) == Shape{2048, 7, 7});
  CHECK(last_shape("vgg16-imagenet", 4) == Shape{512, 7, 7});
  CHECK(last_shape("mobilenetv1-imagenet", 3) == Shape{1024, 7, 7});
  CHECK(last_shape("mobilenetv2-imagenet", 3) == Shape{1280, 7, 7});
  CHECK(last_shape("resnet20", 3) == Shape{64, 8, 8});
  CHECK(last_shape("mobilenetv2", 3) == Shape{1280, 4, 4});
  CHECK(last_shape("vgg", 3) == Shape{256, 4, 4});
  CHECK(last_shape("vgg16", 3) == Shape{512, 1, 1});
  CHECK(last_shape("lenet-variant", 3) == Shape{64, 8, 8});
  CHECK(last_shape("lstm", 1) == Shape{64, 1, 1});
}

// Weights, and gamma and beta or a bias for every output channel: parameters of the float model.
std::int64_t count_parameters(const Topology& topology) {
  const std::vector<Shape> shapes = result_shapes(topology);
  std::int64_t count = 0;
  for (const Node& node : topology.nodes) {
    if (node.kind != Node::Kind::convolution) continue;
    const int x = node.inputs.front();
    const Shape& input = x == kImage ? topology.input : shapes[static_cast<std::size_t>(x)];
    const std::int64_t terms =
        std::int64_t{input.channels} / node.groups * node.kernel_h * node.kernel_w;
    count += node.channels * (terms + (node.batch_norm ? 2 : 1));
  }
  return count;
}

TEST_CASE("Networks to train have the published numbers of parameters", "[zoo]") {
  const Shape imagenet{3, 224, 224};
  const std::map<std::string, std::int64_t> want = {{"resnet18", 11'689'512},
                                                    {"resnet34", 21'797'672},
                                                    {"resnet50", 25'557'032},
                                                    {"mobilenetv1", 4'231'976},
                                                    {"mobilenetv2", 3'504'872}};
  for (const auto& [name, parameters] : want) {
    CAPTURE(name);
    CHECK(count_parameters(find_topology(name, imagenet, 1000)) == parameters);
  }
  // torchvision's vgg16_bn has a bias in front of every batch norm, too: 4224 channels.
  CHECK(count_parameters(find_topology("vgg16", imagenet, 1000)) == 138'365'992 - 4224);
  CHECK(count_parameters(find_topology("lenet5", {1, 32, 32}, 10)) == 61'706);
}

TEST_CASE("Networks to train take any images and number of classes", "[zoo]") {
  for (const std::string& name : trainable_topologies()) {
    for (const Shape& input : {Shape{1, 33, 47}, Shape{3, 64, 64}, Shape{4, 100, 130}}) {
      const Topology topology = find_topology(name, input, 17);
      CAPTURE(name, input.channels, input.height, input.width);
      CHECK(topology.name == name);
      CHECK(topology.input == input);
      CHECK(topology.is_input_signed == (input.channels > 1));
      CHECK(result_shapes(topology).back() == Shape{17, 1, 1});
    }
  }
}

TEST_CASE("Images that are too small are refused by the layer's name", "[zoo]") {
  CHECK_NOTHROW(find_topology("lenet5", {1, 12, 12}, 10));
  CHECK_THROWS_WITH(find_topology("lenet5", {1, 11, 28}, 10),
                    Catch::Contains("network lenet5 for images of 1 x 11 x 28") &&
                        Catch::Contains("layer pool2: a window of 2 x 2") &&
                        Catch::Contains("of 1 x 10") && Catch::Contains("larger images"));
  CHECK_THROWS_WITH(find_topology("vgg16", {1, 28, 28}, 10), Catch::Contains("layer pool5"));
  CHECK_THROWS_WITH(find_topology("vgg", {3, 32, 0}, 10), Catch::Contains("1 or more"));
  CHECK_THROWS_WITH(find_topology("vgg", {3, 32, 32}, 0), Catch::Contains("0 classes"));
  CHECK_THROWS_WITH(find_topology("resnet2O", {3, 32, 32}, 10), Catch::Contains("resnet20"));
}

TEST_CASE("Batch norm stands behind every convolution but the classifier", "[zoo]") {
  for (const std::string& name : trainable_topologies()) {
    const Topology topology = find_topology(name, {3, 32, 32}, 10);
    for (const Node& node : topology.nodes) {
      CAPTURE(name, node.name);
      const bool is_last = &node == &topology.nodes.back();
      const bool expected = node.kind == Node::Kind::convolution && !is_last && name != "lenet5";
      CHECK(node.batch_norm == expected);
    }
  }
}

}  // namespace
}  // namespace isomer
