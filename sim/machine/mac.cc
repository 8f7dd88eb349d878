// SPDX-License-Identifier: Apache-2.0
//
// mac: acc[acc_base + g*P + p][c] = start + sum over r of x[r] * W[r][c]   (mod 2^A)
// for every pass k = (g, i, ky, kx) and pixel p = (oy, ox), in this order.
#include "isa/arithmetic/accumulate.h"
#include "isa/arithmetic/bias.h"
#include "sim/machine/bank_lock.h"
#include "sim/machine/execute.h"

namespace isomer::reference {
namespace {

struct Pass {
  int g, i, ky, kx, k;
};

// Element r of the activations' vector that meets the weights of `pass` at pixel (oy, ox).
std::int64_t input(const State& state, const Mac& mac, const Pass& pass, int oy, int ox, int r) {
  const std::int64_t rows = state.machine.rows;
  const int iy = oy * mac.stride_h + pass.ky + mac.iy0;
  if (iy < 0 || iy >= mac.in_h) return 0;

  std::int64_t element = 0;
  if (static_cast<Mapping>(mac.mapping) == Mapping::packed) {
    element = std::int64_t{mac.x_base + iy * mac.x_pitch} * rows + std::int64_t{ox} * mac.x_plane +
              pass.kx * rows + r;
  } else {
    const int ix = ox * mac.stride_w + pass.kx + mac.ix0;
    if (ix < 0 || ix >= mac.in_w) return 0;
    element = (mac.x_base + std::int64_t{pass.i} * mac.x_plane + iy * mac.x_pitch + ix) * rows + r;
  }

  const std::size_t word = state.activation_word(element / rows);
  if (!BankLock(state.machine, mac.x_base, mac.x_last).holds(word)) return 0;
  const std::uint8_t byte = state.activations[word * static_cast<std::size_t>(rows) +
                                              static_cast<std::size_t>(element % rows)];
  return mac.x_signed != 0 ? std::int64_t{static_cast<std::int8_t>(byte)} : std::int64_t{byte};
}

// What the sum of column c starts from, `acc` being the accumulator's own value.
std::int64_t start(const State& state, const Mac& mac, const Pass& pass, std::int64_t acc,
                   std::size_t c) {
  const bool is_first = pass.i == 0 && pass.ky == 0 && pass.kx == 0;
  const auto mode = static_cast<AccumulateMode>(mac.mode);
  if (!is_first || mode == AccumulateMode::accumulate) return acc;
  if (mode == AccumulateMode::zero) return 0;
  const auto columns = static_cast<std::size_t>(state.machine.columns);
  const std::int16_t bias =
      state.parameters[state.parameter_word(mac.bias_base + pass.g) * columns + c];
  return align_bias(bias, mac.bias_shift, state.machine.accumulator_bits);
}

void execute_pass(State& state, const Mac& mac, const Pass& pass) {
  const Machine& machine = state.machine;
  const auto columns = static_cast<std::size_t>(machine.columns);
  const int pixels = mac.out_h * mac.out_w;
  for (int p = 0; p < pixels; ++p) {
    const std::size_t entry =
        state.accumulator_word(mac.acc_base, std::int64_t{pass.g} * pixels + p);
    for (std::size_t c = 0; c < columns; ++c) {
      std::int32_t& acc = state.accumulators[entry * columns + c];
      std::int64_t sum = start(state, mac, pass, acc, c);
      for (int r = 0; r < machine.rows; ++r) {
        const std::size_t word =
            state.weight_word(mac.w_base + std::int64_t{pass.k} * machine.rows + r);
        sum = isomer::mac(sum, input(state, mac, pass, p / mac.out_w, p % mac.out_w, r),
                          state.weights[word * columns + c], machine.accumulator_bits);
      }
      acc = static_cast<std::int32_t>(sum);
    }
  }
}

}  // namespace

void execute(State& state, const Mac& mac) {
  Pass pass{0, 0, 0, 0, 0};
  for (pass.g = 0; pass.g < mac.groups_out; ++pass.g)
    for (pass.i = 0; pass.i < mac.groups_in; ++pass.i)
      for (pass.ky = 0; pass.ky < mac.kernel_h; ++pass.ky)
        for (pass.kx = 0; pass.kx < mac.kernel_w; ++pass.kx, ++pass.k)
          execute_pass(state, mac, pass);
}

}  // namespace isomer::reference
