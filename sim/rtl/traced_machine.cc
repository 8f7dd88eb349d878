// SPDX-License-Identifier: Apache-2.0
#include "sim/rtl/traced_machine.h"

#include <fmt/format.h>

#include "isa/container/error.h"

namespace isomer {

std::unique_ptr<RtlMachine> make_traced_rtl_machine(const Machine& machine, std::uint64_t seed,
                                                    const TraceWindow& window) {
  if (hash(machine) == hash(find_machine("tiny"))) return make_traced_tiny(machine, seed, window);
  if (hash(machine) == hash(find_machine("base"))) return make_traced_base(machine, seed, window);
  throw Error(
      fmt::format("waveforms are for machines tiny and base, not for '{}': add it to "
                  "sim/rtl/traced_machine.cc as tiny is there",
                  machine.name));
}

}  // namespace isomer
