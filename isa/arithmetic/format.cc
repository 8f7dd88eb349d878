// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/format.h"

#include <fmt/format.h>

#include "isa/container/error.h"

namespace isomer {

void validate(const Format& format, std::string_view tensor, int max_bits) {
  if (format.bits < 1 || format.bits > max_bits) {
    throw Error(
        fmt::format("tensor '{}' has {} bits; choose 1 to {}", tensor, format.bits, max_bits));
  }
  if (!is_valid_exponent(format.exponent)) {
    throw Error(fmt::format("tensor '{}' has exponent {}, outside {} to {}; rescale its values",
                            tensor, format.exponent, kMinExponent, kMaxExponent));
  }
}

}  // namespace isomer
