// SPDX-License-Identifier: Apache-2.0

#include "train/layers/float_convolution.h"

#include <dnnl.hpp>

#include "isa/container/error.h"

namespace isomer::train {
namespace {

using Memory = dnnl::memory;
using Desc = dnnl::memory::desc;
using Tag = dnnl::memory::format_tag;
using Type = dnnl::memory::data_type;

constexpr auto kDirect = dnnl::algorithm::convolution_direct;

const dnnl::engine& cpu() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

// Scratch memory is each primitive's own: the library's belongs to the thread that made the
// primitive, and another may run it.
dnnl::primitive_attr own_scratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

// A tensor in the layout and type that a primitive wants, filled from or emptied into a buffer of
// floats of the caller's layout.
class Operand {
 public:
  Operand(const Desc& caller, const Desc& preferred)
      : caller_(caller, cpu(), nullptr), is_same_(caller == preferred) {
    if (is_same_) return;
    preferred_ = Memory(preferred, cpu());
    using Reorder = dnnl::reorder::primitive_desc;
    const Reorder in(caller_, preferred_, own_scratchpad());
    const Reorder out(preferred_, caller_, own_scratchpad());
    in_ = dnnl::reorder(in);
    out_ = dnnl::reorder(out);
    in_scratch_ = Memory(in.scratchpad_desc(), cpu());
    out_scratch_ = Memory(out.scratchpad_desc(), cpu());
  }

  // The operand holding the values at `values`; valid until the next call.
  Memory& load(dnnl::stream& stream, const float* values) {
    caller_.set_data_handle(const_cast<float*>(values));
    if (!is_same_) run(stream, in_, caller_, preferred_, in_scratch_);
    return memory();
  }

  // The operand to compute into; store() then moves it to `values`.
  Memory& target(float* values) {
    caller_.set_data_handle(values);
    return memory();
  }
  void store(dnnl::stream& stream) {
    if (!is_same_) run(stream, out_, preferred_, caller_, out_scratch_);
  }
  Memory& memory() { return is_same_ ? caller_ : preferred_; }

 private:
  static void run(dnnl::stream& stream, dnnl::reorder& reorder, Memory& from, Memory& to,
                  Memory& scratch) {
    static_cast<dnnl::primitive&>(reorder).execute(
        stream, {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}, {DNNL_ARG_SCRATCHPAD, scratch}});
  }

  Memory caller_;
  Memory preferred_;
  bool is_same_;
  dnnl::reorder in_;
  dnnl::reorder out_;
  Memory in_scratch_;
  Memory out_scratch_;
};

struct Geometry {
  Memory::dims x, w, y, stride, before, after;
  Tag weights_tag;

  Geometry(const kernels::ConvolutionShape& s, int groups)
      : x{kernels::kShard, s.window.channels, s.window.height, s.window.width},
        w{s.out_channels, s.window.channels / groups, s.window.kernel_h, s.window.kernel_w},
        y{kernels::kShard, s.out_channels, s.window.out_height(), s.window.out_width()},
        stride{s.window.stride_h, s.window.stride_w},
        before{s.window.padding.top, s.window.padding.left},
        after{s.window.padding.bottom, s.window.padding.right},
        weights_tag(groups == 1 ? Tag::oihw : Tag::goihw) {
    if (groups == 1) return;
    w.front() /= groups;
    w.insert(w.begin(), groups);
  }

  Desc images(const Memory::dims& dims, Type type) const { return {dims, type, Tag::nhwc}; }
  Desc weights(Type type) const { return {w, type, Tag::any}; }
  Desc caller_weights() const { return {w, Type::f32, weights_tag}; }
};

bool has_bf16() {
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) &
          static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16)) ==
         static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
}

Type type_of(Precision precision) {
  if (precision == Precision::fp32) return Type::f32;
  if (!has_bf16()) {
    throw Error(
        "backward=bf16 needs a CPU with AVX-512 BF16 (avx512_bf16), which this one lacks; use "
        "backward=fp32.");
  }
  return Type::bf16;
}

}  // namespace

struct FloatConvolution::Primitives {
  using Forward = dnnl::convolution_forward;
  using Input = dnnl::convolution_backward_data;
  using Weights = dnnl::convolution_backward_weights;

