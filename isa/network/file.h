// SPDX-License-Identifier: Apache-2.0
//
// The network file's two halves: JSON that describes the graph, and the integers it counts. "data"
// holds, in the order of the layers, each integer in 16 bits little-endian: a convolution's
// weights, bias, and affine scale and offset; a lookup's table.

#ifndef ISA_NETWORK_FILE_H_
#define ISA_NETWORK_FILE_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "isa/container/metadata.h"
#include "isa/network/network.h"

namespace isomer {

// Takes 16-bit integers off the front of the data.
class Integers {
 public:
  Integers(std::span<const std::byte> bytes, std::string_view file) : rest_(bytes), file_(file) {}

  // Error when fewer are left, before anything is allocated.
  std::vector<std::int16_t> take(std::uint64_t count);
  void expect_end() const;

 private:
  std::span<const std::byte> rest_;
  std::string_view file_;
};

nlohmann::json layer_to_json(const Layer& layer);
void append_integers(const Operation& operation, std::vector<std::byte>& data);

Layer read_layer(const Metadata& metadata, Integers& data);

}  // namespace isomer

#endif  // ISA_NETWORK_FILE_H_
