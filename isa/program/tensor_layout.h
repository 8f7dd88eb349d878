// SPDX-License-Identifier: Apache-2.0
//
// How many bytes a logical tensor takes in device memory, and whether they are there.

#ifndef ISA_PROGRAM_TENSOR_LAYOUT_H_
#define ISA_PROGRAM_TENSOR_LAYOUT_H_

#include <cstdint>

#include "isa/program/program.h"

namespace isomer {

// Groups of channels: ceil(channels / word_elements) of each part in layout planes, one in layout
// packed.
std::uint64_t plane_count(const TensorEntry& tensor, int word_elements);

// Bytes of one row that carry elements, padding columns and padding lanes:
//   planes: width * word_elements * element_bytes
//   packed: (pad_left + width + pad_right) * channels * element_bytes
std::uint64_t row_content_bytes(const TensorEntry& tensor, int word_elements, int element_bytes);

// Whether rows and planes do not overlap each other and end inside the segment. Of sizes and
// paddings that validate() accepts: 2^16 each at most.
bool fits_segment(const TensorEntry& tensor, int word_elements, int element_bytes,
                  std::uint64_t segment_bytes);

}  // namespace isomer

#endif  // ISA_PROGRAM_TENSOR_LAYOUT_H_
