// SPDX-License-Identifier: Apache-2.0
#include "sim/cycle/burst_walk.h"

namespace isomer::cycle {

void BurstWalk::take() {
  const auto beats = static_cast<std::uint64_t>(burst_beats(line_, lines_left_));
  lines_left_ -= beats;
  line_ = wrap(line_ + beats);
  if (lines_left_ > 0) return;
  lines_left_ = row_lines_;
  if (--rows_left_ > 0) {
    row_ = wrap(row_ + row_stride_);
  } else {
    rows_left_ = rows_;
    --planes_left_;
    plane_ = wrap(plane_ + plane_stride_);
    row_ = plane_;
  }
  line_ = row_;
}

}  // namespace isomer::cycle
