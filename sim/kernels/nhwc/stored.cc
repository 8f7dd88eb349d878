// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/stored.h"

#include <array>
#include <cstring>
#include <type_traits>

#include "isa/arithmetic/elementwise.h"
#include "isa/arithmetic/lookup.h"

namespace isomer::kernels::nhwc {

PostChain chain_of(const Add& layer) {
  return {.rounding = layer.rounding, .residual = layer.stage, .lo = layer.lo, .hi = layer.hi};
}

PostChain chain_of(const Rescale& layer, int shift) {
  return {.rounding = layer.rounding, .shift = shift, .lo = layer.lo, .hi = layer.hi};
}

void multiply(const isomer::Multiply& layer, std::size_t count, ConstTensor a, ConstTensor b,
              Tensor y) {
  visit(a, [&](auto* left) {
    visit(b, [&](auto* right) {
      visit(y, [&](auto* out) {
        for (std::size_t i = 0; i < count; ++i)
          out[i] = static_cast<std::remove_pointer_t<decltype(out)>>(
              isomer::multiply(left[i], right[i], layer.shift, layer.lo, layer.hi, layer.rounding));
      });
    });
  });
}

void lookup(const Lookup& layer, std::size_t count, ConstTensor x, bool output_is_signed,
            Tensor y) {
  const auto* patterns = static_cast<const std::uint8_t*>(x.data);
  visit(y, [&](auto* out) {
    using Element = std::remove_pointer_t<decltype(out)>;
    std::array<Element, 256> values{};
    for (std::size_t pattern = 0; pattern < values.size(); ++pattern)
      values[pattern] = static_cast<Element>(
          isomer::lookup(layer.table, static_cast<std::int64_t>(pattern), output_is_signed));
    for (std::size_t i = 0; i < count; ++i) out[i] = values[patterns[i]];
  });
}

void copy_rows(std::size_t rows, std::size_t row, const void* from, std::size_t from_pitch,
               void* to, std::size_t to_pitch) {
  const auto* source = static_cast<const std::byte*>(from);
  auto* target = static_cast<std::byte*>(to);
  for (std::size_t i = 0; i < rows; ++i, source += from_pitch, target += to_pitch)
    std::memcpy(target, source, row);
}

}  // namespace isomer::kernels::nhwc
