// SPDX-License-Identifier: Apache-2.0
//
// Operations on stored tensors, element by element.              isa/ARITHMETIC.md (F13), (F17)
//
// All tensors of a call are batches [image][channel][row][column] of one shape unless said.

#ifndef SIM_KERNELS_STORED_H_
#define SIM_KERNELS_STORED_H_

#include <cstdint>
#include <span>

#include "isa/network/network.h"

namespace isomer::kernels {

void add(const Add& layer, std::span<const std::int32_t> a, std::span<const std::int32_t> b,
         std::span<std::int32_t> y);

void multiply(const Multiply& layer, std::span<const std::int32_t> a,
              std::span<const std::int32_t> b, std::span<std::int32_t> y);

// `shift` is the output's exponent less the input's.
void rescale(const Rescale& layer, int shift, std::span<const std::int32_t> x,
             std::span<std::int32_t> y);

void lookup(const Lookup& layer, bool output_is_signed, std::span<const std::int32_t> x,
            std::span<std::int32_t> y);

// One input of a concatenation: its elements of each image go to those of y from `first` on. The
// sizes are of one image.
void concat_part(const Concat& layer, const TensorInfo& x_info, const TensorInfo& y_info,
                 std::int64_t first, std::span<const std::int32_t> x, std::span<std::int32_t> y);

void crop(const Crop& layer, const TensorInfo& x_info, const TensorInfo& y_info,
          std::span<const std::int32_t> x, std::span<std::int32_t> y);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_STORED_H_
