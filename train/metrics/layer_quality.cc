// SPDX-License-Identifier: Apache-2.0

#include "train/metrics/layer_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/runner/runner.h"
#include "train/data/loader.h"

namespace isomer::train {

double LayerQuality::sqnr_db() const {
  if (noise <= 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal / noise);
}

std::vector<LayerQuality> layer_quality(Model& teacher, const Network& network, ThreadTeam& team,
                                        const Dataset& data, int images) {
  std::vector<LayerQuality> layers;
  for (const TensorInfo& tensor : network.tensors) layers.push_back({tensor.name, tensor.format});
  ActivationTensor& x = teacher.input();
  const int count = std::min(images, data.size());
  std::vector<int> indices(static_cast<std::size_t>(x.images));
  Runner runner(network);
  std::vector<std::int32_t> image(static_cast<std::size_t>(network.input().elements()));
  for (int n = 0; n < count; ++n) {
    const int place = n % x.images;
    if (place == 0) {
      for (int i = 0; i < x.images; ++i) {
        indices[static_cast<std::size_t>(i)] = std::min(n + i, count - 1);
      }
      load_batch(team, data, indices, {}, 0, 0, x.integers.format(), x.integers.from(0));
      teacher.forward(Statistics::running);
    }
    write_image(data, n, network.input().format, image);
    runner.run(1, image);
    for (std::size_t t = 0; t < layers.size(); ++t) {
      const ActivationTensor& a = *teacher.activations()[t];
      const float* r = a.values.data() + static_cast<std::size_t>(place) * a.elements();
      const std::span<const std::int32_t> d = runner.tensor(static_cast<int>(t));
      const auto channels = static_cast<std::size_t>(a.shape.channels);
      for (std::size_t pixel = 0; pixel < a.pixels(); ++pixel) {
        for (std::size_t c = 0; c < channels; ++c) {
          const double real = r[pixel * channels + c];
          const double integer =
              std::ldexp(static_cast<double>(d[c * a.pixels() + pixel]), layers[t].format.exponent);
          layers[t].signal += real * real;
          layers[t].noise += (integer - real) * (integer - real);
        }
      }
    }
  }
  return layers;
}

}  // namespace isomer::train
