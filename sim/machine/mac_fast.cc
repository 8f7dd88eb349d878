// SPDX-License-Identifier: Apache-2.0
//
// mac, fast: the weights of a pass are made ready once and meet blocks of pixels. Three products:
// bytes where the CPU multiplies them, lanes of columns, and depthwise lanes.
#include "sim/machine/execute.h"
#include "sim/machine/mac_bytes.h"
#include "sim/machine/mac_depthwise.h"
#include "sim/machine/mac_lanes.h"
#include "sim/machine/mac_passes.h"
#include "sim/machine/mac_vnni.h"

namespace isomer {
namespace {

template <typename Product, typename... Rest>
void run(State& state, const Mac& mac, Rest... rest) {
  Product product(state, mac, rest...);
  run_passes(state, mac, product);
}

}  // namespace

void execute(State& state, const Mac& mac) {
  const Machine& machine = state.machine;
  const auto mapping = static_cast<Mapping>(mac.mapping);
  const bool is_depthwise = mapping == Mapping::window || mapping == Mapping::diagonal;
  if (!meets_each_accumulator_once(state, mac)) return reference::execute(state, mac);
  if (machine.accumulator_bits != 32)
    return is_depthwise ? run<DepthwiseProduct<std::int64_t>>(state, mac)
                        : run<LaneProduct<std::int64_t>>(state, mac);
  if (is_depthwise) return run<DepthwiseProduct<std::int32_t>>(state, mac);
  const MultiplyRun multiply = selected_multiply();
  if (multiply != nullptr && machine.operand_bits == 8 && machine.rows >= 4 && machine.columns >= 4)
    return run<ByteProduct>(state, mac, multiply);
  run<LaneProduct<std::int32_t>>(state, mac);
}

}  // namespace isomer
