// SPDX-License-Identifier: Apache-2.0
//
// The activations that a pass of a mac asks for, row by row: vectors of R elements at a fixed
// distance in memory wherever neither a wrap nor an unlocked bank interrupts them.

#ifndef SIM_MACHINE_INPUT_ROWS_H_
#define SIM_MACHINE_INPUT_ROWS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "isa/hardware/bank_lock.h"
#include "isa/instructions/instruction.h"
#include "sim/machine/state.h"

namespace isomer {

class InputRows {
 public:
  InputRows(const State& state, const Mac& mac)
      : state_(state),
        mac_(mac),
        lock_(state.machine, mac.x_base, mac.x_last),
        mapping_(static_cast<Mapping>(mac.mapping)),
        rows_(state.machine.rows),
        element_bytes_(static_cast<std::size_t>(state.machine.element_bytes())),
        stride_w_(mapping_ == Mapping::window ? std::max(1, mac.stride_w) : mac.stride_w) {}

  // Chooses the kernel position and the plane, which packed ignores.
  void select(int plane, int ky, int kx) {
    ky_ = ky;
    if (mapping_ == Mapping::packed) {
      first_ = 0;
      last_ = mac_.out_w;
      step_ = mac_.x_plane;
      base_ = (std::int64_t{mac_.x_base} + kx) * rows_;
      return;
    }
    const int ix0 = kx + mac_.ix0;
    step_ = std::int64_t{stride_w_} * rows_;
    base_ = (mac_.x_base + std::int64_t{plane} * mac_.x_plane + ix0) * rows_;
    if (stride_w_ == 0) {
      first_ = 0;
      last_ = 0 <= ix0 && ix0 < mac_.in_w ? mac_.out_w : 0;
    } else {  // ox * stride_w + ix0 in [0, in_w)
      first_ = ix0 >= 0 ? 0 : (-ix0 + stride_w_ - 1) / stride_w_;
      last_ = ix0 >= mac_.in_w ? 0 : std::min(mac_.out_w, (mac_.in_w - ix0 - 1) / stride_w_ + 1);
    }
  }

  // Calls visit(ox, count, x, step) for output row oy: the vector of pixel ox + n begins at
  // x + n * step bytes. Pixels that are not visited meet zeros only.
  template <typename Visit>
  void visit(int oy, const Visit& visit) {
    const int iy = oy * mac_.stride_h + ky_ + mac_.iy0;
    if (iy < 0 || iy >= mac_.in_h || first_ >= last_) return;
    const std::int64_t row = base_ + std::int64_t{iy} * mac_.x_pitch * rows_;
    const std::int64_t begin = row + first_ * step_;
    const std::int64_t end = row + (last_ - 1) * step_ + rows_;
    const std::size_t word = state_.activation_word(begin / rows_);
    const std::size_t span = static_cast<std::size_t>((end + rows_ - 1) / rows_ - begin / rows_);
    if (lock_.holds_all(word, span)) {
      const std::size_t offset =
          (word * static_cast<std::size_t>(rows_) + static_cast<std::size_t>(begin % rows_)) *
          element_bytes_;
      visit(first_, last_ - first_, &state_.activations[offset],
            static_cast<std::size_t>(step_) * element_bytes_);
      return;
    }
    for (int ox = first_; ox < last_; ++ox) {
      gather(row + ox * step_);
      visit(ox, 1, buffer_.data(), std::size_t{0});
    }
  }

 private:
  static constexpr std::size_t kMaxVectorBytes = 128;

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
  const std::int64_t rows_;
  const std::size_t element_bytes_;
  const int stride_w_;
  int ky_ = 0;
  int first_ = 0;  // the output columns that have an input
  int last_ = 0;
  std::int64_t step_ = 0;  // between their vectors, in elements
  std::int64_t base_ = 0;  // element of output column 0, input row 0
  std::array<std::uint8_t, kMaxVectorBytes> buffer_{};
};

}  // namespace isomer

#endif  // SIM_MACHINE_INPUT_ROWS_H_
