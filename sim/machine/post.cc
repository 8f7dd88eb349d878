// SPDX-License-Identifier: Apache-2.0
//
// post: the chain narrow, affine, residual, clamp makes of accumulator acc[acc_base + g*P + p][c]
//       channel g*C + c of the result; raw: the accumulator's A/O elements go to as many planes
//       instead.
#include "isa/arithmetic/post.h"

#include "isa/hardware/bank_lock.h"
#include "sim/machine/execute.h"

namespace isomer::reference {
namespace {

PostStages stages_of(const Post& post) {
  PostStages stages{.s1 = post.s1,
                    .n1 = post.n1,
                    .lo = post.lo,
                    .hi = post.hi,
                    .mode = static_cast<Rounding>(post.rounding)};
  if (post.affine != 0) stages.affine = AffineStage{.s_b = post.s_b, .s2 = post.s2, .n2 = post.n2};
  if (post.add != 0) stages.residual = ResidualStage{.e1 = post.e1, .e2 = post.e2, .s3 = post.s3};
  return stages;
}

class PostReference {
 public:
  PostReference(State& state, const Post& post)
      : state_(state),
        post_(post),
        stages_(stages_of(post)),
        y_lock_(state.machine, post.y_base, post.y_last),
        r_lock_(state.machine, post.r_base, post.r_last) {}

  void run() {
    for (int g = 0; g < post_.groups; ++g)
      for (int oy = 0; oy < post_.out_h; ++oy)
        for (int ox = 0; ox < post_.out_w; ++ox)
          for (int c = 0; c < state_.machine.columns; ++c) execute(g, oy, ox, c);
  }

 private:
  void execute(int g, int oy, int ox, int c) {
    const Machine& machine = state_.machine;
    const auto column = static_cast<std::size_t>(c);
    const std::int64_t acc = state_.accumulator(
        state_.accumulator_word(post_.acc_base,
                                (std::int64_t{g} * post_.out_h + oy) * post_.out_w + ox),
        column);
    state_.counts.high_water |=
        static_cast<std::uint64_t>(acc ^ acc >> (machine.accumulator_bits - 1));
    const std::int64_t channel = std::int64_t{g} * machine.columns + c;
    const std::int64_t group = channel / machine.rows;
    const auto element = static_cast<std::size_t>(channel % machine.rows);
    const std::int64_t pixel = post_.y_base + std::int64_t{oy} * post_.y_pitch + ox;
    if (post_.raw != 0) {
      for (int k = 0; k < machine.raw_elements(); ++k)
        write(pixel + (machine.raw_elements() * group + k) * post_.y_plane, element,
              acc >> (machine.operand_bits * k));
      return;
    }
    PostOperands operands;
    if (post_.affine != 0) {
      const int pair = (post_.affine_base & ~1) + 2 * g;
      operands.w_c = state_.parameter(pair, column);
      operands.b_c = state_.parameter(pair + 1, column);
    }
    if (post_.add != 0)
      operands.r = read(
          post_.r_base + group * post_.r_plane + std::int64_t{oy} * post_.r_pitch + ox, element);
    const PostResult result = post_counting(acc, stages_, operands);
    state_.counts.saturations += result.is_saturated ? 1U : 0U;
    write(pixel + group * post_.y_plane, element, result.y);
  }

  std::int64_t read(std::int64_t address, std::size_t element) const {
    const std::size_t word = state_.activation_word(address);
    return r_lock_.holds(word) ? state_.activation(word, element, post_.r_signed != 0) : 0;
  }

  void write(std::int64_t address, std::size_t element, std::int64_t value) {
    const std::size_t word = state_.activation_word(address);
    if (y_lock_.holds(word)) state_.set_activation(word, element, value);
  }

  State& state_;
  const Post& post_;
  const PostStages stages_;
  const BankLock y_lock_;
  const BankLock r_lock_;
};

}  // namespace

void execute(State& state, const Post& post) { PostReference(state, post).run(); }

}  // namespace isomer::reference
