// SPDX-License-Identifier: Apache-2.0
//
// One array that training learns.

#ifndef TRAIN_MODEL_PARAMETER_H_
#define TRAIN_MODEL_PARAMETER_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace isomer::train {

enum class Role {
  weight,  // [out][in / groups][kernel_h][kernel_w]
  bias,    // [out]
  gamma,   // [out], of batch norm
  beta,    // [out], of batch norm
};

struct Parameter {
  std::string name;  // "conv1.weight"
  Role role = Role::weight;
  std::vector<float> value;          // the master, never rounded or clamped
  std::vector<float> gradient;       // of the last backward pass
  std::vector<float> momentum;       // first moment, of SGD and Adam
  std::vector<float> second_moment;  // of Adam; empty with SGD

  Parameter(std::string parameter_name, Role parameter_role, std::size_t count, float initial)
      : name(std::move(parameter_name)),
        role(parameter_role),
        value(count, initial),
        gradient(count),
        momentum(count) {}
};

}  // namespace isomer::train

#endif  // TRAIN_MODEL_PARAMETER_H_
