// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "isa/container/error.h"
#include "sim/kernels/nhwc/aligned.h"

namespace isomer::kernels::nhwc {
namespace {

// Sums delivered at once: as many as share the nearest cache with their operands; more where each
// sweep over the weights costs more than that.
constexpr std::size_t kNearSums = 16 * 1024;
constexpr std::size_t kFarSums = 128 * 1024;

// One plane of 16-bit elements serves 64-bit sums as long as so many products fit 32 bits.
constexpr std::int64_t kLeastProducts = 64;

// Images whose words meet in one set of a cache evict each other.
constexpr std::size_t kConflictPitch = 2048;

std::size_t size(int value) { return static_cast<std::size_t>(value); }

std::size_t round_up(std::size_t value, std::size_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

// How many products of the largest operands any sum of 32 bits holds.
std::int64_t products_in_32_bits(std::int64_t max_abs_x, int weight_bits) {
  return std::numeric_limits<std::int32_t>::max() / (max_abs_x << (weight_bits - 1));
}

void require(bool holds, std::string_view what) {
  if (!holds) throw Error(fmt::format("convolution: {}", what));
}

}  // namespace

ConvolutionPlan::ConvolutionPlan(const ConvolutionShape& s, int group_count, const Format& format,
                                 int bits, int accumulator_bits, const ConvolutionPath& path)
    : shape(s),
      groups(size(group_count)),
      input(format),
      weight_bits(bits),
      wide(accumulator_bits > 32) {
  require(s.window.out_pixels() > 0, "the kernel does not fit the padded input; change either");
  require(group_count > 0 && s.window.channels % group_count == 0 &&
              s.out_channels % group_count == 0 && s.out_channels > 0,
          "the groups must divide the channels on both sides");
  require(bits >= 1 && bits <= 16, "weights have 1 to 16 bits");
  require(format.bits >= 1 && format.bits <= 16, "inputs have 1 to 16 bits");
  group_inputs = size(s.window.channels) / groups;
  group_outputs = size(s.out_channels) / groups;
  depthwise = group_inputs == 1 && group_outputs == 1 && groups > 1;
  choose_elements(path);
  lay_out_image();
  lay_out_reduction();
  choose_passes();
  choose_chunks();
}

void ConvolutionPlan::choose_elements(const ConvolutionPath& path) {
  const bool bytes = path.bytes != nullptr && input.bits <= 8 && weight_bits <= 8;
  if (depthwise) {
    element = 4;
    offset = 0;
  } else {
    multiply = bytes ? path.bytes : path.halves;
    element = bytes ? 1 : 2;
    offset = bytes && input.is_signed ? 128 : !input.is_signed && input.bits == 16 ? -32768 : 0;
  }
}

std::int64_t ConvolutionPlan::largest_operand() const {
  if (element == 1 || planes == 2) return 255;
  return offset != 0 ? -offset : input.max_abs();
}

void ConvolutionPlan::lay_out_image() {
  const Window& w = shape.window;
  planes = 1;
  if (wide && !depthwise && products_in_32_bits(largest_operand(), weight_bits) < kLeastProducts)
    planes = 2;
  pixel_pitch = size(w.channels) * element;
  row_pitch = size(w.width + w.padding.left + w.padding.right) * pixel_pitch;
  plane_pitch = row_pitch * size(w.height + w.padding.top + w.padding.bottom);
  image_pitch = planes * plane_pitch;
}

void ConvolutionPlan::lay_out_reduction() {
  const Window& w = shape.window;
  const bool whole_rows = groups == 1;
  segment_elements = whole_rows ? size(w.kernel_w) * group_inputs : group_inputs;
  if (whole_rows && segment_elements * element == row_pitch) {  // rows follow each other, too
    segment_elements *= size(w.kernel_h);
    segments = {0};
  } else {
    for (std::size_t ky = 0; ky < size(w.kernel_h); ++ky) {
      for (std::size_t kx = 0; kx < (whole_rows ? 1 : size(w.kernel_w)); ++kx)
        segments.push_back(static_cast<std::ptrdiff_t>(ky * row_pitch + kx * pixel_pitch));
    }
  }
  words = round_up(segment_elements * element, 4) / 4;
}

void ConvolutionPlan::choose_passes() {
  if (!wide || depthwise) {
    passes = {{0, 0, segments.size(), 0, words, 0}};
    return;
  }
  const auto products =
      static_cast<std::size_t>(products_in_32_bits(largest_operand(), weight_bits));
  const std::size_t limit = products * element / 4;  // words of a pass
  for (std::size_t plane = 0; plane < planes; ++plane) {
    const int shift = plane == 0 ? 0 : 8;
    if (limit >= words) {
      const std::size_t step = limit / words;
      for (std::size_t s = 0; s < segments.size(); s += step)
        passes.push_back({plane, s, std::min(step, segments.size() - s), 0, words, shift});
    } else {
      for (std::size_t s = 0; s < segments.size(); ++s) {
        for (std::size_t k = 0; k < words; k += limit)
          passes.push_back({plane, s, 1, k, std::min(limit, words - k), shift});
      }
    }
  }
}

void ConvolutionPlan::choose_chunks() {
  const Window& w = shape.window;
  const std::size_t row_sums = out_width() * out_channels() * sizeof(std::int32_t);
  const std::size_t image_sums = out_height() * row_sums;
  const std::size_t weight_bytes = out_channels() * reduction() * element;
  const std::size_t budget = std::clamp(weight_bytes / 2, kNearSums, kFarSums);
  // Quads of a row whose width is no multiple of four overlap; those across images do not.
  const std::size_t overlap = round_up(out_width(), kQuad) - out_width();
  across_images = !depthwise && (out_width() < kQuad ||
                                 (4 * overlap > out_width() && 4 * image_sums <= kFarSums));
  images_at_once = std::max<std::size_t>(1, budget / image_sums);
  if (across_images)
    images_at_once =
        std::max(round_up(images_at_once, kQuad), out_pixels() == 1 ? size(kShard) : 4);
  // Equal pieces: a row more or less would mean another list of quads.
  const std::size_t most = images_at_once > 1
                               ? out_height()
                               : std::clamp<std::size_t>(budget / row_sums, 1, out_height());
  const std::size_t pieces = (out_height() + most - 1) / most;
  rows_at_once = (out_height() + pieces - 1) / pieces;

  const Padding& p = w.padding;
  const bool padded = p.top + p.bottom + p.left + p.right > 0;
  const bool conflicts = across_images && image_pitch % kConflictPitch == 0;
  direct = element == 1 && !input.is_signed && !padded && segment_elements % 4 == 0 && !conflicts;
  // The last words of an image may reach beyond it.
  if (!direct) image_pitch = round_up(image_pitch, kCacheLine) + kCacheLine;
}

void list_quads(const ConvolutionPlan& plan, std::size_t images, std::size_t rows, QuadList& list) {
  const Window& w = plan.shape.window;
  const std::size_t columns = plan.out_width();
  const std::size_t image_sums = plan.out_pixels() * plan.out_channels();
  const std::size_t stride_x = size(w.stride_w) * plan.pixel_pitch;
  const std::size_t stride_y = size(w.stride_h) * plan.row_pitch;
  const bool across_images = plan.across_images && images >= kQuad;
  const bool across_row = !across_images && columns >= kQuad;
  list.quads.clear();
  const auto set_strides = [&list](std::size_t input, std::size_t sums) {
    list.input_stride = static_cast<std::ptrdiff_t>(input);
    list.sum_stride = static_cast<std::ptrdiff_t>(sums);
  };
  // Fewer than four pixels side by side: each is computed four times over.
  if (across_images) {
    set_strides(plan.image_pitch, image_sums);
  } else if (across_row) {
    set_strides(stride_x, plan.out_channels());
  } else {
    set_strides(0, 0);
  }
  const std::size_t image_step = across_images ? kQuad : 1;
  const std::size_t column_step = across_row ? kQuad : 1;
  for (std::size_t next = 0; next < images; next += image_step) {
    const std::size_t n = std::min(next, images - image_step);
    for (std::size_t y = 0; y < rows; ++y) {
      for (std::size_t column = 0; column < columns; column += column_step) {
        const std::size_t x = std::min(column, columns - column_step);
        list.quads.push_back(
            {static_cast<std::ptrdiff_t>(n * plan.image_pitch + y * stride_y + x * stride_x),
             static_cast<std::ptrdiff_t>(n * image_sums +
                                         (y * columns + x) * plan.out_channels())});
      }
    }
  }
}

}  // namespace isomer::kernels::nhwc
