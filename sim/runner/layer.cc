// SPDX-License-Identifier: Apache-2.0

#include "sim/runner/layer.h"

#include "sim/kernels/nhwc/pool.h"
#include "sim/kernels/nhwc/stored.h"

namespace isomer {
namespace {

namespace nhwc = kernels::nhwc;
using nhwc::ConstTensor;
using nhwc::Tensor;

const TensorInfo& info(const Network& network, int tensor) {
  return network.tensors[static_cast<std::size_t>(tensor)];
}

std::size_t pixels_of(const TensorInfo& tensor) {
  return static_cast<std::size_t>(tensor.height) * static_cast<std::size_t>(tensor.width);
}

// One input of a concatenation in the output's format.
Rescale part_of(const Concat& layer, const Format& y) {
  return {.rounding = layer.rounding,
          .lo = static_cast<std::int32_t>(y.min()),
          .hi = static_cast<std::int32_t>(y.max())};
}

}  // namespace

// What std::visit calls with the operation of the layer.
struct RunnerLayer::Execution {
  const RunnerLayer& self;
  int first;
  int images;
  TensorStore& store;
  LayerScratch& scratch;

  const TensorInfo& x_info(std::size_t input = 0) const {
    return info(self.network_, self.layer_.inputs[input]);
  }
  const TensorInfo& y_info() const { return info(self.network_, self.layer_.output); }
  ConstTensor x(std::size_t input = 0) const { return store.at(self.layer_.inputs[input], first); }
  Tensor y() const { return store.at(self.layer_.output, first); }
  int shift() const { return y_info().format.exponent - x_info().format.exponent; }
  std::size_t pixels() const { return static_cast<std::size_t>(images) * pixels_of(x_info()); }
  std::size_t elements() const {
    return static_cast<std::size_t>(images) * static_cast<std::size_t>(y_info().elements());
  }

  void post(std::size_t number, ConstTensor from, ConstTensor residual, int channels,
            Tensor to) const {
    nhwc::post(self.posts_[number],
               {.pixels = pixels(),
                .channels = channels,
                .sums = from,
                .residual = residual,
                .output = to},
               nhwc::Flags::none);
  }

  void operator()(const Convolution& op) const {
    self.convolution_->run(images, x().data, op.post.residual ? x(1) : ConstTensor{}, y(),
                           scratch.convolution);
  }
  void operator()(const MaxPool& op) const {
    nhwc::max_pool(kernels::shape_of(op, x_info()), images, x(), y());
  }
  void operator()(const AveragePool& op) const {
    const Format& format = y_info().format;
    nhwc::average_pool(op, kernels::shape_of(op, x_info()), shift(),
                       static_cast<std::int32_t>(format.min()),
                       static_cast<std::int32_t>(format.max()), images, x(), y());
  }
  void operator()(const Add&) const { post(0, x(), x(1), y_info().channels, y()); }
  void operator()(const Multiply& op) const { nhwc::multiply(op, elements(), x(), x(1), y()); }
  void operator()(const Rescale&) const { post(0, x(), {}, y_info().channels, y()); }
  void operator()(const Concat&) const {
    const std::size_t element = nhwc::element_bytes(y().storage);
    const std::size_t pitch = static_cast<std::size_t>(y_info().channels) * element;
    std::size_t done = 0;
    for (std::size_t i = 0; i < self.layer_.inputs.size(); ++i) {
      const auto channels = static_cast<std::size_t>(x_info(i).channels);
      if (scratch.part.size() < pixels() * channels * element)
        scratch.part.resize(pixels() * channels * element);
      post(i, x(i), {}, x_info(i).channels, {y().storage, scratch.part.data()});
      nhwc::copy_rows(pixels(), channels * element, scratch.part.data(), channels * element,
                      nhwc::from(y(), done).data, pitch);
      done += channels;
    }
  }
  void operator()(const Lookup& op) const {
    nhwc::lookup(op, elements(), x(), y_info().format.is_signed, y());
  }
  void operator()(const Crop& op) const {
    const std::size_t pixel =
        static_cast<std::size_t>(y_info().channels) * nhwc::element_bytes(y().storage);
    const std::size_t pitch = static_cast<std::size_t>(x_info().width) * pixel;
    const std::size_t row = static_cast<std::size_t>(y_info().width) * pixel;
    const auto height = static_cast<std::size_t>(y_info().height);
    const auto corner =
        static_cast<std::size_t>(op.top) * pitch + static_cast<std::size_t>(op.left) * pixel;
    const auto* from = static_cast<const std::byte*>(x().data) + corner;
    auto* to = static_cast<std::byte*>(y().data);
    for (int n = 0; n < images; ++n, from += store.image_bytes(self.layer_.inputs[0]))
      nhwc::copy_rows(height, row, from, pitch, to + static_cast<std::size_t>(n) * height * row,
                      row);
  }
};

RunnerLayer::RunnerLayer(const Network& network, const Layer& layer)
    : network_(network), layer_(layer) {
  const TensorInfo& y = info(network, layer.output);
  const auto add_post = [&](const PostChain& chain, std::size_t input, int second) {
    const TensorInfo& x = info(network, layer.inputs[input]);
    posts_.emplace_back(chain, x.channels, nhwc::storage_of(x.format),
                        nhwc::storage_of(info(network, second).format));
  };
  const auto rescale = [&](const Rescale& step, std::size_t input) {
    const TensorInfo& x = info(network, layer.inputs[input]);
    add_post(nhwc::chain_of(step, y.format.exponent - x.format.exponent), input, layer.output);
  };
  if (std::holds_alternative<Convolution>(layer.operation)) convolution_.emplace(network, layer);
  if (const auto* add = std::get_if<Add>(&layer.operation))
    add_post(nhwc::chain_of(*add), 0, layer.inputs[1]);
  if (const auto* step = std::get_if<Rescale>(&layer.operation)) rescale(*step, 0);
  if (const auto* concat = std::get_if<Concat>(&layer.operation))
    for (std::size_t i = 0; i < layer.inputs.size(); ++i) rescale(part_of(*concat, y.format), i);
}

void RunnerLayer::run(int first, int images, TensorStore& store, LayerScratch& scratch) const {
  std::visit(Execution{*this, first, images, store, scratch}, layer_.operation);
}

}  // namespace isomer
