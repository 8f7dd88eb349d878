// SPDX-License-Identifier: Apache-2.0
//
// The integer network: the deployable form of a trained model, and the only thing that training
// hands to the compiler, the runner and the oracle. Everything in it is an integer or a fact known
// at compile time; executing it needs no float.

#ifndef ISA_NETWORK_NETWORK_H_
#define ISA_NETWORK_NETWORK_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "isa/arithmetic/decoder.h"
#include "isa/arithmetic/format.h"
#include "isa/arithmetic/lookup.h"
#include "isa/arithmetic/post.h"
#include "isa/arithmetic/rounding.h"

namespace isomer {

// One image's tensor: channels x height x width integers d with value d * 2^format.exponent.
struct TensorInfo {
  std::string name;
  int channels = 1;
  int height = 1;
  int width = 1;
  Format format;

  std::int64_t elements() const { return std::int64_t{channels} * height * width; }

  friend bool operator==(const TensorInfo&, const TensorInfo&) = default;
};

struct Padding {
  int top = 0;
  int left = 0;
  int bottom = 0;
  int right = 0;

  friend bool operator==(const Padding&, const Padding&) = default;
};

// Batch norm as a layer of its own, one pair per output channel.                           (F10)
struct Affine {
  std::vector<std::int16_t> scale;   // w_c
  std::vector<std::int16_t> offset;  // b_c
  int scale_exponent = 0;
  AffineStage stage;  // the result's exponent: that of m1 + scale_exponent + stage.s2

  friend bool operator==(const Affine&, const Affine&) = default;
};

// What happens to an accumulator, in this order (ARITHMETIC.md section 4). Exponents follow from
// the shifts: m1 has se_x + se_w + shift, validate() checks that the output's is what comes out.
struct PostChain {
  Rounding rounding = Rounding::half_up;  // of every stage
  int shift = 0;                          // s1
  int narrow_bits = kMaxNarrowBits;       // N1
  std::optional<Affine> affine = std::nullopt;
  // The operand is the layer's second input, of the output's shape.                         (F11)
  std::optional<ResidualStage> residual = std::nullopt;
  std::int32_t lo = 0;  // 0 is ReLU
  std::int32_t hi = 0;

  friend bool operator==(const PostChain&, const PostChain&) = default;
};

// How weights are stored on the device. Every weight of the layer must be one of the integers that
// the decoder can give.                                                                     (F16)
struct WeightCoding {
  Decoder decoder = Decoder::integer;
  int stored_bits = 8;  // 1, 2, 4, 8; 16 on a machine with 16-bit operands
  int offset = 0;       // of `integer`, -512..511
  WeightTable table{};  // of `table`

  friend bool operator==(const WeightCoding&, const WeightCoding&) = default;
};

// acc[o] = (bias[o] << bias_shift) + sum d_x * d_w, then the post chain. A fully connected layer is
// a convolution whose kernel is the whole input map (weights in NCHW flatten order, output 1x1).
// Depthwise: groups = input channels = out_channels.
struct Convolution {
  int out_channels = 0;
  int groups = 1;  // divides input and output channels; output channel o meets the input channels
                   // of its group o / (out_channels / groups)
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  Padding padding = {};  // contributes zero
  // Decoded integers, [out][in / groups][kernel_h][kernel_w].
  std::vector<std::int16_t> weights;
  Format weight_format;
  WeightCoding coding = {};
  std::vector<std::int16_t> bias;  // [out]
  Format bias_format;              // bias_shift = bias exponent - (se_x + se_w) >= 0
  PostChain post;

  friend bool operator==(const Convolution&, const Convolution&) = default;
};

// Maximum over the window; padding is skipped; an empty window is refused by validate().
struct MaxPool {
  int kernel_h = 2;
  int kernel_w = 2;
  int stride_h = 2;
  int stride_w = 2;
  Padding padding = {};

  friend bool operator==(const MaxPool&, const MaxPool&) = default;
};

// Average over the window, padding counted; the sum is rounded once.                        (F15)
struct AveragePool {
  int kernel_h = 2;
  int kernel_w = 2;
  int stride_h = 2;
  int stride_w = 2;
  Padding padding = {};
  Rounding rounding = Rounding::half_up;

  friend bool operator==(const AveragePool&, const AveragePool&) = default;
};

// Sum of two tensors of one shape.                                                     (F11), (F13)
struct Add {
  ResidualStage stage;  // input 0 is shifted left by e1, input 1 by e2
  Rounding rounding = Rounding::half_up;
  std::int32_t lo = 0;
  std::int32_t hi = 0;

  friend bool operator==(const Add&, const Add&) = default;
};

// Elementwise product of two tensors of one shape: RNT(a * b, shift, lo, hi).               (F13)
struct Multiply {
  int shift = 0;
  Rounding rounding = Rounding::half_up;
  std::int32_t lo = 0;
  std::int32_t hi = 0;

  friend bool operator==(const Multiply&, const Multiply&) = default;
};

// The tensor in another format: RNT(d, se_y - se_x, lo, hi).                                (F13)
struct Rescale {
  Rounding rounding = Rounding::half_up;
  std::int32_t lo = 0;
  std::int32_t hi = 0;

  friend bool operator==(const Rescale&, const Rescale&) = default;
};

// The inputs' channels one after the other; each is rescaled to the output's format.        (F13)
struct Concat {
  Rounding rounding = Rounding::half_up;

  friend bool operator==(const Concat&, const Concat&) = default;
};

// A function of the 8-bit pattern of each element; the input has at most 8 bits.            (F17)
struct Lookup {
  LookupTable table{};

  friend bool operator==(const Lookup&, const Lookup&) = default;
};

// The rows top ... and columns left ... of the input; the output's shape says how many.
struct Crop {
  int top = 0;
  int left = 0;

  friend bool operator==(const Crop&, const Crop&) = default;
};

using Operation =
    std::variant<Convolution, MaxPool, AveragePool, Add, Multiply, Rescale, Concat, Lookup, Crop>;

struct Layer {
  std::string name;
  std::vector<int> inputs;  // indices into Network::tensors
  int output = 0;           // likewise; every tensor but the input has exactly one producer
  Operation operation;

  friend bool operator==(const Layer&, const Layer&) = default;
};

struct Network {
  std::string name;
  std::vector<TensorInfo> tensors;  // [0] is the input, the last layer's output is the result
  std::vector<Layer> layers;        // in execution order
  std::map<std::string, std::string> provenance;  // free facts: recipe, seed, accuracy, teacher

  const TensorInfo& input() const { return tensors.front(); }
  const TensorInfo& output() const {
    return tensors[static_cast<std::size_t>(layers.back().output)];
  }

  friend bool operator==(const Network&, const Network&) = default;
};

// se_b - (se_x + se_w), the left shift of the bias; Error when negative or beyond the field.
int bias_shift(const Network& network, const Layer& layer);

// The stages of a convolution's post chain as the arithmetic takes them; the affine pair and the
// residual are operands.
PostStages post_stages(const PostChain& chain);

// Checks every shape, range, exponent relation and index; Error names the layer or tensor.
void validate(const Network& network);

// File format: container "ISOMNET1", sections "graph" (JSON: tensors, layers) and "data"
// (integers).
void save_network(const Network& network, const std::filesystem::path& path);
Network load_network(const std::filesystem::path& path);  // validated

// The same on bytes; `file` is only for messages.
std::vector<std::byte> encode_network(const Network& network);
Network decode_network(std::span<const std::byte> bytes, std::string_view file);

}  // namespace isomer

#endif  // ISA_NETWORK_NETWORK_H_
