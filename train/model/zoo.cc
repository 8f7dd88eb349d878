// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "isa/container/error.h"
#include "isa/container/suggestion.h"
#include "train/model/description.h"

namespace isomer::train {

ModelDescription lenet5(const Shape& input, int classes) {
  const int padding = input.height < 32 || input.width < 32 ? 2 : 0;
  return {.name = "lenet5",
          .input = input,
          .layers = {
              {"conv1", ConvolutionLayer{.out_channels = 6, .kernel = 5, .padding = padding}},
              {"relu1", ReluLayer{}},
              {"pool1", MaxPoolLayer{}},
              {"conv2", ConvolutionLayer{.out_channels = 16, .kernel = 5}},
              {"relu2", ReluLayer{}},
              {"pool2", MaxPoolLayer{}},
              {"flatten", FlattenLayer{}},
              {"fc1", LinearLayer{120}},
              {"relu3", ReluLayer{}},
              {"fc2", LinearLayer{84}},
              {"relu4", ReluLayer{}},
              {"fc3", LinearLayer{classes}},
          }};
}

std::vector<std::string> model_names() { return {"lenet5"}; }

ModelDescription find_model(const std::string& name, const Shape& input, int classes) {
  if (name == "lenet5") return lenet5(input, classes);
  throw Error(fmt::format("there is no model '{}'{}", name, suggestion(name, model_names())));
}

}  // namespace isomer::train
