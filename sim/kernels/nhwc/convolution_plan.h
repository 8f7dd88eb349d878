// SPDX-License-Identifier: Apache-2.0
//
// How one convolution is computed: which elements are multiplied, where they lie, in which pieces.

#ifndef SIM_KERNELS_NHWC_CONVOLUTION_PLAN_H_
#define SIM_KERNELS_NHWC_CONVOLUTION_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/arithmetic/format.h"
#include "sim/kernels/nhwc/convolution_panel.h"
#include "sim/kernels/nhwc/storage.h"
#include "sim/kernels/shape.h"

namespace isomer::kernels::nhwc {

// One sweep over part of the reduction, short enough that no sum leaves 32 bits where 64 are
// wanted; otherwise there is one pass, over everything.
struct Pass {
  std::size_t plane;
  std::size_t first_segment;
  std::size_t segments;
  std::size_t first_word;  // 0 where there are several segments
  std::size_t words;       // of each segment
  int shift;               // of its sums in the result
};

struct ConvolutionPlan {
  // Throws Error on shapes, groups and widths that Convolution does not serve.
  ConvolutionPlan(const ConvolutionShape& shape, int groups, const Format& input, int weight_bits,
                  int accumulator_bits, const ConvolutionPath& path);

  ConvolutionShape shape;
  std::size_t groups;
  std::size_t group_inputs;
  std::size_t group_outputs;
  Format input;
  int weight_bits;
  bool wide;       // 64-bit sums
  bool depthwise;  // one input and one output to a group: no panels

  // The padded image: elements of one or two bytes, each the input plus `offset`; as two planes,
  // the second of which holds bits 8 and up, where products of 16 bits would soon leave 32.
  Multiply multiply;
  std::size_t element;  // bytes
  std::int32_t offset;
  std::size_t planes = 1;
  std::size_t pixel_pitch;  // bytes, as all below
  std::size_t row_pitch;
  std::size_t plane_pitch;
  std::size_t image_pitch;
  bool direct;  // the input serves as it is

  // The reduction: segments of side by side elements.
  std::vector<std::ptrdiff_t> segments;
  std::size_t segment_elements;
  std::size_t words;  // of one segment
  std::vector<Pass> passes;

  // What is delivered at once: rows of one image, or whole images.
  std::size_t images_at_once;
  std::size_t rows_at_once;
  bool across_images;  // a quad is one pixel of four images

  std::size_t out_height() const { return static_cast<std::size_t>(shape.window.out_height()); }
  std::size_t out_width() const { return static_cast<std::size_t>(shape.window.out_width()); }
  std::size_t out_pixels() const { return shape.window.out_pixels(); }
  std::size_t out_channels() const { return static_cast<std::size_t>(shape.out_channels); }
  std::size_t blocks() const { return (group_outputs + kBlock - 1) / kBlock; }  // of one group
  // Products in one output.
  std::size_t reduction() const {
    return group_inputs * static_cast<std::size_t>(shape.window.kernel_h * shape.window.kernel_w);
  }
  // Weights of one tap, all channels, where depthwise.
  std::size_t tap_pitch() const { return (groups + kBlock - 1) / kBlock * kBlock; }
  // Words of a block's weights.
  std::size_t block_pitch() const { return segments.size() * words * kBlock; }

 private:
  std::int64_t largest_operand() const;  // magnitude, as it is multiplied
  void choose_elements(const ConvolutionPath& path);
  void lay_out_image();
  void lay_out_reduction();
  void choose_passes();
  void choose_chunks();
};

// The quads of `rows` rows of each of `images` images, the first row being the origin.
struct QuadList {
  std::vector<Quad> quads;
  std::ptrdiff_t input_stride = 0;
  std::ptrdiff_t sum_stride = 0;
};
void list_quads(const ConvolutionPlan& plan, std::size_t images, std::size_t rows, QuadList& list);

}  // namespace isomer::kernels::nhwc

#endif  // SIM_KERNELS_NHWC_CONVOLUTION_PLAN_H_
