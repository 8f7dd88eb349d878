// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/constants.h"

#include "isa/network/weight_coding.h"

namespace isomer::compiler {
namespace {

// Codes of b bits one after the other, the lowest bits first.
class CodeWriter {
 public:
  explicit CodeWriter(int bits) : bits_(bits) {}

  void append(std::uint32_t code) {
    pending_ |= std::uint64_t{code} << used_;
    for (used_ += bits_; used_ >= 8; used_ -= 8) {
      bytes_.push_back(static_cast<std::byte>(pending_ & 0xff));
      pending_ >>= 8;
    }
  }

  // Zeros up to a multiple of `bytes`.
  void align(std::size_t bytes) {
    while (used_ != 0 || bytes_.size() % bytes != 0) append(0);
  }

  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  int bits_;
  int used_ = 0;
  std::uint64_t pending_ = 0;
  std::vector<std::byte> bytes_;
};

// Which weight a row and a column of the array hold in a pass.
class Weights {
 public:
  Weights(const Machine& machine, const Network& network, const Layer& layer, const Shape& x,
          const ConvolutionShape& shape)
      : machine_(machine),
        op_(std::get<Convolution>(layer.operation)),
        shape_(shape),
        channels_in_(input_of(network, layer).channels),
        lanes_in_(channels_of_lanes(machine, channels_in_, x.parts)),
        lanes_out_(channels_of_lanes(machine, op_.out_channels,
                                     is_depthwise(network, layer) ? x.parts : std::vector<int>{})) {
  }

  // Output group g, plane i, kernel row ky, kernel column or vector kx.
  int at(int g, int i, int ky, int kx, int row, int column) const {
    const int o = channel(lanes_out_, g * machine_.columns + column);
    switch (shape_.mapping) {
      case Mapping::plain:
        return weight(o, channel(lanes_in_, i * machine_.rows + row), ky, kx);
      case Mapping::packed: {
        const int element = kx * machine_.rows + row;
        return weight(o, element % channels_in_, ky, element / channels_in_);
      }
      case Mapping::window:
        return weight(o, o, row / op_.kernel_w, row % op_.kernel_w);
      case Mapping::diagonal:
        return weight(o, o, ky, kx);
    }
    return 0;
  }

 private:
  static int channel(const std::vector<int>& lanes, int lane) {
    return static_cast<std::size_t>(lane) < lanes.size() ? lanes[static_cast<std::size_t>(lane)]
                                                         : -1;
  }

  // Between output channel o and input channel i; zero where they do not meet.
  int weight(int o, int i, int ky, int kx) const {
    if (o < 0 || i < 0 || kx >= op_.kernel_w) return 0;
    const int inputs = channels_in_ / op_.groups;
    if (i / inputs != o / (op_.out_channels / op_.groups)) return 0;
    const std::int64_t plane = std::int64_t{o} * inputs + i % inputs;
    const std::int64_t index = (plane * op_.kernel_h + ky) * op_.kernel_w + kx;
    return op_.weights[static_cast<std::size_t>(index)];
  }

  const Machine& machine_;
  const Convolution& op_;
  const ConvolutionShape& shape_;
  int channels_in_;
  std::vector<int> lanes_in_;
  std::vector<int> lanes_out_;
};

}  // namespace

std::vector<std::byte> weight_bytes(const Machine& machine, const Network& network,
                                    const Layer& layer, const Shape& x,
                                    const ConvolutionShape& shape, const WeightBlock& block) {
  const Weights weights(machine, network, layer, x, shape);
  CodeWriter writer(shape.coding.stored_bits);
  const auto word_bytes = static_cast<std::size_t>(machine.weight_word_bytes());
  const auto append_pass = [&](int g, int i, int ky, int kx) {
    for (int r = 0; r < shape.pass_rows; ++r)
      for (int c = 0; c < machine.columns; ++c)
        writer.append(weight_code(weights.at(g, i, ky, kx, r, c), shape.coding).value_or(0));
    writer.align(word_bytes);
  };
  for (int g = block.groups.first; g < block.groups.end(); ++g) {
    if (shape.window()) {
      append_pass(g, 0, 0, 0);
      continue;
    }
    for (int i = block.groups_in.first; i < block.groups_in.end(); ++i)
      for (int ky = block.kernel_rows.first; ky < block.kernel_rows.end(); ++ky)
        for (int kx = block.vectors.first; kx < block.vectors.end(); ++kx)
          append_pass(g, i, ky, kx);
  }
  return writer.take();
}

std::uint64_t Constants::add(const std::string& key, const std::vector<std::byte>& bytes) {
  data_.resize((data_.size() + 15) / 16 * 16);
  const std::uint64_t offset = data_.size();
  data_.insert(data_.end(), bytes.begin(), bytes.end());
  offsets_.emplace(key, offset);
  return offset;
}

}  // namespace isomer::compiler
