// SPDX-License-Identifier: Apache-2.0

#include "train/optimizer.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "train/loss.h"

namespace isomer::train {
namespace {

TEST_CASE("L8 cross-entropy's gradient is its derivative", "[train][loss]") {
  Matrix logits(3, 4);
  logits << 1, -2, 0.5F, 3, 0, 0, 0, 0, 90, -90, 1, 2;
  const std::vector<std::uint8_t> labels = {2, 0, 3};
  Matrix gradient(3, 4);
  Matrix unused(3, 4);
  const double loss = cross_entropy(logits, labels, gradient);
  CHECK(loss == Approx((std::log(std::exp(1.0) + std::exp(-2.0) + std::exp(0.5) + std::exp(3.0)) -
                        0.5 + std::log(4.0) + 88.0) /
                       3));
  for (Eigen::Index i = 0; i < 3; ++i) {
    for (Eigen::Index c = 0; c < 4; ++c) {
      constexpr float kStep = 0x1p-7F;
      Matrix up = logits;
      Matrix down = logits;
      up(i, c) += kStep;
      down(i, c) -= kStep;
      const double slope =
          (cross_entropy(up, labels, unused) - cross_entropy(down, labels, unused)) /
          (2 * double{kStep});
      CHECK(double{gradient(i, c)} == Approx(slope).margin(1e-5));
    }
  }
}

TEST_CASE("schedules and the update follow their formulas", "[train][optimizer]") {
  PhaseRecipe phase = {.epochs = 4, .learning_rate = 0.8};
  CHECK(learning_rate(phase, 0, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 20, 10) == Approx(0.4));
  CHECK(learning_rate(phase, 40, 10) == Approx(0).margin(1e-12));
  phase.schedule = "step";
  phase.step_epochs = 2;
  phase.step_factor = 0.25;
  CHECK(learning_rate(phase, 19, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 20, 10) == Approx(0.2));
  phase.schedule = "constant";
  CHECK(learning_rate(phase, 39, 10) == Approx(0.8));

  Parameters p;
  p.resize(1, 1);
  p.weights[0] = 2;
  p.weight_gradient[0] = 0.5;
  p.bias_gradient[0] = -1;
  phase.momentum = 0.5;
  phase.weight_decay = 0.25;
  sgd_step(p, phase, 0.5);  // v = 0.5 + 0.25 * 2 = 1
  CHECK(p.weights[0] == 1.5F);
  CHECK(p.bias[0] == 0.5F);
  sgd_step(p, phase, 0.5);  // v = 0.5 * 1 + 0.5 + 0.25 * 1.5 = 1.375
  CHECK(p.weights[0] == 0.8125F);
}

}  // namespace
}  // namespace isomer::train
