// SPDX-License-Identifier: Apache-2.0
//
// Lays images and weights out as the words that the products of gemm.h multiply.

#ifndef SIM_KERNELS_PACK_H_
#define SIM_KERNELS_PACK_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/kernels/shape.h"

namespace isomer::kernels {

// Where in a padded image the k-th product of an output finds its operand, k in [c][ky][kx] order;
// the list is filled up with zeros to a multiple of `group` (their weights are zero).
[[nodiscard]] std::vector<std::size_t> tap_offsets(const Window& window, std::size_t group);

// [channels][height + top + bottom][width + left + right] of x + offset, `offset` in the padding.
template <typename Element>
void pad_image(const Window& window, const std::int32_t* image, std::int32_t offset,
               std::vector<Element>& padded);

// Writes word k of output pixel p to words[k * columns + p], k over all groups of the taps.
template <typename Element>
void pack_image(const Window& window, std::span<const std::size_t> taps,
                const std::vector<Element>& padded, std::size_t columns, std::uint32_t* words);

// Weights [out][K] as words [out][ceil(K / group)], group = 4 bytes or 2 halves.
template <typename Element>
std::vector<std::uint32_t> pack_weights(std::span<const std::int16_t> weights, std::size_t rows,
                                        std::size_t reduction);

}  // namespace isomer::kernels

#endif  // SIM_KERNELS_PACK_H_
