// SPDX-License-Identifier: Apache-2.0
//
// The weights of a mac, pass by pass: codes and what its decoder makes of them. MACHINE.md section
// 3, ARITHMETIC.md (F16).

#ifndef SIM_MACHINE_PASS_WEIGHTS_H_
#define SIM_MACHINE_PASS_WEIGHTS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "isa/arithmetic/decoder.h"
#include "isa/instructions/busy_cycles.h"
#include "isa/instructions/instruction.h"
#include "sim/machine/state.h"

namespace isomer {

// The decoder that the fields of a mac choose; a table is read from the parameters.
WeightDecoder weight_decoder(const State& state, const Mac& mac);

// Calls visit(m, code) for each code of pass number `pass`: r * C + c is the m of row r, column c.
template <typename Visit>
void for_each_code(const State& state, const Mac& mac, std::int64_t pass, const Visit& visit) {
  const std::size_t bits = std::size_t{1} << mac.stored_bits;
  const auto word_bytes = static_cast<std::size_t>(state.machine.weight_word_bytes());
  const std::size_t codes =
      static_cast<std::size_t>(weight_rows(state.machine, mac)) * state.columns();
  std::int64_t address = mac.w_base + pass * weight_words_per_pass(state.machine, mac);
  for (std::size_t m = 0; m < codes; ++address) {
    const std::uint8_t* const word = &state.weights[state.weight_word(address) * word_bytes];
    for (std::size_t bit = 0; bit < 8 * word_bytes && m < codes; bit += bits, ++m) {
      std::uint32_t code = word[bit / 8];
      if (bits == 16) code |= std::uint32_t{word[bit / 8 + 1]} << 8;
      if (bits < 8) code = code >> (bit % 8) & ((1U << bits) - 1);
      visit(m, code);
    }
  }
}

// W[r][c] of a pass at [r * C + c], r below weight_rows(), for each pass in turn.
class PassWeights {
 public:
  PassWeights(const State& state, const Mac& mac);

  // Decodes the pass unless it is that of the last call.
  const std::vector<std::int32_t>& load(std::int64_t pass);

 private:
  const State& state_;
  const Mac& mac_;
  const WeightDecoder decoder_;
  std::vector<std::int32_t> decoded_;  // of each code of up to 8 bits
  std::int64_t pass_ = -1;
  std::vector<std::int32_t> weights_;
};

}  // namespace isomer

#endif  // SIM_MACHINE_PASS_WEIGHTS_H_
