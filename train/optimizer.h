// SPDX-License-Identifier: Apache-2.0
//
// From gradients to masters, element by element.

#ifndef TRAIN_OPTIMIZER_H_
#define TRAIN_OPTIMIZER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "train/model/parameter.h"
#include "train/recipe/recipe.h"
#include "train/thread_team.h"

namespace isomer::train {

// Not 0 where an element must not learn (mixing.freeze_quantised): it keeps its value, decay or
// not, and its first moment is 0. Empty: all learn.
using FrozenMask = std::vector<std::uint8_t>;

class Optimizer {
 public:
  // The parameters outlive it. Their moments start at zero, unless a checkpoint fills them later.
  //   sgd       v <- momentum v + g,  w <- w - rate v; nesterov: w <- w - rate (g + momentum v)
  //   adam      m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,
  //             w <- w - rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
  // where g is the gradient plus weight_decay times w, and t counts steps from 1.
  Optimizer(std::vector<Parameter*> parameters, const PhaseRecipe& phase);

  // `step` counts from 0 within the phase. `frozen` is empty, or has one mask per parameter.
  void step(ThreadTeam& team, double rate, std::int64_t step,
            const std::vector<FrozenMask>& frozen = {});

 private:
  // Elements that one thread updates in one go.
  struct Piece {
    std::size_t parameter;
    std::size_t first;
    std::size_t count;
  };

  std::vector<Parameter*> parameters_;
  PhaseRecipe phase_;
  std::vector<Piece> pieces_;
};

}  // namespace isomer::train

#endif  // TRAIN_OPTIMIZER_H_
