// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/vectors_memory.h"

#include <algorithm>
#include <cstring>

#include "isa/random/instructions.h"

namespace isomer {
namespace {

constexpr std::size_t kLineBytes = 16;

enum Sort { kLeast = 0, kGreatest = 1, kMinusOne = 2 };

// Bytes of an element of `size` bytes, little-endian.
std::vector<std::byte> bytes_for(Random& random, int sort, std::size_t count, std::size_t size) {
  if (sort > kMinusOne) return random_bytes(random, count);
  std::vector<std::byte> bytes(count, sort == kLeast ? std::byte{0} : std::byte{0xff});
  for (std::size_t i = size - 1; i < count && sort != kMinusOne; i += size)
    bytes[i] = sort == kLeast ? std::byte{0x80} : std::byte{0x7f};
  return bytes;
}

}  // namespace

std::uint64_t memory_words(const Machine& machine, Space space) {
  switch (space) {
    case Space::activations:
      return static_cast<std::uint64_t>(machine.activation_words());
    case Space::weights:
      return static_cast<std::uint64_t>(machine.weight_words);
    case Space::parameters:
      return static_cast<std::uint64_t>(machine.parameter_words);
    case Space::accumulators:
      return static_cast<std::uint64_t>(2 * machine.accumulator_entries);
    case Space::device:
      break;
  }
  return 0;
}

std::span<const std::byte> bytes_of_word(const State& state, Space space, std::uint64_t word) {
  if (space != Space::device) return state.word(space, word);
  return std::span(state.device).subspan(word * kLineBytes, kLineBytes);
}

void WordPattern::fill_accumulator(Random& random, State& state, std::uint64_t word) const {
  const int bits = state.machine.accumulator_bits;
  const std::int64_t least = -(std::int64_t{1} << (bits - 1));
  for (std::size_t c = 0; c < state.columns(); ++c) {
    std::int64_t value = random.any_size(bits);
    if (sort_ <= kMinusOne) {
      value = sort_ == kLeast ? least : sort_ == kGreatest ? -least - 1 : -1;
    } else if (random.between(0, 7) == 0) {
      const std::int64_t extremes[] = {least, least + 1, -1, 0, 1, -least - 1};
      value = extremes[random.between(0, 5)];
    }
    state.set_accumulator(word, c, value);
  }
}

void WordPattern::fill(Random& random, State& state, Space space, std::uint64_t word) const {
  if (space == Space::accumulators) return fill_accumulator(random, state, word);
  const std::size_t count = bytes_of_word(state, space, word).size();
  const auto element = static_cast<std::size_t>(state.machine.element_bytes());
  const auto write = [&](auto& memory, std::size_t size) {
    const std::vector<std::byte> bytes = bytes_for(random, sort_, count, size);
    std::memcpy(reinterpret_cast<std::byte*>(memory.data()) + word * count, bytes.data(), count);
  };
  switch (space) {
    case Space::activations:
      return write(state.activations, element);
    case Space::weights:
      return write(state.weights, element);
    case Space::parameters:
      return write(state.parameters, 2);
    default:
      return write(state.device, element);
  }
}

}  // namespace isomer
