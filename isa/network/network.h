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
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "isa/arithmetic/format.h"
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
};

struct Padding {
  int top = 0;
  int left = 0;
  int bottom = 0;
  int right = 0;
};

// What happens to an accumulator: y = clamp(rnd(acc * 2^-shift), lo, hi)  (contract, "post").
// The stages between (affine, residual add) join this struct when the machine has them.
struct PostChain {
  Rounding rounding = Rounding::half_up;
  int shift = 0;        // s1 = se_out - (se_x + se_w)
  std::int32_t lo = 0;  // 0 is ReLU
  std::int32_t hi = 0;
};

// acc[o] = (bias[o] << bias_shift) + sum d_x * d_w, then the post chain. A fully connected layer is
// a convolution whose kernel is the whole input map (weights in NCHW flatten order, output 1x1).
struct Convolution {
  int out_channels = 0;
  int kernel_h = 1;
  int kernel_w = 1;
  int stride_h = 1;
  int stride_w = 1;
  Padding padding;                    // contributes zero
  std::vector<std::int16_t> weights;  // decoded integers, [out][in][kernel_h][kernel_w]
  Format weight_format;
  std::vector<std::int16_t> bias;  // [out]
  Format bias_format;              // bias_shift = bias exponent - (se_x + se_w) >= 0
  PostChain post;
};

// Maximum over the window; padding is skipped; an empty window is refused by validate().
struct MaxPool {
  int kernel_h = 2;
  int kernel_w = 2;
  int stride_h = 2;
  int stride_w = 2;
  Padding padding;
};

using Operation = std::variant<Convolution, MaxPool>;

struct Layer {
  std::string name;
  std::vector<int> inputs;  // indices into Network::tensors
  int output = 0;           // likewise; every tensor but the input has exactly one producer
  Operation operation;
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
};

// se_b - (se_x + se_w), the left shift of the bias; Error when negative or beyond the field.
int bias_shift(const Network& network, const Layer& layer);

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
