// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/burst_walk.h"

namespace isomer::cycle {

void BurstWalk::take() {
  const auto beats = static_cast<std::uint64_t>(bus_.burst_beats(beat_, beats_left_));
  beats_left_ -= beats;
  beat_ = bus_.wrap(beat_ + beats);
  if (beats_left_ > 0) return;
  beats_left_ = row_beats_;
  if (--rows_left_ > 0) {
    row_ = bus_.wrap(row_ + row_stride_);
  } else {
    rows_left_ = rows_;
    --planes_left_;
    plane_ = bus_.wrap(plane_ + plane_stride_);
    row_ = plane_;
  }
  beat_ = row_;
}

}  // namespace isomer::cycle
