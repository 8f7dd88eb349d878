// SPDX-License-Identifier: Apache-2.0
//
// The probe that shows lockstep the retirements follows legal queues and refuses each violation.
#include <verilated.h>

#include <catch2/catch.hpp>
#include <memory>

#include "VRetireProbe.h"

namespace isomer {
namespace {

constexpr int kDepth = 4;  // of tiny's queues

class Probe {
 public:
  Probe() : context_(std::make_unique<VerilatedContext>()), probe_(context_.get()) {
    context_->fatalOnError(false);
    probe_.clk_i = 0;
    probe_.rst_ni = 1;
    probe_.eval();
    probe_.rst_ni = 0;
    cycle(0, 0);
    probe_.rst_ni = 1;
    probe_.start_i = 1;
    cycle(0, 0);
    probe_.start_i = 0;
  }

  // One cycle in which these queues take an instruction from fetch, or issue one.
  void cycle(CData push, CData issue) {
    probe_.push_i = push;
    probe_.issue_i = issue;
    probe_.clk_i = 0;
    probe_.eval();
    probe_.clk_i = 1;
    probe_.eval();
  }
  bool has_failed() const { return context_->gotError(); }

 private:
  std::unique_ptr<VerilatedContext> context_;
  VRetireProbe probe_;
};

TEST_CASE("The probe follows full queues that issue all they have", "[rtl][probe]") {
  for (int queue = 0; queue < 4; ++queue) {
    const auto bit = static_cast<CData>(1 << queue);
    Probe probe;
    for (int i = 0; i < kDepth; ++i) probe.cycle(bit, 0);
    for (int i = 0; i < kDepth; ++i) probe.cycle(0, bit);
    probe.cycle(bit, 0);
    probe.cycle(0, bit);
    CHECK_FALSE(probe.has_failed());
  }
}

TEST_CASE("The probe refuses an issue from an empty queue", "[rtl][probe][planted]") {
  for (int queue = 0; queue < 4; ++queue) {
    Probe probe;
    probe.cycle(static_cast<CData>(1 << (queue + 1) % 4), 0);  // another queue's does not help
    CHECK_FALSE(probe.has_failed());
    probe.cycle(0, static_cast<CData>(1 << queue));
    CHECK(probe.has_failed());
  }
}

TEST_CASE("The probe refuses an instruction for a full queue", "[rtl][probe][planted]") {
  for (int queue = 0; queue < 4; ++queue) {
    const auto bit = static_cast<CData>(1 << queue);
    Probe probe;
    for (int i = 0; i < kDepth; ++i) probe.cycle(bit, 0);
    CHECK_FALSE(probe.has_failed());
    probe.cycle(bit, 0);
    CHECK(probe.has_failed());
  }
}

}  // namespace
}  // namespace isomer
