// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <numeric>
#include <vector>

#include "isa/arithmetic/clones.h"
#include "sim/kernels/nhwc/post.h"

namespace isomer::kernels::nhwc {
namespace {

constexpr std::size_t kLanes =
    64;  // sums side by side, some pixels in a row where channels are few
constexpr std::size_t kFewChannels = 128;

// How many 8-bit integers' squares 32 bits hold the sum of, and 24-bit ones' 62 bits.
constexpr std::size_t kMostRows = 1 << 15;

// Adds the rows of `period` integers each, and their squares, to the sums.
template <typename Element, typename Sum>
ISOMER_ALWAYS_INLINE void add_rows(std::size_t rows, std::size_t period,
                                   const Element* __restrict d, Sum* __restrict sums,
                                   Sum* __restrict squares) {
  for (std::size_t first = 0; first < period; first += kLanes) {
    const std::size_t lanes = std::min(kLanes, period - first);
    Sum sum[kLanes] = {};
    Sum square[kLanes] = {};
    const Element* row = d + first;
    if (lanes == kLanes) {
      for (std::size_t r = 0; r < rows; ++r, row += period) {
        for (std::size_t i = 0; i < kLanes; ++i) {
          const Sum value = row[i];
          sum[i] += value;
          square[i] += value * value;
        }
      }
    } else {
      for (std::size_t r = 0; r < rows; ++r, row += period) {
        for (std::size_t i = 0; i < lanes; ++i) {
          const Sum value = row[i];
          sum[i] += value;
          square[i] += value * value;
        }
      }
    }
    std::copy_n(sum, lanes, sums + first);
    std::copy_n(square, lanes, squares + first);
  }
}

ISOMER_CLONES void add_rows_u8(std::size_t rows, std::size_t period, const std::uint8_t* d,
                               std::int32_t* sums, std::int32_t* squares) {
  add_rows(rows, period, d, sums, squares);
}
ISOMER_CLONES void add_rows_s8(std::size_t rows, std::size_t period, const std::int8_t* d,
                               std::int32_t* sums, std::int32_t* squares) {
  add_rows(rows, period, d, sums, squares);
}
ISOMER_CLONES void add_rows_s32(std::size_t rows, std::size_t period, const std::int32_t* d,
                                std::int64_t* sums, std::int64_t* squares) {
  add_rows(rows, period, d, sums, squares);
}

void add(std::size_t rows, std::size_t period, const std::uint8_t* d, std::int32_t* sums,
         std::int32_t* squares) {
  add_rows_u8(rows, period, d, sums, squares);
}
void add(std::size_t rows, std::size_t period, const std::int8_t* d, std::int32_t* sums,
         std::int32_t* squares) {
  add_rows_s8(rows, period, d, sums, squares);
}
void add(std::size_t rows, std::size_t period, const std::int32_t* d, std::int64_t* sums,
         std::int64_t* squares) {
  add_rows_s32(rows, period, d, sums, squares);
}

template <typename Sum, typename Element>
void add_all(std::size_t elements, std::size_t channels, const Element* d,
             std::span<std::int64_t> sum, std::span<SumOfSquares> sum_of_squares) {
  const std::size_t period = channels <= kFewChannels ? std::lcm(channels, kLanes) : channels;
  std::vector<Sum> sums(period);
  std::vector<Sum> squares(period);
  for (std::size_t done = 0; done < elements;) {
    const std::size_t left = elements - done;
    const std::size_t rows = std::clamp<std::size_t>(left / period, 1, kMostRows);
    const std::size_t width = std::min(period, left);
    add(rows, width, d + done, sums.data(), squares.data());
    for (std::size_t i = 0; i < width; i += channels) {
      for (std::size_t c = 0; c < channels; ++c) {
        sum[c] += sums[i + c];
        sum_of_squares[c] += squares[i + c];
      }
    }
    done += rows * width;
  }
}

}  // namespace

void add_moments(std::size_t pixels, int channels, ConstTensor d, std::span<std::int64_t> sum,
                 std::span<SumOfSquares> sum_of_squares) {
  const auto count = static_cast<std::size_t>(channels);
  if (d.storage == Storage::u8) {
    add_all<std::int32_t>(pixels * count, count, static_cast<const std::uint8_t*>(d.data), sum,
                          sum_of_squares);
  } else if (d.storage == Storage::s8) {
    add_all<std::int32_t>(pixels * count, count, static_cast<const std::int8_t*>(d.data), sum,
                          sum_of_squares);
  } else {
    add_all<std::int64_t>(pixels * count, count, static_cast<const std::int32_t*>(d.data), sum,
                          sum_of_squares);
  }
}

}  // namespace isomer::kernels::nhwc
