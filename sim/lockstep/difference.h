// SPDX-License-Identifier: Apache-2.0
//
// The first difference between a device and the functional semantics.

#ifndef SIM_LOCKSTEP_DIFFERENCE_H_
#define SIM_LOCKSTEP_DIFFERENCE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "isa/instructions/footprint.h"

namespace isomer {

enum class DifferenceKind : std::uint8_t {
  value,    // an instruction wrote something else
  order,    // an instruction retired that could not: out of order, or without its tokens
  outcome,  // status, trap or counters at the end
  memory,   // device memory at the end
  count,    // an instruction counted other saturations
};

struct Difference {
  DifferenceKind kind = DifferenceKind::value;
  std::uint64_t cycle = 0;  // of the retirement, or of the end

  // The instruction: value, order and count.
  std::uint32_t pc = 0;
  std::string instruction{};  // disassembled
  std::string layer{};        // from the source map; empty when it does not say
  std::string tile{};
  std::string tensor{};

  // The first differing element: value and memory.
  Space space = Space::activations;
  int segment = 0;          // Space::device
  std::uint64_t word = 0;   // local word, or byte of the segment
  int lane = 0;             // element of the word
  int group = 0;            // group of lanes: channel / lanes of a word; a transfer's plane
  int row = 0;              // of the tile
  int column = 0;           // of the tile; a transfer's word in its row
  int channel = 0;          // group * lanes + lane
  std::uint64_t count = 0;  // elements that differ in all
  std::int64_t expected = 0;
  std::int64_t found = 0;

  std::string what{};  // order, count and outcome: in words

  // Whether the two are one fault: everything but the cycle and the texts.
  bool is_same(const Difference& other) const;
};

// Where the element lies in its tensor.
struct TensorPlace {
  int channel = 0;
  int row = 0;
  int column = 0;
};

// From the element's place in its tile and the tile's place in the tensor; nullopt for transfers,
// which move words, and where the source map says nothing.
std::optional<TensorPlace> tensor_place(const Difference& difference);

// Several lines for people.
std::string to_string(const Difference& difference);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_DIFFERENCE_H_
