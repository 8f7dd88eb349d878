// SPDX-License-Identifier: Apache-2.0

#include "sim/kernels/nhwc/convolution.h"

#include <algorithm>

#include "isa/arithmetic/clones.h"
#include "sim/kernels/nhwc/convolution_depthwise.h"
#include "sim/kernels/nhwc/convolution_pad.h"
#include "sim/kernels/nhwc/convolution_plan.h"
#include "sim/kernels/nhwc/convolution_weights.h"

namespace isomer::kernels::nhwc {
namespace {

// wide += sums << shift, of one pass.
ISOMER_CLONES void add_pass(std::size_t count, int shift, const std::int32_t* sums,
                            std::int64_t* wide) {
  for (std::size_t i = 0; i < count; ++i) wide[i] += std::int64_t{sums[i]} << shift;
}

template <typename Vector>
void at_least(Vector& vector, std::size_t size) {
  if (vector.size() < size) vector.resize(size);
}

}  // namespace

struct Convolution::Scratch::Buffers {
  AlignedVector<std::uint8_t> padded;
  AlignedVector<std::int32_t> sums;
  AlignedVector<std::int64_t> wide_sums;
  QuadList quads;
};

Convolution::Scratch::Scratch() : buffers_(std::make_unique<Buffers>()) {}
Convolution::Scratch::~Scratch() = default;
Convolution::Scratch::Scratch(Scratch&&) noexcept = default;
Convolution::Scratch& Convolution::Scratch::operator=(Scratch&&) noexcept = default;

struct Convolution::Implementation {
  ConvolutionPlan plan;
  ConvolutionWeights weights;

  // The sums of `rows` rows of `images` images whose operands start at `input`.
  ConstTensor compute(std::size_t images, std::size_t rows, const std::uint8_t* input,
                      Scratch::Buffers& scratch) const;

