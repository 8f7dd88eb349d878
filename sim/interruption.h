// SPDX-License-Identifier: Apache-2.0
//
// What a testbench does to a device in the middle of a program.

#ifndef SIM_INTERRUPTION_H_
#define SIM_INTERRUPTION_H_

#include <cstdint>

#include "sim/observable.h"

namespace isomer {

struct Interruption {
  enum class Kind : std::uint8_t {
    none,
    abort,  // ABORT is written to CONTROL; a machine that is idle ignores it
    reset,  // the run ends with Status::running, as if the observer had stopped it
    write,  // PROGRAM, SEGMENT 0 and START are written: a machine that runs ignores them
  };
  Kind kind = Kind::none;
  // In which the host begins, counted from START; abort and reset come at the latest when the
  // program is over.
  std::uint64_t cycle = 0;
};

class InterruptibleDevice : public ObservableDevice {
 public:
  // Of the next run only.
  virtual void interrupt(const Interruption& interruption) = 0;
};

}  // namespace isomer

#endif  // SIM_INTERRUPTION_H_
