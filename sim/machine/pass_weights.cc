// SPDX-License-Identifier: Apache-2.0
#include "sim/machine/pass_weights.h"

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

PassWeights::PassWeights(const State& state, const Mac& mac)
    : state_(state),
      mac_(mac),
      decoder_(weight_decoder(state, mac)),
      weights_(static_cast<std::size_t>(weight_rows(state.machine, mac)) * state.columns()) {}

const std::vector<std::int32_t>& PassWeights::load(std::int64_t pass) {
  if (pass == pass_) return weights_;
  pass_ = pass;
  if (decoder_.bits == 16) {
    for_each_code(state_, mac_, pass, [&](std::size_t m, std::uint32_t code) {
      weights_[m] = static_cast<std::int32_t>(decode(decoder_, code));
    });
    return weights_;
  }
  if (decoded_.empty())
    for (std::uint32_t code = 0; code < 1U << decoder_.bits; ++code)
      decoded_.push_back(static_cast<std::int32_t>(decode(decoder_, code)));
  for_each_code(state_, mac_, pass,
                [&](std::size_t m, std::uint32_t code) { weights_[m] = decoded_[code]; });
  return weights_;
}

}  // namespace isomer
