// SPDX-License-Identifier: Apache-2.0
//
// Networks as lists of layers, before any number: the float model and the quantised one are built
// from the same description.

#ifndef TRAIN_MODEL_DESCRIPTION_H_
#define TRAIN_MODEL_DESCRIPTION_H_

#include <string>
#include <variant>
#include <vector>

#include "train/tensor.h"

namespace isomer::train {

struct ConvolutionLayer {
  int out_channels = 1;
  int kernel = 1;
  int stride = 1;
  int padding = 0;
};

struct LinearLayer {
  int outputs = 1;
};

struct ReluLayer {};

struct MaxPoolLayer {
  int kernel = 2;
  int stride = 2;
};

struct FlattenLayer {};

struct LayerDescription {
  std::string name;
  std::variant<ConvolutionLayer, LinearLayer, ReluLayer, MaxPoolLayer, FlattenLayer> kind;
};

struct ModelDescription {
  std::string name;
  Shape input;
  std::vector<LayerDescription> layers;
};

// LeNet-5 (LeCun et al., 1998) with ReLU and max-pooling: 6 and 16 channels of 5x5, 120-84-classes.
// Inputs below 32 pixels are padded by 2 in the first convolution.
ModelDescription lenet5(const Shape& input, int classes);

// The model of that name; Error unless it is one of model_names().
std::vector<std::string> model_names();
ModelDescription find_model(const std::string& name, const Shape& input, int classes);

}  // namespace isomer::train

#endif  // TRAIN_MODEL_DESCRIPTION_H_
