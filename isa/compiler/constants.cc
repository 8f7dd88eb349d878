// SPDX-License-Identifier: Apache-2.0

#include "isa/compiler/constants.h"

namespace isomer::compiler {
namespace {

// weights[o][i][ky][kx] of a convolution, zero outside.
class Weights {
 public:
  Weights(const Convolution& op, int channels_in) : op_(op), channels_in_(channels_in) {}

  std::int16_t at(int o, int i, int ky, int kx) const {
    if (o >= op_.out_channels || i >= channels_in_ || kx >= op_.kernel_w) return 0;
    const std::int64_t plane = static_cast<std::int64_t>(o) * channels_in_ + i;
    const std::int64_t index = (plane * op_.kernel_h + ky) * op_.kernel_w + kx;
    return op_.weights[static_cast<std::size_t>(index)];
  }

 private:
  const Convolution& op_;
  int channels_in_;
};

}  // namespace

std::vector<std::byte> weight_bytes(const Machine& machine, const Layer& layer,
                                    const ConvolutionShape& shape, int channels_in,
                                    const WeightBlock& block) {
  const auto& op = std::get<Convolution>(layer.operation);
  const Weights weights(op, channels_in);
  std::vector<std::byte> bytes;
  bytes.reserve(static_cast<std::size_t>(block.words(machine)) *
                static_cast<std::size_t>(machine.weight_word_bytes()));
  const auto append_word = [&](int g, int i, int ky, int kx, int r) {
    for (int c = 0; c < machine.columns; ++c) {
      const int o = g * machine.columns + c;
      const int element = kx * machine.rows + r;  // packed: of a kernel row
      const std::int16_t weight =
          shape.packed ? weights.at(o, element % channels_in, ky, element / channels_in)
                       : weights.at(o, i * machine.rows + r, ky, kx);
      bytes.push_back(static_cast<std::byte>(weight & 0xff));
    }
  };
  for (int g = block.groups.first; g < block.groups.end(); ++g)
    for (int i = block.groups_in.first; i < block.groups_in.end(); ++i)
      for (int ky = block.kernel_rows.first; ky < block.kernel_rows.end(); ++ky)
        for (int kx = block.vectors.first; kx < block.vectors.end(); ++kx)
          for (int r = 0; r < machine.rows; ++r) append_word(g, i, ky, kx, r);
  return bytes;
}

std::vector<std::byte> bias_bytes(const Machine& machine, const Layer& layer, Range groups) {
  const auto& op = std::get<Convolution>(layer.operation);
  std::vector<std::byte> bytes;
  for (int o = groups.first * machine.columns; o < groups.end() * machine.columns; ++o) {
    const int bias = o < op.out_channels ? op.bias[static_cast<std::size_t>(o)] : 0;
    bytes.push_back(static_cast<std::byte>(bias & 0xff));
    bytes.push_back(static_cast<std::byte>((bias >> 8) & 0xff));
  }
  return bytes;
}

std::uint64_t Constants::add(const std::string& key, const std::vector<std::byte>& bytes) {
  data_.resize((data_.size() + 15) / 16 * 16);
  const std::uint64_t offset = data_.size();
  data_.insert(data_.end(), bytes.begin(), bytes.end());
  offsets_.emplace(key, offset);
  return offset;
}

}  // namespace isomer::compiler
