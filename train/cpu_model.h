// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_CPU_MODEL_H_
#define TRAIN_CPU_MODEL_H_

#include <string>

namespace isomer::train {

// The name that this CPU gives itself: libraries choose blocks by it, cache sizes included, so that
// float sums may have other bits on another one. "unknown" where it has none.
std::string cpu_model();

}  // namespace isomer::train

#endif  // TRAIN_CPU_MODEL_H_
