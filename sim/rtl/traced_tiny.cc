// SPDX-License-Identifier: Apache-2.0
#include "Visomer_tiny_traced.h"
#include "sim/rtl/fst_tracer.h"
#include "sim/rtl/verilated_machine.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_traced_tiny(const Machine& machine, std::uint64_t seed,
                                             const TraceWindow& window) {
  using Traced = VerilatedMachine<Visomer_tiny_traced, FstTracer>;
  return std::make_unique<Traced>(machine, seed, std::make_unique<FstTracer>(window));
}

}  // namespace isomer
