// SPDX-License-Identifier: Apache-2.0
//
// mac, fast: the weights of a pass are made ready once and meet rows of pixels. Three products:
// 8-bit dot products where the CPU has them, lanes of columns, and depthwise lanes.
#include <array>
#include <cstring>
#include <vector>

#include "isa/instructions/busy_cycles.h"
#include "sim/machine/execute.h"
#include "sim/machine/lanes.h"
#include "sim/machine/mac_passes.h"
#include "sim/machine/mac_vnni.h"
#include "sim/machine/pass_weights.h"

namespace isomer {
namespace {

constexpr std::size_t kMaxRows = 64;

// `count` activations at x, widened.
template <typename Value>
void widen(const State& state, bool is_signed, const std::uint8_t* x, std::size_t count,
           Value* wide) {
  if (state.machine.operand_bits == 8) {
    for (std::size_t r = 0; r < count; ++r)
      wide[r] = is_signed ? Value{static_cast<std::int8_t>(x[r])} : Value{x[r]};
    return;
  }
  for (std::size_t r = 0; r < count; ++r) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, x + 2 * r, sizeof bits);
    wide[r] = is_signed ? Value{static_cast<std::int16_t>(bits)} : Value{bits};
  }
}

std::int32_t* sums_of(State& state, std::size_t word, std::int32_t) {
  return &state.accumulators[word * state.columns()];
}
std::int64_t* sums_of(State& state, std::size_t word, std::int64_t) {
  return &state.wide_accumulators[word * state.columns()];
}

// Decoded weights of any decoder.
class Decoded {
 public:
  Decoded(const State& state, const Mac& mac)
      : state_(state), mac_(mac), decoder_(weight_decoder(state, mac)) {}

  const std::vector<std::int32_t>& load(std::int64_t pass) {
    if (pass != pass_) decode_pass(state_, mac_, decoder_, pass, weights_);
    pass_ = pass;
    return weights_;
  }

 private:
  const State& state_;
  const Mac& mac_;
  const WeightDecoder decoder_;
  std::int64_t pass_ = -1;
  std::vector<std::int32_t> weights_;
};

// Whether the codes are the weights: 8-bit integers.
bool is_plain(const Mac& mac) {
  return static_cast<Decoder>(mac.decoder) == Decoder::integer && mac.stored_bits == 3 &&
         mac.decoder_argument % 1024 == 0;
}

// Four rows of bytes side by side in each word. A weight that is no byte is the sum of several:
// each of them is a plane of words of its own.
class VnniProduct {
 public:
  VnniProduct(State& state, const Mac& mac, MultiplyRun kernel)
      : state_(state),
        mac_(mac),
        multiply_(kernel),
        decoded_(state, mac),
        quads_(state.rows() / 4),
        flip_(mac.x_signed != 0 ? 0x80808080U : 0U) {}

  bool load(const MacStep& step) {
    words_.clear();
    if (is_plain(mac_)) {
      const std::size_t columns = state_.columns();
      std::array<const std::uint8_t*, 4> rows{};
      const std::int64_t first = mac_.w_base + step.pass * state_.machine.rows;
      for (std::size_t r = 0; r < state_.rows(); ++r) {
        rows[r % 4] =
            &state_.weights[state_.weight_word(first + static_cast<std::int64_t>(r)) * columns];
        if (r % 4 == 3) append(rows);
      }
      return true;
    }
    rest_ = decoded_.load(step.pass);
    std::vector<std::uint8_t> bytes(rest_.size());
    bool is_done = false;
    while (!is_done) {
      is_done = true;
      for (std::size_t i = 0; i < rest_.size(); ++i) {
        const std::int32_t byte = std::clamp(rest_[i], -128, 127);
        bytes[i] = static_cast<std::uint8_t>(byte);
        rest_[i] -= byte;
        is_done = is_done && rest_[i] == 0;
      }
      for (std::size_t r = 0; r < state_.rows(); r += 4) {
        const std::uint8_t* const row = &bytes[r * state_.columns()];
        append(
            {row, row + state_.columns(), row + 2 * state_.columns(), row + 3 * state_.columns()});
      }
    }
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    for (std::size_t w = 0; w < words_.size(); w += quads_ * state_.columns())
      multiply_({.weights = &words_[w],
                 .quads = static_cast<int>(quads_),
                 .columns = state_.machine.columns,
                 .flip = flip_,
                 .x = block.x,
                 .row_step = block.row_step,
                 .step = block.step,
                 .acc = sums_of(state_, word, std::int32_t{}),
                 .width = static_cast<std::size_t>(mac_.out_w),
                 .rows = block.rows,
                 .count = block.count});
  }

 private:
  void append(const std::array<const std::uint8_t*, 4>& rows) {
    const std::size_t columns = state_.columns();
    const std::size_t at = words_.size();
    words_.resize(at + columns);
    std::uint32_t* const to = &words_[at];
    const auto [a, b, c, d] = rows;
    for (std::size_t n = 0; n < columns; ++n)
      to[n] = std::uint32_t{a[n]} | std::uint32_t{b[n]} << 8 | std::uint32_t{c[n]} << 16 |
              std::uint32_t{d[n]} << 24;
  }

  State& state_;
  const Mac& mac_;
  const MultiplyRun multiply_;
  Decoded decoded_;
  const std::size_t quads_;
  const std::uint32_t flip_;
  std::vector<std::uint32_t> words_;  // [plane][quad][column]
  std::vector<std::int32_t> rest_;
};

