// SPDX-License-Identifier: Apache-2.0
//
// mac, fast: the columns are vector lanes; one pass' weights are widened once and meet every pixel.
// Same order as mac.cc, so that accumulators that wrap onto each other agree as well.
#include <algorithm>
#include <array>
#include <cstring>

#include "isa/arithmetic/bias.h"
#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/lanes.h"

namespace isomer {
namespace {

constexpr std::size_t kMaxRows = 64;

// The R activation bytes at a pixel, or null where they are all zero.
class Inputs {
 public:
  Inputs(const State& state, const Mac& mac)
      : state_(state),
        mac_(mac),
        lock_(state.machine, mac.x_base, mac.x_last),
        rows_(static_cast<std::size_t>(state.machine.rows)),
        is_packed_(static_cast<Mapping>(mac.mapping) == Mapping::packed) {}

  // For output row oy of the passes (i, ky, kx): whether its input row exists.
  [[gnu::always_inline]] bool select_row(int i, int ky, int kx, int oy) {
    const int iy = oy * mac_.stride_h + ky + mac_.iy0;
    if (iy < 0 || iy >= mac_.in_h) return false;
    kx_ = kx;
    base_ = mac_.x_base + std::int64_t{iy} * mac_.x_pitch;
    if (!is_packed_) base_ += std::int64_t{i} * mac_.x_plane;
    return true;
  }

  [[gnu::always_inline]] const std::uint8_t* at(int ox) {
    if (is_packed_) return packed(ox);
    const int ix = ox * mac_.stride_w + kx_ + mac_.ix0;
    return ix < 0 || ix >= mac_.in_w ? nullptr : word(base_ + ix);
  }

 private:
  const std::uint8_t* word(std::int64_t address) const {
    const std::size_t number = state_.activation_word(address);
    return lock_.holds(number) ? &state_.activations[number * rows_] : nullptr;
  }

  // R bytes from the middle of one word into the next one.
  const std::uint8_t* packed(int ox) {
    const std::size_t element =
        static_cast<std::size_t>(ox) * static_cast<std::size_t>(mac_.x_plane);
    const std::int64_t address = base_ + kx_ + static_cast<std::int64_t>(element / rows_);
    const std::size_t skip = element % rows_;
    if (skip == 0) return word(address);
    buffer_ = {};
    if (const std::uint8_t* low = word(address))
      std::memcpy(buffer_.data(), low + skip, rows_ - skip);
    if (const std::uint8_t* high = word(address + 1))
      std::memcpy(buffer_.data() + rows_ - skip, high, skip);
    return buffer_.data();
  }

  const State& state_;
  const Mac& mac_;
  const BankLock lock_;
  const std::size_t rows_;
  const bool is_packed_;
  int kx_ = 0;
  std::int64_t base_ = 0;
  std::array<std::uint8_t, kMaxRows> buffer_{};
};

using Wide = std::array<std::int32_t, kMaxRows>;

// R activations, widened; Element is int8_t or uint8_t.
template <typename Element>
[[gnu::always_inline]] inline void widen_inputs(const std::uint8_t* x, std::size_t rows,
                                                Wide& wide) {
  constexpr std::size_t kWidth = 8;
  if (rows < kWidth) {
    for (std::size_t r = 0; r < rows; ++r) wide[r] = static_cast<Element>(x[r]);
    return;
  }
  for (std::size_t r = 0; r < rows; r += kWidth) {
    Lanes<Element, kWidth> elements;
    std::memcpy(&elements, x + r, kWidth);
    const auto values = __builtin_convertvector(elements, Lanes<std::int32_t, kWidth>);
    std::memcpy(&wide[r], &values, sizeof values);
  }
}

template <std::size_t kColumns>
struct Kernel {
  static constexpr std::size_t kWidth = std::min<std::size_t>(kColumns, 8);  // columns of a vector
  static constexpr std::size_t kVectors = kColumns / kWidth;
  using Sums = Lanes<std::int32_t, kWidth>;
  using WrappingSums = Lanes<std::uint32_t, kWidth>;
  using Weights = std::array<std::array<Sums, kMaxRows>, kVectors>;  // [vector][row]
  using Entry = std::array<std::int32_t, kColumns>;

  // The weights of a pass, R words from `first`, widened.
  [[gnu::always_inline]] static void widen(const State& state, std::int64_t first,
                                           Weights& weights) {
    for (std::size_t r = 0; r < static_cast<std::size_t>(state.machine.rows); ++r) {
      const std::uint8_t* const word =
          &state.weights[state.weight_word(first + static_cast<std::int64_t>(r)) * kColumns];
      for (std::size_t v = 0; v < kVectors; ++v) {
        Lanes<std::int8_t, kWidth> stored;
        std::memcpy(&stored, word + v * kWidth, kWidth);
        weights[v][r] = __builtin_convertvector(stored, Sums);
      }
    }
  }

