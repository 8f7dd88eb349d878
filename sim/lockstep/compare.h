// SPDX-License-Identifier: Apache-2.0
//
// Comparisons of a device with the functional semantics, and the names of what differs.

#ifndef SIM_LOCKSTEP_COMPARE_H_
#define SIM_LOCKSTEP_COMPARE_H_

#include <cstdint>
#include <optional>

#include "isa/instructions/footprint.h"
#include "isa/instructions/instruction.h"
#include "sim/lockstep/difference.h"
#include "sim/machine/state.h"
#include "sim/observable.h"

namespace isomer {

// Whether the words of the access are the same in both; `bytes` grows by what was compared. Device
// accesses lie inside their segment.
bool is_equal(const Access& access, const State& model, ObservableDevice& device,
              std::uint64_t& bytes);

// The first element in the order of writing that differs, and how many do: fills the place,
// coordinates, values and count.
void find_element(const Operands& operands, bool is_signed, const State& model,
                  ObservableDevice& device, Difference& difference);

// Status, trap, counters; bytes only when done. `retired` is how many retirements were observed.
// `is_read_whole`: no words follow the halt, which fetch may have read or not.
std::optional<Difference> compare_outcomes(const Outcome& expected, const Outcome& found,
                                           std::uint64_t retired, bool is_read_whole);

// The first byte that differs in `segments` segments, and how many do.
std::optional<Difference> compare_segments(int segments, Device& expected, Device& found,
                                           std::uint64_t& bytes);

// After a bus error only status and cause are comparable; load_bus and store_bus are one cause,
// since timing decides which one comes first.
bool is_bus_error(Trap trap);

}  // namespace isomer

#endif  // SIM_LOCKSTEP_COMPARE_H_
