// SPDX-License-Identifier: Apache-2.0
//
// The product of a mac where every sum has 32 bits and the CPU multiplies bytes four at a time.

#ifndef SIM_MACHINE_MAC_BYTES_H_
#define SIM_MACHINE_MAC_BYTES_H_

#include <algorithm>
#include <array>
#include <vector>

#include "sim/machine/input_rows.h"
#include "sim/machine/mac_passes.h"
#include "sim/machine/mac_vnni.h"
#include "sim/machine/pass_weights.h"
#include "sim/machine/sums.h"

namespace isomer {

// Whether the codes are the weights: 8-bit integers.
inline bool is_plain(const Mac& mac) {
  return static_cast<Decoder>(mac.decoder) == Decoder::integer && mac.stored_bits == 3 &&
         mac.decoder_argument % 1024 == 0;
}

// Four rows of bytes side by side in each word. A weight that is no byte is the sum of several:
// each of them is a plane of words of its own.
class ByteProduct {
 public:
  ByteProduct(State& state, const Mac& mac, MultiplyRun kernel)
      : state_(state),
        mac_(mac),
        multiply_(kernel),
        decoded_(state, mac),
        quads_(state.rows() / 4),
        flip_(mac.x_signed != 0 ? 0x80808080U : 0U) {}

  bool load(const MacStep& step) {
    words_.clear();
    if (is_plain(mac_)) {
      const std::size_t columns = state_.columns();
      std::array<const std::uint8_t*, 4> rows{};
      const std::int64_t first = mac_.w_base + step.pass * state_.machine.rows;
      for (std::size_t r = 0; r < state_.rows(); ++r) {
        rows[r % 4] =
            &state_.weights[state_.weight_word(first + static_cast<std::int64_t>(r)) * columns];
        if (r % 4 == 3) append(rows);
      }
      return true;
    }
    rest_ = decoded_.load(step.pass);
    std::vector<std::uint8_t> bytes(rest_.size());
    bool is_done = false;
    while (!is_done) {
      is_done = true;
      for (std::size_t i = 0; i < rest_.size(); ++i) {
        const std::int32_t byte = std::clamp(rest_[i], -128, 127);
        bytes[i] = static_cast<std::uint8_t>(byte);
        rest_[i] -= byte;
        is_done = is_done && rest_[i] == 0;
      }
      for (std::size_t r = 0; r < state_.rows(); r += 4) {
        const std::uint8_t* const row = &bytes[r * state_.columns()];
        append(
            {row, row + state_.columns(), row + 2 * state_.columns(), row + 3 * state_.columns()});
      }
    }
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    for (std::size_t w = 0; w < words_.size(); w += quads_ * state_.columns())
      multiply_({.weights = &words_[w],
                 .quads = static_cast<int>(quads_),
                 .columns = state_.machine.columns,
                 .flip = flip_,
                 .x = block.x,
                 .row_step = block.row_step,
                 .step = block.step,
                 .acc = sums_of(state_, word, std::int32_t{}),
                 .width = static_cast<std::size_t>(mac_.out_w),
                 .rows = block.rows,
                 .count = block.count});
  }

 private:
  void append(const std::array<const std::uint8_t*, 4>& rows) {
    const std::size_t columns = state_.columns();
    const std::size_t at = words_.size();
    words_.resize(at + columns);
    std::uint32_t* const to = &words_[at];
    const auto [a, b, c, d] = rows;
    for (std::size_t n = 0; n < columns; ++n)
      to[n] = std::uint32_t{a[n]} | std::uint32_t{b[n]} << 8 | std::uint32_t{c[n]} << 16 |
              std::uint32_t{d[n]} << 24;
  }

  State& state_;
  const Mac& mac_;
  const MultiplyRun multiply_;
  PassWeights decoded_;
  const std::size_t quads_;
  const std::uint32_t flip_;
  std::vector<std::uint32_t> words_;  // [plane][quad][column]
  std::vector<std::int32_t> rest_;
};

}  // namespace isomer

#endif  // SIM_MACHINE_MAC_BYTES_H_
