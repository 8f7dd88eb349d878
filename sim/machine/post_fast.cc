// SPDX-License-Identifier: Apache-2.0
//
// post, fast: the columns are vector lanes, of 32 bits where every stage fits them and of 64 bits
// elsewhere. Right shifts only, no raw accumulators; every other instruction goes to post.cc.
#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>

#include "isa/arithmetic/rounding.h"
#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"
#include "sim/machine/lanes.h"

namespace isomer {
namespace {

// Value: of a lane; Stored: an unsigned element of activations; vectors of at most kBytes bytes.
template <typename Value, typename Stored, std::size_t kColumns, std::size_t kBytes>
struct Kernel {
  using Accumulator = std::conditional_t<sizeof(Stored) == 1, std::int32_t, std::int64_t>;
  static constexpr std::size_t kWidth = std::min(kColumns, kBytes / sizeof(Value));
  static constexpr std::size_t kVectors = kColumns / kWidth;
  using Values = Lanes<Value, kWidth>;
  using Sums = Lanes<Accumulator, kWidth>;
  using Elements = Lanes<Stored, kWidth>;
  using SignedElements = Lanes<std::make_signed_t<Stored>, kWidth>;
  using Word = std::array<Stored, kColumns>;  // the elements of one pixel

  // rnd(m * 2^-shift), shift from 0 up: round_shift of isa/arithmetic/rnt.h in every lane.
  [[gnu::always_inline]] static void round(Values& m, int shift, Rounding mode) {
    if (shift == 0) return;
    const Values floor = m >> shift;
    const Values guard = (m >> (shift - 1)) & 1;
    const Value below_guard = (Value{1} << (shift - 1)) - 1;
    const Values is_tie = (m & below_guard) == 0;
    switch (mode) {
      case Rounding::half_up:
        m = floor + guard;
        return;
      case Rounding::half_even:
        m = floor + (guard & ~(is_tie & ((floor & 1) == 0)));
        return;
      case Rounding::half_away:
        m = floor + (guard & ~(is_tie & (m < 0)));
        return;
      case Rounding::floor:
        m = floor;
        return;
    }
  }

  // To `bits` bits; `changed` becomes -1 in lanes that do not fit.
  [[gnu::always_inline]] static void narrow(Values& m, int bits, Values& changed) {
    const Values most = Values{} + ((Value{1} << (bits - 1)) - 1);
    const Values before = m;
    m = m < ~most ? ~most : m;
    m = m > most ? most : m;
    changed |= before != m;
  }

  // kWidth parameters, from column `column` of that word on.
  [[gnu::always_inline]] static void load_parameters(const State& state, std::int64_t address,
                                                     std::size_t column, Values& values) {
    Lanes<std::int16_t, kWidth> stored;
    std::memcpy(&stored, &state.parameters[state.parameter_word(address) * kColumns + column],
                sizeof stored);
    values = __builtin_convertvector(stored, Values);
  }

  // Calls move(word, element, lane) for each part of group g's channels that lies in one word.
  template <typename Move>
  [[gnu::always_inline]] static void for_each_part(const State& state, int g, std::int64_t pixel,
                                                   std::int64_t plane, const Move& move) {
    const std::size_t rows = state.rows();
    for (std::size_t c = 0; c < kColumns; c += std::min(rows, kColumns)) {
      const std::size_t channel = static_cast<std::size_t>(g) * kColumns + c;
      move(state.activation_word(pixel + static_cast<std::int64_t>(channel / rows) * plane),
           channel % rows, c);
    }
  }

  // The elements that a word and a pixel have in common.
  [[gnu::always_inline]] static void copy_part(const void* from, void* to, std::size_t rows) {
    if (rows >= kColumns) {
      std::memcpy(to, from, kColumns * sizeof(Stored));
    } else {
      std::memcpy(to, from, rows * sizeof(Stored));
    }
  }

  // The chain on the lanes of one vector; `changed` becomes -1 where a clamp acted.
  [[gnu::always_inline]] static void chain(const Post& post, const Values& scale,
                                           const Values& offset, const Values& r, Values& m,
                                           Values& changed) {
    const auto mode = static_cast<Rounding>(post.rounding);
    round(m, post.s1, mode);
    narrow(m, post.n1, changed);
    if (post.affine != 0) {
      m = m * scale + offset;
      round(m, post.s2, mode);
      narrow(m, post.n2, changed);
    }
    if (post.add != 0) {
      m = (m << post.e1) + (r << post.e2);
      round(m, post.s3, mode);
    }
    const Values least = Values{} + post.lo;
    if (post.lo != 0) changed |= m < least;  // ReLU is no saturation
    m = m < least ? least : m;
    const Values most = Values{} + post.hi;
    changed |= m > most;
    m = m > most ? most : m;
  }

