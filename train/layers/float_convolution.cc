// SPDX-License-Identifier: Apache-2.0

#include "train/layers/float_convolution.h"

#include <dnnl.hpp>

namespace isomer::train {
namespace {

using Memory = dnnl::memory;
using Desc = dnnl::memory::desc;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

Desc plain(const Memory::dims& dims) {
  const auto tag = dims.size() == 1 ? Memory::format_tag::x : Memory::format_tag::abcd;
  return {dims, Memory::data_type::f32, tag};
}

Desc any(const Memory::dims& dims) {
  return {dims, Memory::data_type::f32, Memory::format_tag::any};
}

// A tensor in the layout a primitive prefers, filled from or emptied into a plain buffer.
class Operand {
 public:
  Operand(const Memory::dims& dims, const Desc& preferred)
      : plain_(plain(dims), cpu(), nullptr), preferred_(preferred, cpu()) {
    const Desc plain_desc = plain_.get_desc();
    is_plain_ = plain_desc == preferred;
    if (is_plain_) return;
    in_ = dnnl::reorder(plain_, preferred_);
    out_ = dnnl::reorder(preferred_, plain_);
  }

  // The operand holding the values at `values`; valid until the next call.
  Memory& load(dnnl::stream& stream, const float* values) {
    plain_.set_data_handle(const_cast<float*>(values));
    if (is_plain_) return plain_;
    in_.execute(stream, plain_, preferred_);
    return preferred_;
  }

  // The operand to compute into; store() then moves it to `values`.
  Memory& target(float* values) {
    plain_.set_data_handle(values);
    return is_plain_ ? plain_ : preferred_;
  }
  void store(dnnl::stream& stream) {
    if (!is_plain_) out_.execute(stream, preferred_, plain_);
  }
  Memory& preferred() { return is_plain_ ? plain_ : preferred_; }

 private:
  Memory plain_;
  Memory preferred_;
  bool is_plain_ = false;
  dnnl::reorder in_;
  dnnl::reorder out_;
};

struct Geometry {
  Memory::dims x, w, b, y, stride, before, after;

  explicit Geometry(const kernels::ConvolutionShape& s)
      : x{kernels::kShard, s.window.channels, s.window.height, s.window.width},
        w{s.out_channels, s.window.channels, s.window.kernel_h, s.window.kernel_w},
        b{s.out_channels},
        y{kernels::kShard, s.out_channels, s.window.out_height(), s.window.out_width()},
        stride{s.window.stride_h, s.window.stride_w},
        before{s.window.padding.top, s.window.padding.left},
        after{s.window.padding.bottom, s.window.padding.right} {}
};

constexpr auto kDirect = dnnl::algorithm::convolution_direct;

}  // namespace

struct FloatConvolution::Primitives {
  using Forward = dnnl::convolution_forward;
  using Input = dnnl::convolution_backward_data;
  using Parameters = dnnl::convolution_backward_weights;

  explicit Primitives(const Geometry& g)
      : stream(cpu()),
        forward_desc({dnnl::prop_kind::forward_training, kDirect, any(g.x), any(g.w), plain(g.b),
                      any(g.y), g.stride, g.before, g.after},
                     cpu()),
        input_desc({kDirect, any(g.x), any(g.w), any(g.y), g.stride, g.before, g.after}, cpu(),
                   forward_desc),
        parameters_desc(
            {kDirect, any(g.x), any(g.w), plain(g.b), any(g.y), g.stride, g.before, g.after}, cpu(),
            forward_desc),
        forward(forward_desc),
        input(input_desc),
        parameters(parameters_desc),
        forward_x(g.x, forward_desc.src_desc()),
        forward_w(g.w, forward_desc.weights_desc()),
        forward_y(g.y, forward_desc.dst_desc()),
        input_dx(g.x, input_desc.diff_src_desc()),
        input_w(g.w, input_desc.weights_desc()),
        input_dy(g.y, input_desc.diff_dst_desc()),
        parameters_x(g.x, parameters_desc.src_desc()),
        parameters_dw(g.w, parameters_desc.diff_weights_desc()),
        parameters_dy(g.y, parameters_desc.diff_dst_desc()),
        bias(plain(g.b), cpu(), nullptr),
        parameters_db(plain(g.b), cpu(), nullptr) {}

  dnnl::stream stream;
  Forward::primitive_desc forward_desc;
  Input::primitive_desc input_desc;
  Parameters::primitive_desc parameters_desc;
  Forward forward;
  Input input;
  Parameters parameters;
  Operand forward_x, forward_w, forward_y;
  Operand input_dx, input_w, input_dy;
  Operand parameters_x, parameters_dw, parameters_dy;
  Memory bias, parameters_db;
  std::uint64_t version = ~std::uint64_t{0};
};

FloatConvolution::FloatConvolution(const kernels::ConvolutionShape& shape)
    : primitives_(std::make_unique<Primitives>(Geometry(shape))) {}
FloatConvolution::~FloatConvolution() = default;
FloatConvolution::FloatConvolution(FloatConvolution&&) noexcept = default;
FloatConvolution& FloatConvolution::operator=(FloatConvolution&&) noexcept = default;

void FloatConvolution::set_parameters(const float* weights, const float* bias,
                                      std::uint64_t version) {
  Primitives& p = *primitives_;
  if (p.version == version) return;
  p.version = version;
  p.forward_w.load(p.stream, weights);
  p.input_w.load(p.stream, weights);
  p.bias.set_data_handle(const_cast<float*>(bias));
}

void FloatConvolution::forward(const float* x, float* y) {
  Primitives& p = *primitives_;
  p.forward.execute(p.stream, {{DNNL_ARG_SRC, p.forward_x.load(p.stream, x)},
                               {DNNL_ARG_WEIGHTS, p.forward_w.preferred()},
                               {DNNL_ARG_BIAS, p.bias},
                               {DNNL_ARG_DST, p.forward_y.target(y)}});
  p.forward_y.store(p.stream);
}

void FloatConvolution::backward_input(const float* dy, float* dx) {
  Primitives& p = *primitives_;
  p.input.execute(p.stream, {{DNNL_ARG_DIFF_DST, p.input_dy.load(p.stream, dy)},
                             {DNNL_ARG_WEIGHTS, p.input_w.preferred()},
                             {DNNL_ARG_DIFF_SRC, p.input_dx.target(dx)}});
  p.input_dx.store(p.stream);
}

void FloatConvolution::backward_parameters(const float* x, const float* dy, float* dw, float* db) {
  Primitives& p = *primitives_;
  p.parameters_db.set_data_handle(db);
  p.parameters.execute(p.stream, {{DNNL_ARG_SRC, p.parameters_x.load(p.stream, x)},
                                  {DNNL_ARG_DIFF_DST, p.parameters_dy.load(p.stream, dy)},
                                  {DNNL_ARG_DIFF_WEIGHTS, p.parameters_dw.target(dw)},
                                  {DNNL_ARG_DIFF_BIAS, p.parameters_db}});
  p.parameters_dw.store(p.stream);
}

int float_instruction_set() { return static_cast<int>(dnnl::get_effective_cpu_isa()); }

}  // namespace isomer::train
