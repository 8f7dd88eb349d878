// SPDX-License-Identifier: Apache-2.0
//
// The weights of one pass of a mac, decoded. MACHINE.md section 3, ARITHMETIC.md (F16).

#ifndef SIM_MACHINE_PASS_WEIGHTS_H_
#define SIM_MACHINE_PASS_WEIGHTS_H_

#include <cstdint>
#include <vector>

#include "isa/arithmetic/decoder.h"
#include "isa/instructions/instruction.h"
#include "sim/machine/state.h"

namespace isomer {

// The decoder that the fields of a mac choose; a table is read from the parameters.
WeightDecoder weight_decoder(const State& state, const Mac& mac);

// W[r][c] of pass number `pass` at [r * C + c], r below weight_rows().
void decode_pass(const State& state, const Mac& mac, const WeightDecoder& decoder,
                 std::int64_t pass, std::vector<std::int32_t>& weights);

}  // namespace isomer

#endif  // SIM_MACHINE_PASS_WEIGHTS_H_
