// SPDX-License-Identifier: Apache-2.0

#include "isa/arithmetic/similarity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "isa/arithmetic/quantize.h"

namespace isomer {
namespace {

constexpr std::size_t kBins = 128;
using Histogram = std::array<double, kBins>;

double quantized(float r, const Format& format, Rounding mode) {
  return dequantize(quantize(static_cast<double>(r), format, mode), format);
}

// p * log2(2 p / (p + q)), and 0 at p = 0.
double divergence_term(double p, double q) { return p == 0 ? 0 : p * std::log2(2 * p / (p + q)); }

}  // namespace

double correlation(std::span<const float> values, const Format& format, Rounding mode) {
  if (values.empty()) return 0;
  const auto n = static_cast<double>(values.size());
  double mean_r = 0;
  double mean_d = 0;
  for (const float r : values) {
    mean_r += static_cast<double>(r);
    mean_d += quantized(r, format, mode);
  }
  mean_r /= n;
  mean_d /= n;
  double covariance = 0;
  double variance_r = 0;
  double variance_d = 0;
  for (const float r : values) {
    const double r_off = static_cast<double>(r) - mean_r;
    const double d_off = quantized(r, format, mode) - mean_d;
    covariance += r_off * d_off;
    variance_r += r_off * r_off;
    variance_d += d_off * d_off;
  }
  if (variance_r == 0 || variance_d == 0) return 0;
  return covariance / (std::sqrt(variance_r) * std::sqrt(variance_d));
}

double histogram_similarity(std::span<const float> values, const Format& format, Rounding mode) {
  if (values.empty()) return 1;
  double min = static_cast<double>(values.front());
  double max = min;
  for (const float r : values) {
    const double d = quantized(r, format, mode);
    min = std::min({min, static_cast<double>(r), d});
    max = std::max({max, static_cast<double>(r), d});
  }
  if (min == max) return 1;
  const auto bin = [&](double v) {
    const double position = (v - min) / (max - min) * static_cast<double>(kBins);
    return std::min(static_cast<std::size_t>(position), kBins - 1);
  };
  Histogram p{};
  Histogram q{};
  const double weight = 1 / static_cast<double>(values.size());
  for (const float r : values) {
    p[bin(static_cast<double>(r))] += weight;
    q[bin(quantized(r, format, mode))] += weight;
  }
  double divergence = 0;
  for (std::size_t j = 0; j < kBins; ++j) {
    divergence += divergence_term(p[j], q[j]) + divergence_term(q[j], p[j]);
  }
  return 1 - divergence / 2;
}

bool is_more_similar(std::span<const float> values, const Format& a, const Format& b,
                     Rounding mode) {
  const double pcc_a = correlation(values, a, mode);
  const double pcc_b = correlation(values, b, mode);
  if (pcc_a != pcc_b) return pcc_a > pcc_b;
  return histogram_similarity(values, a, mode) > histogram_similarity(values, b, mode);
}

}  // namespace isomer
