// SPDX-License-Identifier: Apache-2.0
//
// The activations that a pass of a mac asks for: blocks of vectors of R elements at fixed distances
// in memory, as long as neither a wrap nor an unlocked bank interrupts them.

#ifndef SIM_MACHINE_INPUT_ROWS_H_
#define SIM_MACHINE_INPUT_ROWS_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "isa/hardware/bank_lock.h"
#include "isa/instructions/instruction.h"
#include "sim/machine/state.h"

namespace isomer {

// Output pixels (oy + j, ox + n), j < rows, n < count: the vector of each begins at
// x + j * row_step + n * step bytes.
struct InputBlock {
  int oy, ox;
  std::size_t rows, count;
  const std::uint8_t* x;
  std::size_t row_step, step;
};

class InputRows {
 public:
  InputRows(const State& state, const Mac& mac)
      : state_(state),
        mac_(mac),
        lock_(state.machine, mac.x_base, mac.x_last),
        mapping_(static_cast<Mapping>(mac.mapping)),
        rows_(state.machine.rows),
        rows_shift_(std::countr_zero(static_cast<unsigned>(state.machine.rows))),
        element_bytes_(static_cast<std::size_t>(state.machine.element_bytes())),
        stride_w_(mapping_ == Mapping::window ? std::max(1, mac.stride_w) : mac.stride_w),
        row_step_(std::int64_t{mac.stride_h} * mac.x_pitch * rows_) {}

  // Chooses the kernel position and the plane, which packed ignores.
  void select(int plane, int ky, int kx) {
    rows_with_input_ = range(ky + mac_.iy0, mac_.stride_h, mac_.in_h, mac_.out_h);
    const std::int64_t iy0 = std::int64_t{ky} + mac_.iy0;
    if (mapping_ == Mapping::packed) {
      columns_with_input_ = {0, mac_.out_w};
      step_ = mac_.x_plane;
      base_ = (mac_.x_base + iy0 * mac_.x_pitch + kx) * rows_;
      return;
    }
    const int ix0 = kx + mac_.ix0;
    columns_with_input_ = range(ix0, stride_w_, mac_.in_w, mac_.out_w);
    step_ = std::int64_t{stride_w_} * rows_;
    base_ = (mac_.x_base + std::int64_t{plane} * mac_.x_plane + iy0 * mac_.x_pitch + ix0) * rows_;
  }

  // Calls visit(block) for all pixels but those that meet zeros only.
  template <typename Visit>
  void visit(const Visit& visit) {
    const auto [top, bottom] = rows_with_input_;
    const auto [left, right] = columns_with_input_;
    if (top >= bottom || left >= right) return;
    if (visit_block(top, bottom, visit)) return;
    for (int oy = top; oy < bottom; ++oy) {
      if (visit_block(oy, oy + 1, visit)) continue;
      for (int ox = left; ox < right; ++ox) {
        gather(base_ + oy * row_step_ + ox * step_);
        visit(InputBlock{oy, ox, 1, 1, buffer_.data(), 0, 0});
      }
    }
  }

 private:
  static constexpr std::size_t kMaxVectorBytes = 128;

  // The outputs o < outputs for which o * stride + origin lies in [0, limit): first, last + 1.
  struct Range {
    int first, last;
  };
  static Range range(int origin, int stride, int limit, int outputs) {
    if (origin >= limit) return {0, 0};
    if (stride == 0) return {0, origin >= 0 ? outputs : 0};
    return {origin >= 0 ? 0 : (-origin + stride - 1) / stride,
            std::min(outputs, (limit - origin - 1) / stride + 1)};
  }

  // The rows from top to bottom - 1 as one block, if they are one.
  template <typename Visit>
  bool visit_block(int top, int bottom, const Visit& visit) {
    const auto [left, right] = columns_with_input_;
    const std::int64_t begin = base_ + top * row_step_ + left * step_;
    const std::int64_t end = base_ + (bottom - 1) * row_step_ + (right - 1) * step_ + rows_ - 1;
    const std::size_t word = state_.activation_word(begin >> rows_shift_);
    const auto words = static_cast<std::size_t>((end >> rows_shift_) - (begin >> rows_shift_) + 1);
    if (!lock_.holds_all(word, words)) return false;
    const std::size_t element =
        (word << rows_shift_) + static_cast<std::size_t>(begin & (rows_ - 1));
    visit(InputBlock{top, left, static_cast<std::size_t>(bottom - top),
                     static_cast<std::size_t>(right - left),
                     &state_.activations[element * element_bytes_],
                     static_cast<std::size_t>(row_step_) * element_bytes_,
                     static_cast<std::size_t>(step_) * element_bytes_});
    return true;
  }

  // The vector at that element, word by word.
  void gather(std::int64_t element) {
    for (std::int64_t r = 0; r < rows_; ++r) {
      const std::size_t word = state_.activation_word((element + r) / rows_);
      std::uint8_t* const to = &buffer_[static_cast<std::size_t>(r) * element_bytes_];
      const std::size_t at = (word * static_cast<std::size_t>(rows_) +
                              static_cast<std::size_t>((element + r) % rows_)) *
                             element_bytes_;
      for (std::size_t b = 0; b < element_bytes_; ++b)
        to[b] = lock_.holds(word) ? state_.activations[at + b] : std::uint8_t{0};
    }
  }

  const State& state_;
  const Mac& mac_;
  const BankLock lock_;
  const Mapping mapping_;
  const std::int64_t rows_;  // R
  const int rows_shift_;
  const std::size_t element_bytes_;
  const int stride_w_;
  const std::int64_t row_step_;  // between the vectors of two output rows, in elements
  Range rows_with_input_{};
  Range columns_with_input_{};
  std::int64_t step_ = 0;  // between those of two output columns, in elements
  std::int64_t base_ = 0;  // element of output pixel (0, 0)
  std::array<std::uint8_t, kMaxVectorBytes> buffer_{};
};

}  // namespace isomer

#endif  // SIM_MACHINE_INPUT_ROWS_H_
