// SPDX-License-Identifier: Apache-2.0
//
// A window of cycles of a Verilated machine as a waveform. Included only where a class that was
// Verilated with --trace-fst is instantiated.

#ifndef SIM_RTL_FST_TRACER_H_
#define SIM_RTL_FST_TRACER_H_

#include <fmt/format.h>
#include <verilated_fst_c.h>

#include <cstdint>
#include <memory>

#include "isa/container/error.h"
#include "sim/rtl/traced_machine.h"

namespace isomer {

class FstTracer {
 public:
  explicit FstTracer(const TraceWindow& window)
      : window_(window), file_(std::make_unique<VerilatedFstC>()) {}
  ~FstTracer() { file_->close(); }

  static void prepare(VerilatedContext& context) { context.traceEverOn(true); }

  template <typename Model>
  void attach(Model& model) {
    constexpr int kAllLevels = 99;
    model.trace(file_.get(), kAllLevels);
    file_->open(window_.path.c_str());
    if (!file_->isOpen())
      throw Error(fmt::format("{}: the waveform cannot be written", window_.path));
  }

  // At the beginning of each cycle; those with a running machine count from 1 on, START being 0.
  void begin_cycle(bool is_running) {
    if (!is_running && cycle_ > 0) is_over_ = true;  // the first run only
    cycle_ = is_running ? cycle_ + 1 : 0;
    if (cycle_ > window_.to) is_over_ = true;
  }

  // The clock is low from 10 · cycle on and high from 10 · cycle + 5 on.
  void show_low() { dump(10 * cycle_); }
  void show_high() { dump(10 * cycle_ + 5); }

 private:
  void dump(std::uint64_t time) {
    if (!is_over_ && cycle_ > 0 && cycle_ >= window_.from) file_->dump(time);
  }

  TraceWindow window_;
  std::unique_ptr<VerilatedFstC> file_;
  std::uint64_t cycle_ = 0;
  bool is_over_ = false;
};

}  // namespace isomer

#endif  // SIM_RTL_FST_TRACER_H_
