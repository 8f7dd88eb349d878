// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/zoo.h"

#include <fmt/format.h>

#include <utility>

#include "isa/container/error.h"
#include "isa/container/suggestion.h"

namespace isomer {
namespace {

constexpr Shape kMnist{1, 28, 28};
constexpr Shape kCifar{3, 32, 32};
constexpr Shape kImageNet{3, 224, 224};

using Factory = Topology (*)(const Shape& input, int classes);

constexpr std::pair<const char*, Factory> kFactories[] = {
    {"lenet5", lenet5},
    {"resnet8", resnet8},
    {"lenet-variant", lenet_variant},
    {"resnet20", resnet20},
    {"mobilenetv1", mobilenetv1},
    {"mobilenetv2", mobilenetv2},
    {"vgg", vgg},
    {"vgg16", vgg16},
    {"resnet18", resnet18},
    {"resnet34", resnet34},
    {"resnet50", resnet50},
};

// The network under a name that tells the data.
Topology named(Topology topology, const char* suffix) {
  topology.name += suffix;
  return topology;
}

}  // namespace

std::vector<Topology> zoo() {
  std::vector<Topology> all = {
      named(lenet5(kMnist, 10), "-mnist"),
      named(lenet5(kCifar, 10), "-cifar10"),
      lstm(8, 32, 64),
  };
  for (const auto& [name, factory] : kFactories)
    if (factory != lenet5) all.push_back(factory(kCifar, 10));
  for (const Factory factory : {mobilenetv1, mobilenetv2, resnet18, resnet34, resnet50, vgg16})
    all.push_back(named(factory(kImageNet, 1000), "-imagenet"));
  return all;
}

Topology find_topology(const std::string& name) {
  std::vector<std::string> names;
  for (const Topology& topology : zoo()) {
    if (topology.name == name) return topology;
    names.push_back(topology.name);
  }
  throw Error(fmt::format("there is no network named '{}'{}; `isomer network --list` shows them",
                          name, suggestion(name, names)));
}

std::vector<std::string> trainable_topologies() {
  std::vector<std::string> names;
  for (const auto& [name, factory] : kFactories) names.emplace_back(name);
  return names;
}

Topology find_topology(const std::string& name, const Shape& input, int classes) {
  const std::string what = fmt::format("network {} for images of {} x {} x {} and {} classes", name,
                                       input.channels, input.height, input.width, classes);
  if (input.channels < 1 || input.height < 1 || input.width < 1 || classes < 1)
    throw Error(what + ": every one of these numbers must be 1 or more");
  for (const auto& [known, factory] : kFactories) {
    if (name != known) continue;
    try {
      return factory(input, classes);
    } catch (const Error& error) {
      throw Error(what + ": " + error.what());
    }
  }
  throw Error(fmt::format("there is no network named '{}' to train{}", name,
                          suggestion(name, trainable_topologies())));
}

bool has_large_images(const Shape& input) { return input.height > 64 && input.width > 64; }

}  // namespace isomer
