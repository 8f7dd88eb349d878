// SPDX-License-Identifier: Apache-2.0

#include "train/loss.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace isomer::train {
namespace {

constexpr int kClasses = 4;
const std::vector<float> kLogits = {1, -2, 0.5F, 3, 0, 0, 0, 0, 90, -90, 1, 2};
const std::vector<float> kTeacher = {0, -1, 0.5F, 4, 1, 0, 0, 2, 80, -80, 1, 2};
const std::vector<std::uint16_t> kLabels = {2, 0, 3};

// The slope of `loss` in every logit, by central differences, against `gradient`.
template <typename Loss>
void check_slopes(const std::vector<float>& gradient, Loss&& loss) {
  std::vector<float> unused(kLogits.size());
  for (std::size_t i = 0; i < kLogits.size(); ++i) {
    constexpr float kStep = 0x1p-7F;
    std::vector<float> up = kLogits;
    std::vector<float> down = kLogits;
    up[i] += kStep;
    down[i] -= kStep;
    const double slope =
        (loss({up, kClasses}, unused) - loss({down, kClasses}, unused)) / (2 * double{kStep});
    CHECK(double{gradient[i]} == Approx(slope).margin(1e-5));
  }
}

TEST_CASE("L8 cross-entropy's gradient is its derivative", "[train][loss]") {
  std::vector<float> gradient(kLogits.size());
  const double loss = cross_entropy({kLogits, kClasses}, kLabels, gradient);
  CHECK(loss == Approx((std::log(std::exp(1.0) + std::exp(-2.0) + std::exp(0.5) + std::exp(3.0)) -
                        0.5 + std::log(4.0) + 88.0) /
                       3));
  check_slopes(gradient,
               [](const Logits& z, std::span<float> g) { return cross_entropy(z, kLabels, g); });
}

TEST_CASE("L8 the consistency loss is the mean of squared distances", "[train][loss]") {
  std::vector<float> gradient(kLogits.size());
  const double loss = consistency({kLogits, kClasses}, kTeacher, gradient);
  CHECK(loss == Approx((1 + 1 + 0 + 1 + 1 + 0 + 0 + 4 + 100 + 100) / 12.0));
  check_slopes(gradient,
               [](const Logits& z, std::span<float> g) { return consistency(z, kTeacher, g); });
}

TEST_CASE("L8 a mixture adds both, and reads only what has weight", "[train][loss]") {
  const Logits z{kLogits, kClasses};
  std::vector<float> gradient(kLogits.size());
  const Targets both{
      .label_weight = 0.25, .labels = kLabels, .teacher_weight = 0.75, .teacher = kTeacher};
  std::vector<float> unused(kLogits.size());
  const double loss = mixed_loss(z, both, gradient);
  CHECK(loss ==
        Approx(0.25 * cross_entropy(z, kLabels, unused) + 0.75 * consistency(z, kTeacher, unused)));
  check_slopes(gradient,
               [&](const Logits& at, std::span<float> g) { return mixed_loss(at, both, g); });

  // Neither labels nor a teacher are there to be read.
  std::vector<float> alone(kLogits.size());
  CHECK(mixed_loss(z, {.label_weight = 0, .teacher_weight = 1, .teacher = kTeacher}, gradient) ==
        consistency(z, kTeacher, alone));
  CHECK(gradient == alone);
  CHECK(mixed_loss(z, {.label_weight = 1, .labels = kLabels}, gradient) ==
        cross_entropy(z, kLabels, alone));
  CHECK(gradient == alone);
}

}  // namespace
}  // namespace isomer::train