// sums[c] += sum over r of x[r] * weights[r][c], vectors of columns at a time.
template <typename Value, std::size_t kColumns>
[[gnu::always_inline]] inline void multiply_lanes(const Value* x, const Value* weights,
                                                  std::size_t rows, Value* sums) {
  using Unsigned = std::make_unsigned_t<Value>;
  constexpr std::size_t kWidth = std::min<std::size_t>(kColumns, 32 / sizeof(Value));
  using Vector = Lanes<Unsigned, kWidth>;
  for (std::size_t c = 0; c < kColumns; c += kWidth) {
    Vector sum;
    std::memcpy(&sum, sums + c, sizeof sum);
    for (std::size_t r = 0; r < rows; ++r) {
      Vector weight;
      std::memcpy(&weight, weights + r * kColumns + c, sizeof weight);
      sum += weight * static_cast<Unsigned>(x[r]);
    }
    std::memcpy(sums + c, &sum, sizeof sum);
  }
}

template <typename Value>
[[gnu::always_inline]] inline void multiply_columns(std::size_t columns, const Value* x,
                                                    const Value* weights, std::size_t rows,
                                                    Value* sums) {
  switch (columns) {
    case 2:
      return multiply_lanes<Value, 2>(x, weights, rows, sums);
    case 4:
      return multiply_lanes<Value, 4>(x, weights, rows, sums);
    case 8:
      return multiply_lanes<Value, 8>(x, weights, rows, sums);
    case 16:
      return multiply_lanes<Value, 16>(x, weights, rows, sums);
    case 32:
      return multiply_lanes<Value, 32>(x, weights, rows, sums);
    default:
      return multiply_lanes<Value, 64>(x, weights, rows, sums);
  }
}

template <typename Value>
using MultiplyColumns = void (*)(std::size_t, const Value*, const Value*, std::size_t, Value*);

template <typename Value>
[[gnu::target("avx2")]] void multiply_avx2(std::size_t columns, const Value* x,
                                           const Value* weights, std::size_t rows, Value* sums) {
  multiply_columns(columns, x, weights, rows, sums);
}
template <typename Value>
void multiply_baseline(std::size_t columns, const Value* x, const Value* weights, std::size_t rows,
                       Value* sums) {
  multiply_columns(columns, x, weights, rows, sums);
}

// Modulo 2^A; an std::int32_t wraps by itself.
void wrap_sums(std::int32_t*, std::size_t) {}
void wrap_sums(std::int64_t* sums, std::size_t count) {
  for (std::size_t c = 0; c < count; ++c) sums[c] = wrap(sums[c], 48);
}

// Value: the accumulator's type, in which a product fits as well.
template <typename Value>
class LaneProduct {
 public:
  LaneProduct(State& state, const Mac& mac) : state_(state), mac_(mac), decoded_(state, mac) {
    static const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
    multiply_ = has_avx2 ? multiply_avx2<Value> : multiply_baseline<Value>;
  }

  bool load(const MacStep& step) {
    const auto& weights = decoded_.load(step.pass);
    weights_.assign(weights.begin(), weights.end());
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    std::array<Value, kMaxRows> wide;
    for_each_pixel(mac_, block, [&](const std::uint8_t* x, std::size_t pixel) {
      Value* const sums = sums_of(state_, word + pixel, Value{});
      widen(state_, mac_.x_signed != 0, x, state_.rows(), wide.data());
      multiply_(state_.columns(), wide.data(), weights_.data(), state_.rows(), sums);
      wrap_sums(sums, state_.columns());
    });
  }

 private:
  State& state_;
  const Mac& mac_;
  Decoded decoded_;
  MultiplyColumns<Value> multiply_;
  std::vector<Value> weights_;
};

// Each column meets its own channel: window and diagonal.
template <typename Value>
class DepthwiseProduct {
 public:
  DepthwiseProduct(State& state, const Mac& mac)
      : state_(state),
        mac_(mac),
        decoded_(state, mac),
        channels_(std::min(state.rows(), state.columns())) {}

  bool load(const MacStep& step) {
    const std::size_t first_channel = static_cast<std::size_t>(step.g) * state_.columns();
    column_ = static_cast<std::size_t>(step.i) * state_.rows();  // of the plane's first channel
    element_ = first_channel % state_.rows();
    if (column_ >= state_.columns()) return false;
    const auto& weights = decoded_.load(step.pass);
    const auto row =
        weights.begin() + static_cast<std::ptrdiff_t>(
                              static_cast<std::size_t>(step.row) * state_.columns() + column_);
    weights_.assign(row, row + static_cast<std::ptrdiff_t>(channels_));
    return true;
  }

  void multiply(const InputBlock& block, std::size_t word) {
    using Unsigned = std::make_unsigned_t<Value>;
    std::array<Value, kMaxRows> wide;
    const auto skip = element_ * static_cast<std::size_t>(state_.machine.element_bytes());
    for_each_pixel(mac_, block, [&](const std::uint8_t* x, std::size_t pixel) {
      Value* const sums = sums_of(state_, word + pixel, Value{}) + column_;
      widen(state_, mac_.x_signed != 0, x + skip, channels_, wide.data());
      for (std::size_t c = 0; c < channels_; ++c)
        sums[c] = static_cast<Value>(static_cast<Unsigned>(sums[c]) +
                                     static_cast<Unsigned>(wide[c] * weights_[c]));
      wrap_sums(sums, channels_);
    });
  }

 private:
  State& state_;
  const Mac& mac_;
  Decoded decoded_;
  const std::size_t channels_;  // of one plane
  std::size_t column_ = 0;
  std::size_t element_ = 0;
  std::vector<Value> weights_;
};

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
  const MultiplyRun multiply = vnni_multiply();
  if (multiply != nullptr && machine.operand_bits == 8 && machine.rows >= 4 &&
      machine.columns >= 16)
    return run<VnniProduct>(state, mac, multiply);
  run<LaneProduct<std::int32_t>>(state, mac);
}

}  // namespace isomer
