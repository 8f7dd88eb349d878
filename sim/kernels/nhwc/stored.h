// SPDX-License-Identifier: Apache-2.0
//
// Operations on stored tensors, channels last, element by element.  isa/ARITHMETIC.md (F13), (F17)
//
// All tensors of a call are `count` elements in the storage of their own format, unless said.

#ifndef SIM_KERNELS_NHWC_STORED_H_
#define SIM_KERNELS_NHWC_STORED_H_

#include <cstddef>

#include "isa/network/network.h"
#include "sim/kernels/nhwc/storage.h"

namespace isomer::kernels::nhwc {

// Add and rescale are the last stages of a post chain: what post() has to compute for them. `shift`
// is the output's exponent less the input's.
[[nodiscard]] PostChain chain_of(const Add& layer);
[[nodiscard]] PostChain chain_of(const Rescale& layer, int shift);

void multiply(const isomer::Multiply& layer, std::size_t count, ConstTensor a, ConstTensor b,
              Tensor y);

void lookup(const Lookup& layer, std::size_t count, ConstTensor x, bool output_is_signed, Tensor y);

// Copies `rows` runs of `row` bytes; the starts of two are a pitch apart. Of a concatenation a row
// is a pixel, of a crop a line.
void copy_rows(std::size_t rows, std::size_t row, const void* from, std::size_t from_pitch,
               void* to, std::size_t to_pitch);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_STORED_H_
