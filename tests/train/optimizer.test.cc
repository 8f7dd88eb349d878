// SPDX-License-Identifier: Apache-2.0

#include "train/optimizer.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "train/random.h"
#include "train/schedule.h"

namespace isomer::train {
namespace {

Parameter one(Role role, float value, float gradient) {
  Parameter p("p", role, 1, value);
  p.gradient[0] = gradient;
  return p;
}

TEST_CASE("SGD follows its formula", "[train][optimizer]") {
  ThreadTeam team(1);
  Parameter weight = one(Role::weight, 2, 0.5F);
  Parameter bias = one(Role::bias, 2, 0.5F);
  PhaseRecipe phase;
  phase.momentum = 0.5;
  phase.weight_decay = 0.25;
  phase.decayed = "weights";
  Optimizer optimizer({&weight, &bias}, phase);
  optimizer.step(team, 0.5, 0);  // v = 0.5 + 0.25 * 2 = 1; the bias does not decay: v = 0.5
  CHECK(weight.value[0] == 1.5F);
  CHECK(bias.value[0] == 1.75F);
  optimizer.step(team, 0.5, 1);  // v = 0.5 * 1 + 0.5 + 0.25 * 1.5 = 1.375
  CHECK(weight.value[0] == 0.8125F);

  phase.decayed = "all";
  phase.nesterov = true;
  Parameter nesterov = one(Role::gamma, 2, 0.5F);
  Optimizer looking_ahead({&nesterov}, phase);
  looking_ahead.step(team, 0.5, 0);  // g = 1, v = 1: w - 0.5 (1 + 0.5 * 1)
  CHECK(nesterov.value[0] == 1.25F);
}

TEST_CASE("Adam follows its formula", "[train][optimizer]") {
  ThreadTeam team(1);
  Parameter p = one(Role::weight, 1, 0.3F);
  PhaseRecipe phase;
  phase.optimizer = "adam";
  phase.weight_decay = 0.1;
  Optimizer optimizer({&p}, phase);
  double w = 1;
  double m = 0;
  double v = 0;
  for (int t = 1; t <= 5; ++t) {
    p.gradient[0] = 0.3F * static_cast<float>(t);
    optimizer.step(team, 0.01, t - 1);
    const double g = 0.3 * t + 0.1 * w;
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    w -= 0.01 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    CHECK(double{p.value[0]} == Approx(w).epsilon(1e-5));
  }
}

TEST_CASE("updates do not depend on threads, and frozen weights stay", "[train][optimizer]") {
  const RandomStream random(3, Purpose::initialise);
  for (const char* name : {"sgd", "adam"}) {
    PhaseRecipe phase;
    phase.optimizer = name;
    std::vector<std::vector<float>> results;
    for (const int threads : {1, 3}) {
      ThreadTeam team(threads);
      Parameter p("p", Role::weight, 40000, 0);
      FrozenMask mask(p.value.size());
      for (std::size_t i = 0; i < p.value.size(); ++i) {
        p.value[i] = static_cast<float>(random.normal(2 * i));
        p.gradient[i] = static_cast<float>(random.normal(2 * i + 1));
        mask[i] = i % 3 == 0 ? 1 : 0;
      }
      const std::vector<float> before = p.value;
      Optimizer optimizer({&p}, phase);
      optimizer.step(team, 0.1, 0, {mask});
      std::size_t wrong = 0;
      for (std::size_t i = 0; i < before.size(); ++i) {
        if ((p.value[i] == before[i]) != (mask[i] != 0)) ++wrong;
      }
      CHECK(wrong == 0);
      results.push_back(p.value);
    }
    CHECK(results[0] == results[1]);
  }
}

TEST_CASE("schedules of the learning rate follow their formulas", "[train][schedule]") {
  PhaseRecipe phase = {.epochs = 4, .learning_rate = 0.8};
  CHECK(learning_rate(phase, 0, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 20, 10) == Approx(0.4));
  CHECK(learning_rate(phase, 40, 10) == Approx(0).margin(1e-12));
  phase.warm_up_epochs = 1;
  CHECK(learning_rate(phase, 0, 10) == Approx(0.08));
  CHECK(learning_rate(phase, 9, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 25, 10) == Approx(0.4));
  phase.schedule = "constant";
  CHECK(learning_rate(phase, 4, 10) == Approx(0.4));
  CHECK(learning_rate(phase, 39, 10) == Approx(0.8));
  phase.warm_up_epochs = 0;
  phase.schedule = "step";
  phase.step_epochs = 2;
  phase.step_factor = 0.25;
  CHECK(learning_rate(phase, 19, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 20, 10) == Approx(0.2));
  phase.schedule = "one-cycle";
  CHECK(learning_rate(phase, 0, 10) == Approx(0.8 / 25));
  CHECK(learning_rate(phase, 6, 10) == Approx(0.8 * 13 / 25));
  CHECK(learning_rate(phase, 12, 10) == Approx(0.8));
  CHECK(learning_rate(phase, 26, 10) == Approx(0.4));
  phase.warm_up_epochs = 2;
  CHECK(learning_rate(phase, 30, 10) == Approx(0.4));
}

}  // namespace
}  // namespace isomer::train
