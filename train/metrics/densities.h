// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_METRICS_DENSITIES_H_
#define TRAIN_METRICS_DENSITIES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "isa/network/network.h"
#include "train/teacher.h"

namespace isomer::train {

// Histograms of one layer's parameters on common equal bins over [low, high]: the teacher's floats
// and the network's integers times their unit (DiffQuant's Figure 10, one row of it per run).
struct Density {
  static constexpr int kBins = 64;

  std::string layer;
  std::string what;  // "weight", "scale" and "offset" of batch norm, or "bias"
  double low = 0;
  double high = 0;
  std::vector<std::int64_t> teacher;
  std::vector<std::int64_t> network;
};

// Of every convolution. Batch norm is fused, w_c = gamma / sigma and b_c = beta - mu w_c on running
// statistics; where the network has absorbed it, so has the teacher's copy that is counted here.
std::vector<Density> densities(const Teacher& teacher, const Network& network);

}  // namespace isomer::train

#endif  // TRAIN_METRICS_DENSITIES_H_
