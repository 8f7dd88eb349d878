// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "isa/arithmetic/clones.h"
#include "sim/kernels/nhwc/pool.h"
#include "sim/kernels/nhwc/window.h"

namespace isomer::kernels::nhwc {
namespace {

// Channels are processed so many at a time, the last of them too: what is written beyond them
// belongs to the next pixel, which comes later.
constexpr std::size_t kChunk = 16;
constexpr std::size_t kWhole = 64;  // multiples of this are whole vectors without that

template <typename Element>
struct Pool {
  const Element* in;
  Element* out;
  std::uint16_t* argmax;  // or null
};

// Of a width with which both it and the elements fill vectors.
template <typename Element>
using Position = std::conditional_t<sizeof(Element) == 4, std::int32_t, std::uint16_t>;

// One output of any window: where its first element is, and what of it lies inside the map.
template <typename Element>
struct Covered {
  const Element* in;
  Span rows;
  Span columns;
};

// kCount channels of it, in the order of their positions: the first of equals stays. One loop for
// positions and one for elements, which gcc would not vectorise together.
template <bool kArgmax, std::size_t kCount, typename Element>
ISOMER_ALWAYS_INLINE void take(const Window& w, const Covered<Element>& covered, std::size_t c,
                               const Pool<Element>& pool) {
  const Element* line = covered.in + c;
  Element best[kCount];
  Position<Element> where[kCount];
  for (std::size_t i = 0; i < kCount; ++i) best[i] = line[i];
  for (std::size_t i = 0; i < kCount; ++i)
    where[i] =
        static_cast<Position<Element>>(covered.rows.first * w.kernel_w + covered.columns.first);
  for (int ky = covered.rows.first; ky < covered.rows.last; ++ky) {
    const Element* in = line;
    for (int kx = covered.columns.first; kx < covered.columns.last; ++kx, in += w.channels) {
      const auto position = static_cast<Position<Element>>(ky * w.kernel_w + kx);
      if constexpr (kArgmax)
        for (std::size_t i = 0; i < kCount; ++i) where[i] = in[i] > best[i] ? position : where[i];
      for (std::size_t i = 0; i < kCount; ++i) best[i] = in[i] > best[i] ? in[i] : best[i];
    }
    line += static_cast<std::ptrdiff_t>(w.width) * w.channels;
  }
  for (std::size_t i = 0; i < kCount; ++i) pool.out[c + i] = best[i];
  if constexpr (kArgmax)
    for (std::size_t i = 0; i < kCount; ++i)
      pool.argmax[c + i] = static_cast<std::uint16_t>(where[i]);
}

template <bool kArgmax, std::size_t kCount, typename Element>
ISOMER_ALWAYS_INLINE void take_all(const Window& w, const Covered<Element>& covered,
                                   const Pool<Element>& pool) {
  for (std::size_t c = 0; c < static_cast<std::size_t>(w.channels); c += kCount)
    take<kArgmax, kCount>(w, covered, c, pool);
}

// One output of a 2x2 window inside the map.
template <bool kArgmax, typename Element>
ISOMER_ALWAYS_INLINE void take_2x2(std::size_t channels, std::size_t pixel, std::size_t row,
                                   const Element* __restrict in, Element* __restrict out,
                                   std::uint16_t* __restrict argmax) {
  for (std::size_t c = 0; c < channels; ++c) {
    const Element a = in[c];
    const Element b = in[c + pixel];
    const Element d = in[c + row];
    const Element e = in[c + row + pixel];
    const Element top = b > a ? b : a;
    const Element bottom = e > d ? e : d;
    out[c] = bottom > top ? bottom : top;
    if constexpr (kArgmax) {
      const Position<Element> in_top = b > a ? 1 : 0;
      const Position<Element> in_bottom = e > d ? 3 : 2;
      argmax[c] = static_cast<std::uint16_t>(bottom > top ? in_bottom : in_top);
    }
  }
}

bool is_2x2(const Window& w) {
  const Padding& p = w.padding;
  return w.kernel_h == 2 && w.kernel_w == 2 && p.top + p.left + p.bottom + p.right == 0;
}

template <bool kArgmax, typename Element>
ISOMER_ALWAYS_INLINE void pool_2x2(const Window& w, int images, Pool<Element> pool) {
  const auto channels = static_cast<std::size_t>(w.channels);
  const std::size_t row = static_cast<std::size_t>(w.width) * channels;
  const auto step_x = static_cast<std::size_t>(w.stride_w) * channels;
  const Element* const in_end = pool.in + static_cast<std::size_t>(images) * w.in_elements();
  const Element* const out_end =
      pool.out + static_cast<std::size_t>(images) * w.out_pixels() * channels;
  for (int n = 0; n < images; ++n, pool.in += w.in_elements()) {
    for (int y = 0; y < w.out_height(); ++y) {
      const Element* in = pool.in + static_cast<std::size_t>(y * w.stride_h) * row;
      for (int x = 0; x < w.out_width(); ++x, in += step_x) {
        const std::size_t room =
            static_cast<std::size_t>(std::min(out_end - pool.out, in_end - (in + row + channels)));
        if (channels % kWhole == 0 || room < channels + kChunk) {
          take_2x2<kArgmax>(channels, channels, row, in, pool.out, pool.argmax);
        } else {
          for (std::size_t c = 0; c < channels; c += kChunk)
            take_2x2<kArgmax>(kChunk, channels, row, in + c, pool.out + c,
                              kArgmax ? pool.argmax + c : nullptr);
        }
        pool.out += channels;
        if constexpr (kArgmax) pool.argmax += channels;
      }
    }
  }
}

template <bool kArgmax, typename Element>
ISOMER_ALWAYS_INLINE void pool_any(const Window& w, int images, Pool<Element> pool) {
  const auto channels = static_cast<std::size_t>(w.channels);
  const Element* const in_end = pool.in + static_cast<std::size_t>(images) * w.in_elements();
  const Element* const out_end =
      pool.out + static_cast<std::size_t>(images) * w.out_pixels() * channels;
  for (int n = 0; n < images; ++n, pool.in += w.in_elements()) {
    for (int y = 0; y < w.out_height(); ++y) {
      const Span rows = covered_rows(w, y);
      for (int x = 0; x < w.out_width(); ++x) {
        const Span columns = covered_columns(w, x);
        const Element* const first =
            pool.in + pixel_at(w, y, x, rows.first, columns.first) * channels;
        const Element* const last =
            pool.in + pixel_at(w, y, x, rows.last - 1, columns.last - 1) * channels;
        const Covered<Element> covered = {first, rows, columns};
        const std::size_t room =
            static_cast<std::size_t>(std::min(out_end - pool.out, in_end - last));
        if (channels % kWhole == 0) {
          take_all<kArgmax, kWhole>(w, covered, pool);
        } else if (room >= channels + kChunk) {
          take_all<kArgmax, kChunk>(w, covered, pool);
        } else {
          take_all<kArgmax, 1>(w, covered, pool);
        }
        pool.out += channels;
        if constexpr (kArgmax) pool.argmax += channels;
      }
    }
  }
}

template <typename Element>
ISOMER_ALWAYS_INLINE void run(const Window& w, int images, const Pool<Element>& pool) {
  const bool simple = is_2x2(w);
  if (pool.argmax == nullptr) {
    if (simple) return pool_2x2<false>(w, images, pool);
    return pool_any<false>(w, images, pool);
  }
  if (simple) return pool_2x2<true>(w, images, pool);
  return pool_any<true>(w, images, pool);
}

ISOMER_CLONES void run_u8(const Window& w, int images, const Pool<std::uint8_t>& pool) {
  run(w, images, pool);
}
ISOMER_CLONES void run_s8(const Window& w, int images, const Pool<std::int8_t>& pool) {
  run(w, images, pool);
}
ISOMER_CLONES void run_s32(const Window& w, int images, const Pool<std::int32_t>& pool) {
  run(w, images, pool);
}
ISOMER_CLONES void run_float(const Window& w, int images, const Pool<float>& pool) {
  run(w, images, pool);
}

template <typename Element>
Pool<Element> pool_of(ConstTensor input, Tensor output, std::uint16_t* argmax) {
  return {static_cast<const Element*>(input.data), static_cast<Element*>(output.data), argmax};
}

}  // namespace

void max_pool(const Window& window, int images, ConstTensor input, Tensor output,
              std::span<std::uint16_t> argmax) {
  std::uint16_t* positions = argmax.empty() ? nullptr : argmax.data();
  switch (output.storage) {
    case Storage::u8:
      return run_u8(window, images, pool_of<std::uint8_t>(input, output, positions));
    case Storage::s8:
      return run_s8(window, images, pool_of<std::int8_t>(input, output, positions));
    case Storage::s32:
    case Storage::s64:  // no stored tensor has it
      return run_s32(window, images, pool_of<std::int32_t>(input, output, positions));
  }
}

void max_pool(const Window& window, int images, const float* input, float* output,
              std::span<std::uint16_t> argmax) {
  run_float(window, images, {input, output, argmax.empty() ? nullptr : argmax.data()});
}

}  // namespace isomer::kernels::nhwc
