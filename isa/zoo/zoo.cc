// SPDX-License-Identifier: Apache-2.0

#include "isa/zoo/zoo.h"

#include <fmt/format.h>

#include "isa/container/error.h"
#include "isa/container/suggestion.h"

namespace isomer {

std::vector<Topology> zoo() {
  return {
      lenet5("lenet5-mnist", {1, 28, 28}, 2),
      lenet5("lenet5-cifar10", {3, 32, 32}, 0),
      lstm(8, 32, 64),
      cifar_resnet("resnet8", 1),
      cifar_resnet("resnet20", 3),
      mobilenetv2(),
      vgg(),
      resnet18(false),
      resnet18(true),
  };
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

}  // namespace isomer