 private:
  void compute_pass(const Pass& pass, const std::uint8_t* input, Scratch::Buffers& scratch) const;
  void compute_depthwise(std::size_t images, std::size_t rows, const std::uint8_t* input,
                         Scratch::Buffers& scratch) const;
};

void Convolution::Implementation::compute_pass(const Pass& pass, const std::uint8_t* input,
                                               Scratch::Buffers& scratch) const {
  const std::size_t group_words = plan.blocks() * plan.block_pitch();
  Panel panel = {.quads = scratch.quads.quads.data(),
                 .quad_count = scratch.quads.quads.size(),
                 .input = input + pass.plane * plan.plane_pitch + pass.first_word * 4,
                 .input_stride = scratch.quads.input_stride,
                 .sums = scratch.sums.data(),
                 .sum_stride = scratch.quads.sum_stride,
                 .channels = plan.group_outputs,
                 .segments = plan.segments.data() + pass.first_segment,
                 .segment_count = pass.segments,
                 .words = pass.words,
                 .weights = weights.words.data() +
                            (pass.first_segment * plan.words + pass.first_word) * kBlock,
                 .block_pitch = plan.block_pitch(),
                 .start = weights.start.data()};
  for (std::size_t g = 0; g < plan.groups; ++g) {
    plan.multiply(panel);
    panel.input += plan.group_inputs * plan.element;
    panel.sums += plan.group_outputs;
    panel.weights += group_words;
    if (!plan.wide) panel.start += plan.blocks() * kBlock;
  }
}

void Convolution::Implementation::compute_depthwise(std::size_t images, std::size_t rows,
                                                    const std::uint8_t* input,
                                                    Scratch::Buffers& scratch) const {
  const std::size_t row_sums = plan.out_width() * plan.out_channels();
  const std::size_t stride = static_cast<std::size_t>(plan.shape.window.stride_h) * plan.row_pitch;
  std::size_t done = 0;
  for (std::size_t n = 0; n < images; ++n, input += plan.image_pitch) {
    for (std::size_t y = 0; y < rows; ++y, done += row_sums) {
      const auto* row = reinterpret_cast<const std::int32_t*>(input + y * stride);
      if (plan.wide) {
        depthwise_row(plan, weights, row, scratch.wide_sums.data() + done);
      } else {
        depthwise_row(plan, weights, row, scratch.sums.data() + done);
      }
    }
  }
}

ConstTensor Convolution::Implementation::compute(std::size_t images, std::size_t rows,
                                                 const std::uint8_t* input,
                                                 Scratch::Buffers& scratch) const {
  const std::size_t channels = plan.out_channels();
  const std::size_t count = images * rows * plan.out_width() * channels;
  at_least(scratch.sums, count);
  if (plan.wide) at_least(scratch.wide_sums, count);
  if (plan.depthwise) {
    compute_depthwise(images, rows, input, scratch);
  } else if (!plan.wide) {
    compute_pass(plan.passes.front(), input, scratch);
  } else {
    for (std::size_t i = 0; i < count; i += channels)
      std::copy(weights.wide_start.begin(), weights.wide_start.end(),
                scratch.wide_sums.begin() + static_cast<std::ptrdiff_t>(i));
    for (const Pass& pass : plan.passes) {
      compute_pass(pass, input, scratch);
      add_pass(count, pass.shift, scratch.sums.data(), scratch.wide_sums.data());
    }
  }
  if (plan.wide) return {Storage::s64, scratch.wide_sums.data()};
  return {Storage::s32, scratch.sums.data()};
}

Convolution::Convolution(const ConvolutionShape& shape, int groups, const Format& input,
                         int weight_bits, int accumulator_bits, const ConvolutionPath& path)
    : implementation_(new Implementation{
          ConvolutionPlan(shape, groups, input, weight_bits, accumulator_bits, path), {}}) {}
Convolution::~Convolution() = default;
Convolution::Convolution(Convolution&&) noexcept = default;
Convolution& Convolution::operator=(Convolution&&) noexcept = default;

void Convolution::set_parameters(const ConvolutionParameters& parameters) {
  pack_weights(implementation_->plan, parameters, implementation_->weights);
}

void Convolution::run_erased(int images, const void* input, Scratch& scratch, Sink* sink,
                             void* context) const {
  const ConvolutionPlan& plan = implementation_->plan;
  Scratch::Buffers& buffers = *scratch.buffers_;
  const auto all = static_cast<std::size_t>(images);
  const std::size_t at_once = std::min(plan.images_at_once, all);
  const std::size_t in_image =
      plan.shape.window.in_elements() * element_bytes(storage_of(plan.input));
  if (!plan.direct) {
    at_least(buffers.padded, at_once * plan.image_pitch);
    pad_borders(plan, at_once, buffers.padded.data());
  }
  const std::size_t row_input =
      static_cast<std::size_t>(plan.shape.window.stride_h) * plan.row_pitch;
  std::size_t listed_images = 0;
  std::size_t listed_rows = 0;
  const auto* in = static_cast<const std::uint8_t*>(input);
  for (std::size_t n = 0; n < all; n += at_once) {
    const std::size_t now = std::min(at_once, all - n);
    const std::uint8_t* operands = in + n * in_image;
    if (!plan.direct) {
      for (std::size_t i = 0; i < now; ++i)
        pad_image(plan, operands + i * in_image, buffers.padded.data() + i * plan.image_pitch);
      operands = buffers.padded.data();
    }
    for (std::size_t y = 0; y < plan.out_height(); y += plan.rows_at_once) {
      const std::size_t rows = std::min(plan.rows_at_once, plan.out_height() - y);
      if (now != listed_images || rows != listed_rows)
        list_quads(plan, listed_images = now, listed_rows = rows, buffers.quads);
      const ConstTensor sums =
          implementation_->compute(now, rows, operands + y * row_input, buffers);
      sink(context, n * plan.out_pixels() + y * plan.out_width(), now * rows * plan.out_width(),
           sums);
    }
  }
}

}  // namespace isomer::kernels::nhwc
