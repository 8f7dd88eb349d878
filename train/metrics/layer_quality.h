// SPDX-License-Identifier: Apache-2.0

#ifndef TRAIN_METRICS_LAYER_QUALITY_H_
#define TRAIN_METRICS_LAYER_QUALITY_H_

#include <string>
#include <vector>

#include "isa/network/network.h"
#include "train/data/dataset.h"
#include "train/model/model.h"
#include "train/thread_team.h"

namespace isomer::train {

// How far a layer's integers d 2^se are from the teacher's floats r, over some images.
struct LayerQuality {
  std::string name;
  Format format;
  double signal = 0;  // sum of r^2
  double noise = 0;   // sum of (d 2^se - r)^2

  double sqnr_db() const;  // 10 log10(signal / noise); infinity without noise
};

// One per tensor of the network, the input included, on the first `images` of `data`. `teacher` has
// the network's topology.
std::vector<LayerQuality> layer_quality(Model& teacher, const Network& network, ThreadTeam& team,
                                        const Dataset& data, int images);

}  // namespace isomer::train

#endif  // TRAIN_METRICS_LAYER_QUALITY_H_
