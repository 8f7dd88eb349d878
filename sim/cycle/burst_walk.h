// SPDX-License-Identifier: Apache-2.0
//
// The bursts of a LOAD or STORE in order: planes, rows, and in each row bursts of at most 16 lines
// that do not cross a 4 KiB boundary.

#ifndef SIM_CYCLE_BURST_WALK_H_
#define SIM_CYCLE_BURST_WALK_H_

#include <cstdint>

#include "sim/cycle/burst.h"

namespace isomer::cycle {

class BurstWalk {
 public:
  BurstWalk() = default;  // nothing is left

  // Transfer is Load or Store; `base` is the line address of its segment.
  template <typename Transfer>
  BurstWalk(const BusShape& bus, const Transfer& transfer, std::uint64_t base,
            std::uint64_t row_beats)
      : bus_(bus),
        rows_(static_cast<std::uint64_t>(transfer.rows)),
        row_stride_(bus.line_beats() * static_cast<std::uint64_t>(transfer.row_stride)),
        plane_stride_(bus.line_beats() * static_cast<std::uint64_t>(transfer.plane_stride)),
        row_beats_(row_beats),
        planes_left_(static_cast<std::uint64_t>(transfer.planes)),
        rows_left_(rows_),
        beats_left_(row_beats),
        plane_(bus.wrap(bus.line_beats() * (base + static_cast<std::uint64_t>(transfer.offset)))),
        row_(plane_),
        beat_(plane_) {}

  bool is_over() const { return planes_left_ == 0; }

  // The next burst; only when not over.
  Burst burst(Requester from) const {
    const int beats = bus_.burst_beats(beat_, beats_left_);
    return {from, beat_, beats, static_cast<std::uint64_t>(beats) == beats_left_};
  }
  void take();

 private:
  BusShape bus_;
  std::uint64_t rows_ = 0, row_stride_ = 0, plane_stride_ = 0, row_beats_ = 0;
  std::uint64_t planes_left_ = 0, rows_left_ = 0, beats_left_ = 0;  // this one included
  std::uint64_t plane_ = 0, row_ = 0, beat_ = 0;                    // where they begin
};

}  // namespace isomer::cycle

#endif  // SIM_CYCLE_BURST_WALK_H_