  // What the sums of group g start from, when that is not the accumulator itself.
  static Entry start_of(const State& state, const Mac& mac, int g) {
    Entry biases{};
    if (static_cast<AccumulateMode>(mac.mode) == AccumulateMode::bias) {
      const std::size_t word = state.parameter_word(mac.bias_base + g);
      for (std::size_t c = 0; c < kColumns; ++c)
        biases[c] = static_cast<std::int32_t>(
            align_bias(state.parameters[word * kColumns + c], mac.bias_shift, 32));
    }
    return biases;
  }

  // entry = start + sum of x[r] * weights[r] over the rows, wrapping.
  [[gnu::always_inline]] static void multiply(const std::int32_t* x, const Weights& weights,
                                              std::size_t rows, const std::int32_t* start,
                                              std::int32_t* entry) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      WrappingSums sums;
      std::memcpy(&sums, start + v * kWidth, sizeof sums);
      for (std::size_t r = 0; r < rows; ++r) sums += (WrappingSums)(weights[v][r] * x[r]);
      std::memcpy(entry + v * kWidth, &sums, sizeof sums);
    }
  }

  template <typename Element>
  [[gnu::always_inline]] static void run(State& state, const Mac& mac) {
    const auto rows = static_cast<std::size_t>(state.machine.rows);
    const std::int64_t pixels = std::int64_t{mac.out_h} * mac.out_w;
    const bool starts_anew = static_cast<AccumulateMode>(mac.mode) != AccumulateMode::accumulate;
    const int kernel = mac.kernel_h * mac.kernel_w;
    const int passes = mac.groups_in * kernel;  // of one group of output channels
    Inputs inputs(state, mac);
    Weights weights;
    for (int g = 0; g < mac.groups_out; ++g) {
      const Entry start = start_of(state, mac, g);
      for (int k = 0; k < passes; ++k) {
        const bool is_first = k == 0 && starts_anew;
        widen(state, mac.w_base + (std::int64_t{g} * passes + k) * state.machine.rows, weights);
        std::int64_t p = g * pixels;
        for (int oy = 0; oy < mac.out_h; ++oy) {
          const bool has_row =
              inputs.select_row(k / kernel, k % kernel / mac.kernel_w, k % mac.kernel_w, oy);
          for (int ox = 0; ox < mac.out_w; ++ox, ++p) {
            const std::uint8_t* const x = has_row ? inputs.at(ox) : nullptr;
            if (x == nullptr && !is_first) continue;
            std::int32_t* const entry =
                &state.accumulators[state.accumulator_word(mac.acc_base, p) * kColumns];
            Wide wide;
            if (x != nullptr) widen_inputs<Element>(x, rows, wide);
            multiply(wide.data(), weights, x != nullptr ? rows : 0, is_first ? start.data() : entry,
                     entry);
          }
        }
      }
    }
  }

  [[gnu::always_inline]] static void run(State& state, const Mac& mac) {
    if (mac.x_signed != 0) {
      run<std::int8_t>(state, mac);
    } else {
      run<std::uint8_t>(state, mac);
    }
  }
};

[[gnu::always_inline]] inline void run(State& state, const Mac& mac) {
  switch (state.machine.columns) {
    case 2:
      return Kernel<2>::run(state, mac);
    case 4:
      return Kernel<4>::run(state, mac);
    case 8:
      return Kernel<8>::run(state, mac);
    case 16:
      return Kernel<16>::run(state, mac);
    case 32:
      return Kernel<32>::run(state, mac);
    default:
      return Kernel<64>::run(state, mac);
  }
}

[[gnu::target("avx2")]] void run_avx2(State& state, const Mac& mac) { run(state, mac); }
void run_baseline(State& state, const Mac& mac) { run(state, mac); }

}  // namespace

void execute(State& state, const Mac& mac) {
  const bool is_simple = static_cast<Decoder>(mac.decoder) == Decoder::integer &&
                         mac.stored_bits == 3 && mac.decoder_argument % 1024 == 0 &&
                         static_cast<Mapping>(mac.mapping) <= Mapping::packed;
  if (!is_simple || state.machine.operand_bits != 8 || state.machine.accumulator_bits != 32)
    return reference::execute(state, mac);
  static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  has_avx2 ? run_avx2(state, mac) : run_baseline(state, mac);
}

}  // namespace isomer
