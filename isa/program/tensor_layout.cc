// SPDX-License-Identifier: Apache-2.0

#include "isa/program/tensor_layout.h"

#include <fmt/format.h>

#include <algorithm>

#include "isa/container/error.h"

namespace isomer {
namespace {

// The element at byte `at`: little-endian, two's complement if the format is signed.
std::int32_t load_element(std::span<const std::byte> bytes, std::uint64_t at, int element_bytes,
                          bool is_signed) {
  std::uint32_t value = 0;
  for (int i = element_bytes; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + static_cast<std::size_t>(i)]);
  const int unused = 32 - 8 * element_bytes;
  if (!is_signed) return static_cast<std::int32_t>(value);
  return static_cast<std::int32_t>(value << unused) >> unused;
}

void store_element(std::span<std::byte> bytes, std::uint64_t at, int element_bytes,
                   std::int32_t value) {
  for (int i = 0; i < element_bytes; ++i)
    bytes[at + static_cast<std::size_t>(i)] =
        static_cast<std::byte>(static_cast<std::uint32_t>(value) >> (8 * i) & 0xFF);
}

void require_fit(const TensorEntry& tensor, int word_elements, int element_bytes,
                 std::uint64_t segment_bytes) {
  if (tensor.format.bits > 8 * element_bytes)
    throw Error(fmt::format("tensor '{}': {} bits do not fit elements of {} bytes", tensor.name,
                            tensor.format.bits, element_bytes));
  if (!fits_segment(tensor, word_elements, element_bytes, segment_bytes))
    throw Error(
        fmt::format("tensor '{}' ({} x {} x {} at byte {}) does not fit its segment of {} "
                    "bytes with words of {} elements",
                    tensor.name, tensor.channels, tensor.height, tensor.width, tensor.offset,
                    segment_bytes, word_elements));
}

// Plane times elements of a pixel plus element, of each channel: every part starts a plane.
std::vector<int> lanes_of_channels(const TensorEntry& tensor, int pixel_elements) {
  std::vector<int> lanes;
  int first = 0;
  for (const int part : tensor.parts.empty() ? std::vector<int>{tensor.channels} : tensor.parts) {
    for (int c = 0; c < part; ++c) lanes.push_back(first + c);
    first += (part + pixel_elements - 1) / pixel_elements * pixel_elements;
  }
  return lanes;
}

// Calls visit(byte offset, index into values) for every logical element.
template <typename Visit>
void for_each_element(const TensorEntry& tensor, int word_elements, int element_bytes,
                      Visit visit) {
  const bool is_packed = tensor.layout == Layout::packed;
  const int pixel_elements = is_packed ? tensor.channels : word_elements;
  const int first_column = is_packed ? tensor.pad_left : 0;
  std::size_t index = 0;
  const std::vector<int> lanes = lanes_of_channels(tensor, pixel_elements);
  for (const int lane : lanes) {
    const auto plane = static_cast<std::uint64_t>(lane / pixel_elements) * tensor.plane_bytes;
    for (int h = 0; h < tensor.height; ++h) {
      const std::uint64_t row =
          tensor.offset + plane + static_cast<std::uint64_t>(h) * tensor.row_bytes;
      for (int w = 0; w < tensor.width; ++w) {
        const std::int64_t element =
            std::int64_t{first_column + w} * pixel_elements + lane % pixel_elements;
        visit(row + static_cast<std::uint64_t>(element * element_bytes), index++);
      }
    }
  }
}

std::size_t element_count(const TensorEntry& tensor) {
  return static_cast<std::size_t>(tensor.channels) * static_cast<std::size_t>(tensor.height) *
         static_cast<std::size_t>(tensor.width);
}

}  // namespace

std::uint64_t plane_count(const TensorEntry& tensor, int word_elements) {
  if (tensor.layout == Layout::packed) return 1;
  const auto elements = static_cast<std::uint64_t>(word_elements);
  if (tensor.parts.empty())
    return (static_cast<std::uint64_t>(tensor.channels) + elements - 1) / elements;
  std::uint64_t planes = 0;
  for (const int part : tensor.parts)
    planes += (static_cast<std::uint64_t>(part) + elements - 1) / elements;
  return planes;
}

std::uint64_t row_content_bytes(const TensorEntry& tensor, int word_elements, int element_bytes) {
  const bool is_packed = tensor.layout == Layout::packed;
  const std::int64_t columns =
      is_packed ? std::int64_t{tensor.pad_left} + tensor.width + tensor.pad_right : tensor.width;
  return static_cast<std::uint64_t>(columns) *
         static_cast<std::uint64_t>(is_packed ? tensor.channels : word_elements) *
         static_cast<std::uint64_t>(element_bytes);
}

bool fits_segment(const TensorEntry& tensor, int word_elements, int element_bytes,
                  std::uint64_t segment_bytes) {
  // Products of these cannot overflow: sizes are at most 2^16 (validate), pitches at most the
  // segment's size.
  if (tensor.offset > segment_bytes || tensor.row_bytes > segment_bytes ||
      tensor.plane_bytes > segment_bytes || segment_bytes >= std::uint64_t{1} << 32)
    return false;
  const std::uint64_t planes = plane_count(tensor, word_elements);
  const std::uint64_t row = row_content_bytes(tensor, word_elements, element_bytes);
  const std::uint64_t plane =
      (static_cast<std::uint64_t>(tensor.height) - 1) * tensor.row_bytes + row;
  if (tensor.height > 1 && tensor.row_bytes < row) return false;
  if (planes > 1 && tensor.plane_bytes < plane) return false;
  const std::uint64_t room = segment_bytes - tensor.offset;
  return row <= room && plane <= room && (planes - 1) * tensor.plane_bytes <= room - plane;
}

void write_tensor(const TensorEntry& tensor, int word_elements, int element_bytes,
                  std::span<const std::int32_t> values, std::span<std::byte> segment) {
  require_fit(tensor, word_elements, element_bytes, segment.size());
  if (values.size() != element_count(tensor))
    throw Error(fmt::format("tensor '{}' has {} elements, {} values were given", tensor.name,
                            element_count(tensor), values.size()));
  const std::uint64_t row_bytes = row_content_bytes(tensor, word_elements, element_bytes);
  for (std::uint64_t plane = 0; plane < plane_count(tensor, word_elements); ++plane)
    for (std::uint64_t h = 0; h < static_cast<std::uint64_t>(tensor.height); ++h) {
      const auto row = segment.subspan(
          tensor.offset + plane * tensor.plane_bytes + h * tensor.row_bytes, row_bytes);
      std::fill(row.begin(), row.end(), std::byte{0});
    }
  for_each_element(tensor, word_elements, element_bytes, [&](std::uint64_t at, std::size_t index) {
    const std::int32_t value = values[index];
    if (value < tensor.format.min() || value > tensor.format.max())
      throw Error(fmt::format("tensor '{}': element {} is {}, outside {} to {}", tensor.name, index,
                              value, tensor.format.min(), tensor.format.max()));
    store_element(segment, at, element_bytes, value);
  });
}

std::vector<std::int32_t> read_tensor(const TensorEntry& tensor, int word_elements,
                                      int element_bytes, std::span<const std::byte> segment) {
  require_fit(tensor, word_elements, element_bytes, segment.size());
  std::vector<std::int32_t> values(element_count(tensor));
  for_each_element(tensor, word_elements, element_bytes, [&](std::uint64_t at, std::size_t index) {
    values[index] = load_element(segment, at, element_bytes, tensor.format.is_signed);
  });
  return values;
}

}  // namespace isomer