  // `t` is the type of what backward reads.
  Primitives(const Geometry& g, Type t)
      : stream(cpu()),
        forward_desc({dnnl::prop_kind::forward_training, kDirect, g.images(g.x, Type::f32),
                      g.weights(Type::f32), g.images(g.y, Type::f32), g.stride, g.before, g.after},
                     own_scratchpad(), cpu()),
        hint({dnnl::prop_kind::forward_training, kDirect, g.images(g.x, t), g.weights(t),
              g.images(g.y, t), g.stride, g.before, g.after},
             cpu()),
        input_desc({kDirect, g.images(g.x, Type::f32), g.weights(t), g.images(g.y, t), g.stride,
                    g.before, g.after},
                   own_scratchpad(), cpu(), hint),
        weights_desc({kDirect, g.images(g.x, t), g.weights(Type::f32), g.images(g.y, t), g.stride,
                      g.before, g.after},
                     own_scratchpad(), cpu(), hint),
        forward(forward_desc),
        input(input_desc),
        weights(weights_desc),
        forward_scratch(forward_desc.scratchpad_desc(), cpu()),
        input_scratch(input_desc.scratchpad_desc(), cpu()),
        weights_scratch(weights_desc.scratchpad_desc(), cpu()),
        forward_x(g.images(g.x, Type::f32), forward_desc.src_desc()),
        forward_w(g.caller_weights(), forward_desc.weights_desc()),
        forward_y(g.images(g.y, Type::f32), forward_desc.dst_desc()),
        input_dx(g.images(g.x, Type::f32), input_desc.diff_src_desc()),
        input_w(g.caller_weights(), input_desc.weights_desc()),
        weights_x(g.images(g.x, Type::f32), weights_desc.src_desc()),
        weights_dw(g.caller_weights(), weights_desc.diff_weights_desc()),
        dy(g.images(g.y, Type::f32), g.images(g.y, t)) {}

  dnnl::stream stream;
  Forward::primitive_desc forward_desc, hint;
  Input::primitive_desc input_desc;
  Weights::primitive_desc weights_desc;
  Forward forward;
  Input input;
  Weights weights;
  Memory forward_scratch, input_scratch, weights_scratch;
  Operand forward_x, forward_w, forward_y;
  Operand input_dx, input_w;
  Operand weights_x, weights_dw;
  Operand dy;  // of both gradients
  std::uint64_t version = ~std::uint64_t{0};
};

FloatConvolution::FloatConvolution(const kernels::ConvolutionShape& shape, int groups,
                                   Precision backward)
    : primitives_(std::make_unique<Primitives>(Geometry(shape, groups), type_of(backward))) {}
FloatConvolution::~FloatConvolution() = default;
FloatConvolution::FloatConvolution(FloatConvolution&&) noexcept = default;
FloatConvolution& FloatConvolution::operator=(FloatConvolution&&) noexcept = default;

void FloatConvolution::set_weights(const float* weights, std::uint64_t version) {
  Primitives& p = *primitives_;
  if (p.version == version) return;
  p.version = version;
  p.forward_w.load(p.stream, weights);
  p.input_w.load(p.stream, weights);
}

void FloatConvolution::forward(const float* x, float* y) {
  Primitives& p = *primitives_;
  p.forward.execute(p.stream, {{DNNL_ARG_SRC, p.forward_x.load(p.stream, x)},
                               {DNNL_ARG_WEIGHTS, p.forward_w.memory()},
                               {DNNL_ARG_DST, p.forward_y.target(y)},
                               {DNNL_ARG_SCRATCHPAD, p.forward_scratch}});
  p.forward_y.store(p.stream);
}

void FloatConvolution::backward(const float* x, const float* dy, float* dx, float* dw) {
  Primitives& p = *primitives_;
  Memory& gradient = p.dy.load(p.stream, dy);
  p.weights.execute(p.stream, {{DNNL_ARG_SRC, p.weights_x.load(p.stream, x)},
                               {DNNL_ARG_DIFF_DST, gradient},
                               {DNNL_ARG_DIFF_WEIGHTS, p.weights_dw.target(dw)},
                               {DNNL_ARG_SCRATCHPAD, p.weights_scratch}});
  p.weights_dw.store(p.stream);
  if (dx == nullptr) return;
  p.input.execute(p.stream, {{DNNL_ARG_DIFF_DST, gradient},
                             {DNNL_ARG_WEIGHTS, p.input_w.memory()},
                             {DNNL_ARG_DIFF_SRC, p.input_dx.target(dx)},
                             {DNNL_ARG_SCRATCHPAD, p.input_scratch}});
  p.input_dx.store(p.stream);
}

int float_instruction_set() { return static_cast<int>(dnnl::get_effective_cpu_isa()); }

}  // namespace isomer::train