  [[gnu::always_inline]] static void run(State& state, const Post& given) {
    const Post post = given;
    const std::size_t rows = state.rows();
    const BankLock y_lock(state.machine, post.y_base, post.y_last);
    const BankLock r_lock(state.machine, post.r_base, post.r_last);
    std::array<Sums, kVectors> high_water{};
    std::array<Values, kVectors> saturations{};
    std::int64_t index = 0;
    for (int g = 0; g < post.groups; ++g) {
      std::array<Values, kVectors> scale{};
      std::array<Values, kVectors> offset{};
      if (post.affine != 0) {
        const int pair = (post.affine_base & ~1) + 2 * g;
        for (std::size_t v = 0; v < kVectors; ++v) {
          load_parameters(state, pair, v * kWidth, scale[v]);
          load_parameters(state, pair + 1, v * kWidth, offset[v]);
          offset[v] <<= post.s_b;
        }
      }
      for (int oy = 0; oy < post.out_h; ++oy) {
        for (int ox = 0; ox < post.out_w; ++ox, ++index) {
          Word r{};
          if (post.add != 0)
            for_each_part(
                state, g, post.r_base + std::int64_t{oy} * post.r_pitch + ox, post.r_plane,
                [&](std::size_t word, std::size_t element, std::size_t lane) {
                  if (r_lock.holds(word))
                    copy_part(&state.activations[(word * rows + element) * sizeof(Stored)],
                              &r[lane], rows);
                });
          Word y;
          const Accumulator* const acc = sums(state, state.accumulator_word(post.acc_base, index));
          for (std::size_t v = 0; v < kVectors; ++v) {
            Sums sum;
            std::memcpy(&sum, acc + v * kWidth, sizeof sum);
            high_water[v] |= sum ^ (sum >> (8 * sizeof(Accumulator) - 1));
            Values m = __builtin_convertvector(sum, Values);
            Values changed{};
            Values wide{};
            if (post.add != 0) {
              Elements elements;
              std::memcpy(&elements, &r[v * kWidth], sizeof elements);
              wide = post.r_signed != 0 ? __builtin_convertvector((SignedElements)elements, Values)
                                        : __builtin_convertvector(elements, Values);
            }
            chain(post, scale[v], offset[v], wide, m, changed);
            saturations[v] -= changed;
            const Elements elements = __builtin_convertvector(m, Elements);
            std::memcpy(&y[v * kWidth], &elements, sizeof elements);
          }
          for_each_part(state, g, post.y_base + std::int64_t{oy} * post.y_pitch + ox, post.y_plane,
                        [&](std::size_t word, std::size_t element, std::size_t lane) {
                          if (y_lock.holds(word))
                            copy_part(&y[lane],
                                      &state.activations[(word * rows + element) * sizeof(Stored)],
                                      rows);
                        });
        }
      }
    }
    for (std::size_t c = 0; c < kColumns; ++c) {
      state.counts.saturations += static_cast<std::uint64_t>(saturations[c / kWidth][c % kWidth]);
      state.counts.high_water |= static_cast<std::uint64_t>(high_water[c / kWidth][c % kWidth]);
    }
  }

  static const Accumulator* sums(const State& state, std::size_t word) {
    if constexpr (sizeof(Stored) == 1)
      return &state.accumulators[word * kColumns];
    else
      return &state.wide_accumulators[word * kColumns];
  }
};

template <typename Value, typename Stored, std::size_t kBytes>
[[gnu::always_inline]] inline void run(State& state, const Post& post) {
  switch (state.machine.columns) {
    case 2:
      return Kernel<Value, Stored, 2, kBytes>::run(state, post);
    case 4:
      return Kernel<Value, Stored, 4, kBytes>::run(state, post);
    case 8:
      return Kernel<Value, Stored, 8, kBytes>::run(state, post);
    case 16:
      return Kernel<Value, Stored, 16, kBytes>::run(state, post);
    case 32:
      return Kernel<Value, Stored, 32, kBytes>::run(state, post);
    default:
      return Kernel<Value, Stored, 64, kBytes>::run(state, post);
  }
}

template <typename Value, typename Stored>
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] void run_avx512(State& state,
                                                                      const Post& post) {
  run<Value, Stored, 64>(state, post);
}
template <typename Value, typename Stored>
[[gnu::target("avx2")]] void run_avx2(State& state, const Post& post) {
  run<Value, Stored, 32>(state, post);
}
template <typename Value, typename Stored>
void run_baseline(State& state, const Post& post) {
  run<Value, Stored, 16>(state, post);
}

using Run = void (*)(State&, const Post&);

// The widest that this CPU has.
template <typename Value, typename Stored>
Run best_run() {
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl"))
    return run_avx512<Value, Stored>;
  return __builtin_cpu_supports("avx2") ? run_avx2<Value, Stored> : run_baseline<Value, Stored>;
}

template <typename Value, typename Stored>
void run_best(State& state, const Post& post) {
  static const Run best = best_run<Value, Stored>();
  best(state, post);
}

// Whether no stage of the chain leaves 32 bits, for 8-bit operands.
bool fits_32_bits(const Post& post) {
  if (post.s1 > 31) return false;
  if (post.affine != 0 && (post.n1 > 16 || post.s_b > 14 || post.s2 > 31)) return false;
  const int bits = post.affine != 0 ? post.n2 : post.n1;
  return post.add == 0 || (bits + post.e1 <= 30 && 9 + post.e2 <= 30 && post.s3 <= 31);
}

}  // namespace

void execute(State& state, const Post& post) {
  const Machine& machine = state.machine;
  const bool has_left_shift =
      post.s1 < 0 || (post.affine != 0 && post.s2 < 0) || (post.add != 0 && post.s3 < 0);
  if (post.raw != 0 || has_left_shift) return reference::execute(state, post);
  if (machine.operand_bits == 16) return run_best<std::int64_t, std::uint16_t>(state, post);
  if (machine.accumulator_bits == 48) return reference::execute(state, post);
  fits_32_bits(post) ? run_best<std::int32_t, std::uint8_t>(state, post)
                     : run_best<std::int64_t, std::uint8_t>(state, post);
}

}  // namespace isomer
