// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <type_traits>

#include "isa/arithmetic/clones.h"
#include "sim/kernels/nhwc/post_paths.h"

namespace isomer::kernels::nhwc {
namespace {

constexpr std::size_t kPeriod = 64;  // that of 16, 32 and 64 channels: pairs stay in registers

// The numbers of a plan, in 32 bits.
struct Constants {
  explicit Constants(const PostPlan& plan)
      : guard_shift(std::max(0, plan.narrow.shift - 1)),
        guard(plan.narrow.shift == 0 ? 0 : 1),
        narrow_lo(static_cast<std::int32_t>(plan.narrow.lo)),
        narrow_hi(static_cast<std::int32_t>(plan.narrow.hi)),
        affine_shift(plan.affine.shift),
        affine_lo(static_cast<std::int32_t>(plan.affine.lo)),
        affine_hi(static_cast<std::int32_t>(plan.affine.hi)),
        e1(plan.e1),
        e2(plan.e2),
        half(static_cast<std::int32_t>(plan.residual_half)),
        last_shift(plan.last.shift),
        lo(static_cast<std::int32_t>(plan.last.lo)),
        hi(static_cast<std::int32_t>(plan.last.hi)) {}

  // rnd(acc * 2^-s) = floor((floor(acc * 2^-(s - 1)) + 1) / 2), exact for every acc but where
  // s = 1 and acc is the largest integer.
  int guard_shift;
  std::int32_t guard;
  std::int32_t narrow_lo, narrow_hi;
  int affine_shift;
  std::int32_t affine_lo, affine_hi;
  int e1, e2;
  std::int32_t half;
  int last_shift;
  std::int32_t lo, hi;
};

// Where a run of elements is; a null residual type: none.
template <typename In, typename Residual, typename Out>
struct Run {
  const In* in;
  const Residual* r;
  Out* out;
  std::uint8_t* flags;
};

struct None {};

ISOMER_ALWAYS_INLINE std::int32_t between(std::int32_t v, std::int32_t lo, std::int32_t hi) {
  return std::min(std::max(v, lo), hi);
}

template <bool kAffine, Flags kFlags, typename In, typename Residual, typename Out>
ISOMER_ALWAYS_INLINE void run_elements(const Constants& k, const std::int32_t* __restrict w,
                                       const std::int32_t* __restrict b, std::size_t count,
                                       const Run<In, Residual, Out>& run) {
  constexpr bool kNarrow = sizeof(In) == 4;
  constexpr bool kResidual = !std::is_same_v<Residual, None>;
  const In* __restrict in = run.in;
  const Residual* __restrict r = run.r;
  Out* __restrict out = run.out;
  std::uint8_t* __restrict flags = run.flags;
  const Constants c = k;
  for (std::size_t i = 0; i < count; ++i) {
    std::int32_t m = in[i];
    bool passes_narrow = true;
    bool passes_last = true;
    if constexpr (kNarrow) {
      const std::int32_t rounded = ((m >> c.guard_shift) + c.guard) >> c.guard;
      m = between(rounded, c.narrow_lo, c.narrow_hi);
      passes_narrow = m == rounded;
    }
    if constexpr (kAffine) {
      const std::int32_t rounded = (m * w[i] + b[i]) >> c.affine_shift;
      m = between(rounded, c.affine_lo, c.affine_hi);
      passes_last = m == rounded;
    }
    if constexpr (kResidual)
      m = ((m << c.e1) + (std::int32_t{r[i]} << c.e2) + c.half) >> c.last_shift;
    const std::int32_t y = between(m, c.lo, c.hi);
    passes_last = passes_last & (y == m);
    out[i] = static_cast<Out>(y);
    const int passes = (passes_last ? kPassesLast : 0) | (passes_narrow ? kPassesNarrow : 0);
    if constexpr (kFlags == Flags::write) flags[i] = static_cast<std::uint8_t>(passes);
    if constexpr (kFlags == Flags::merge) flags[i] &= static_cast<std::uint8_t>(passes);
  }
}

template <bool kAffine, Flags kFlags, typename In, typename Residual, typename Out>
ISOMER_ALWAYS_INLINE void run_all(const PostPlan& plan, const PostOperands& operands,
                                  Run<In, Residual, Out> run) {
  const Constants k(plan);
  const std::size_t elements = operands.pixels * static_cast<std::size_t>(operands.channels);
  if constexpr (!kAffine) {
    run_elements<kAffine, kFlags>(k, nullptr, nullptr, elements, run);
  } else {
    const std::int32_t* w = plan.pairs.w.data();
    const std::int32_t* b = plan.pairs.b.data();
    for (std::size_t first = 0; first < elements; first += plan.period) {
      const std::size_t count = std::min(plan.period, elements - first);
      if (count == kPeriod) {
        run_elements<kAffine, kFlags>(k, w, b, kPeriod, run);
      } else {
        run_elements<kAffine, kFlags>(k, w, b, count, run);
      }
      run.in += count;
      if constexpr (!std::is_same_v<Residual, None>) run.r += count;
      run.out += count;
      if constexpr (kFlags != Flags::none) run.flags += count;
    }
  }
}

template <bool kAffine, Flags kFlags, typename In, typename Residual>
ISOMER_ALWAYS_INLINE void choose_output(const PostPlan& plan, const PostOperands& operands) {
  const auto* in = static_cast<const In*>(operands.sums.data);
  const auto* r = static_cast<const Residual*>(operands.residual.data);
  void* out = operands.output.data;
  if (operands.output.storage == Storage::u8) {
    run_all<kAffine, kFlags, In, Residual, std::uint8_t>(
        plan, operands, {in, r, static_cast<std::uint8_t*>(out), operands.flags});
  } else {
    run_all<kAffine, kFlags, In, Residual, std::int8_t>(
        plan, operands, {in, r, static_cast<std::int8_t*>(out), operands.flags});
  }
}

template <bool kAffine, Flags kFlags, typename In>
ISOMER_ALWAYS_INLINE void choose_residual(const PostPlan& plan, const PostOperands& operands) {
  if (!plan.has_residual) {
    choose_output<kAffine, kFlags, In, None>(plan, operands);
  } else if (operands.residual.storage == Storage::u8) {
    choose_output<kAffine, kFlags, In, std::uint8_t>(plan, operands);
  } else {
    choose_output<kAffine, kFlags, In, std::int8_t>(plan, operands);
  }
}

// Accumulators of s32 without batch norm, with it, and with it from an m1 of s8.
ISOMER_CLONES void run_sums(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  if (flags == Flags::none) {
    choose_residual<false, Flags::none, std::int32_t>(plan, operands);
  } else {
    choose_residual<false, Flags::write, std::int32_t>(plan, operands);
  }
}

ISOMER_CLONES void run_affine_sums(const PostPlan& plan, const PostOperands& operands,
                                   Flags flags) {
  if (flags == Flags::none) {
    choose_residual<true, Flags::none, std::int32_t>(plan, operands);
  } else {
    choose_residual<true, Flags::write, std::int32_t>(plan, operands);
  }
}

ISOMER_CLONES void run_affine(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  if (flags == Flags::none) {
    choose_residual<true, Flags::none, std::int8_t>(plan, operands);
  } else {
    choose_residual<true, Flags::merge, std::int8_t>(plan, operands);
  }
}

bool is_8_bits(Storage storage) { return storage == Storage::u8 || storage == Storage::s8; }

}  // namespace

bool post_fused(const PostPlan& plan, const PostOperands& operands, Flags flags) {
  if (!plan.fits_32_bits || plan.narrow.rounding != Rounding::half_up ||
      !is_8_bits(operands.output.storage) || operands.output.data == operands.sums.data ||
      (plan.has_residual && !is_8_bits(operands.residual.storage)))
    return false;
  if (operands.sums.storage == Storage::s32 && flags != Flags::merge && plan.narrow.shift != 1) {
    (plan.has_affine ? run_affine_sums : run_sums)(plan, operands, flags);
    return true;
  }
  if (operands.sums.storage == Storage::s8 && plan.is_narrow && plan.has_affine &&
      flags != Flags::write) {
    run_affine(plan, operands, flags);
    return true;
  }
  return false;
}

}  // namespace isomer::kernels::nhwc
