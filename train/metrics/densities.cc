// SPDX-License-Identifier: Apache-2.0

#include "train/metrics/densities.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "train/model/batch_norm.h"

namespace isomer::train {
namespace {

using Values = std::vector<double>;

// The teacher's parameters of a layer, as the network has them.
struct Floats {
  Values weight;
  Values scale;   // empty: no batch norm
  Values offset;  // of batch norm, or the bias
};

using Arrays = std::map<std::string, const std::vector<float>*>;

Floats floats_of(const Arrays& arrays, const std::string& layer, bool is_absorbed) {
  const auto find = [&](const char* what) -> Values {
    const auto found = arrays.find(layer + what);
    if (found == arrays.end()) return {};
    return {found->second->begin(), found->second->end()};
  };
  Floats f;
  f.weight = find(".weight");
  f.scale = find(".gamma");
  if (f.scale.empty()) {
    f.offset = find(".bias");
    return f;
  }
  f.offset = find(".beta");
  const Values mean = find(".mean");
  const Values variance = find(".variance");
  for (std::size_t c = 0; c < f.scale.size(); ++c) {
    f.scale[c] /= std::sqrt(variance[c] + BatchNorm::kEpsilon);
    f.offset[c] -= mean[c] * f.scale[c];
  }
  if (!is_absorbed) return f;
  const std::size_t terms = f.weight.size() / f.scale.size();
  for (std::size_t i = 0; i < f.weight.size(); ++i) f.weight[i] *= f.scale[i / terms];
  f.scale.clear();
  return f;
}

Values reals(std::span<const std::int16_t> integers, int exponent) {
  Values values;
  for (const std::int16_t d : integers)
    values.push_back(std::ldexp(static_cast<double>(d), exponent));
  return values;
}

std::vector<std::int64_t> histogram(const Values& values, double low, double high) {
  std::vector<std::int64_t> counts(Density::kBins);
  for (const double v : values) {
    const double place = high > low ? (v - low) / (high - low) * Density::kBins : 0;
    const int bin = std::clamp(static_cast<int>(std::floor(place)), 0, Density::kBins - 1);
    ++counts[static_cast<std::size_t>(bin)];
  }
  return counts;
}

}  // namespace

std::vector<Density> densities(const Teacher& teacher, const Network& network) {
  Arrays arrays;
  for (const Teacher::Array& array : teacher.arrays) arrays[array.name] = &array.values;
  std::vector<Density> all;
  for (const Layer& layer : network.layers) {
    const auto* c = std::get_if<Convolution>(&layer.operation);
    if (c == nullptr) continue;
    const auto add = [&](const char* what, const Values& floats, const Values& integers) {
      if (floats.empty() || integers.empty()) return;
      Density density{layer.name, what, floats[0], floats[0], {}, {}};
      for (const Values* values : {&floats, &integers}) {
        const auto [low, high] = std::ranges::minmax(*values);
        density.low = std::min(density.low, low);
        density.high = std::max(density.high, high);
      }
      density.teacher = histogram(floats, density.low, density.high);
      density.network = histogram(integers, density.low, density.high);
      all.push_back(std::move(density));
    };
    const std::optional<Affine>& affine = c->post.affine;
    const Floats floats = floats_of(arrays, layer.name, !affine.has_value());
    add("weight", floats.weight, reals(c->weights, c->weight_format.exponent));
    if (!affine) {
      add("bias", floats.offset, reals(c->bias, c->bias_format.exponent));
      continue;
    }
    add("scale", floats.scale, reals(affine->scale, affine->scale_exponent));
    // b_c has the exponent of m1 w_c, shifted left by the stage.
    const TensorInfo& x = network.tensors[static_cast<std::size_t>(layer.inputs[0])];
    const int narrow = x.format.exponent + c->weight_format.exponent + c->post.shift;
    add("offset", floats.offset,
        reals(affine->offset, narrow + affine->scale_exponent + affine->stage.s_b));
  }
  return all;
}

}  // namespace isomer::train
