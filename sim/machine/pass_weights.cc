// SPDX-License-Identifier: Apache-2.0
//
// Code number m of a pass is bits m*b to m*b + b - 1 of its V words, the first word lowest.
#include "sim/machine/pass_weights.h"

#include "isa/instructions/busy_cycles.h"

namespace isomer {

WeightDecoder weight_decoder(const State& state, const Mac& mac) {
  WeightDecoder decoder{.decoder = static_cast<Decoder>(mac.decoder),
                        .bits = 1 << mac.stored_bits,
                        .offset = wrap(mac.decoder_argument, 10),
                        .decoded_bits = state.machine.decoded_bits()};
  if (decoder.decoder != Decoder::table) return decoder;
  for (std::size_t n = 0; n < decoder.table.size(); ++n) {
    const auto word = static_cast<std::int64_t>(n / state.columns());
    decoder.table[n] = static_cast<std::int16_t>(
        state.parameter(mac.decoder_argument + word, n % state.columns()));
  }
  return decoder;
}

void decode_pass(const State& state, const Mac& mac, const WeightDecoder& decoder,
                 std::int64_t pass, std::vector<std::int32_t>& weights) {
  const auto bits = static_cast<std::size_t>(decoder.bits);
  const auto word_bytes = static_cast<std::size_t>(state.machine.weight_word_bytes());
  const std::int64_t first = mac.w_base + pass * weight_words_per_pass(state.machine, mac);
  weights.resize(static_cast<std::size_t>(weight_rows(state.machine, mac)) * state.columns());
  for (std::size_t m = 0; m < weights.size(); ++m) {
    const std::size_t byte = m * bits / 8;
    const std::uint8_t* const word =
        &state.weights[state.weight_word(first + static_cast<std::int64_t>(byte / word_bytes)) *
                       word_bytes];
    std::uint32_t code = word[byte % word_bytes];
    if (bits == 16) code |= std::uint32_t{word[byte % word_bytes + 1]} << 8;
    if (bits < 8) code = code >> (m * bits % 8) & ((1U << bits) - 1);
    weights[m] = static_cast<std::int32_t>(decode(decoder, code));
  }
}

}  // namespace isomer
