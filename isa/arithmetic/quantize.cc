// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/quantize.h"

#include <fmt/format.h>

#include <cmath>

#include "isa/container/error.h"

namespace isomer {

void require_finite(std::span<const float> values, std::string_view tensor) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      throw Error(
          fmt::format("tensor '{}' holds {} at index {}; training has diverged or its "
                      "input is corrupt, so lower the learning rate or check the data",
                      tensor, values[i], i));
    }
  }
}

}  // namespace isomer
