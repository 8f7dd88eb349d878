// SPDX-License-Identifier: Apache-2.0
//
// The constants segment: blocks of weights and biases in the order in which instructions meet them.

#ifndef ISA_COMPILER_CONSTANTS_H_
#define ISA_COMPILER_CONSTANTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "isa/compiler/shapes.h"
#include "isa/hardware/machine.h"
#include "isa/network/network.h"

namespace isomer::compiler {

// A part of a convolution: output groups and a block of its reduction.
struct WeightBlock {
  Range groups;     // output groups of C channels
  Range groups_in;  // planes of R input channels
  Range kernel_rows;
  Range vectors;  // kernel columns; packed: vectors of R elements

  // Of one group; the window mapping takes the whole kernel in one.
  int passes(const ConvolutionShape& shape) const {
    return shape.window() ? 1 : groups_in.count * kernel_rows.count * vectors.count;
  }
  int words(const ConvolutionShape& shape) const {
    return groups.count * passes(shape) * shape.pass_words;
  }
};

// The block's words in the order in which MAC takes them (MACHINE.md section 3): group, input
// group, kernel row, vector, row of the array, column; zero where no channels meet. `x` is the
// shape of the layer's input.
std::vector<std::byte> weight_bytes(const Machine& machine, const Network& network,
                                    const Layer& layer, const Shape& x,
                                    const ConvolutionShape& shape, const WeightBlock& block);

class Constants {
 public:
  // The offset of the block of that key, if it was added.
  const std::uint64_t* find(const std::string& key) const {
    const auto it = offsets_.find(key);
    return it == offsets_.end() ? nullptr : &it->second;
  }

  // Appends a block on the next 16-byte line; returns its offset.
  std::uint64_t add(const std::string& key, const std::vector<std::byte>& bytes);

  std::vector<std::byte> take() { return std::move(data_); }

 private:
  std::map<std::string, std::uint64_t> offsets_;
  std::vector<std::byte> data_;
};

}  // namespace isomer::compiler

#endif  // ISA_COMPILER_CONSTANTS_H_
