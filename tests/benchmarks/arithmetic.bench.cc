// SPDX-License-Identifier: Apache-2.0
//
// The arithmetic that inner loops call.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "isa/arithmetic/exponent.h"
#include "isa/arithmetic/rnt.h"

namespace isomer {
namespace {

// Items are narrowed accumulators.
void rnt_per_mode(benchmark::State& state) {
  const auto mode = static_cast<Rounding>(state.range(0));
  std::vector<std::int64_t> accumulators(4096);
  for (std::size_t i = 0; i < accumulators.size(); ++i)
    accumulators[i] = static_cast<std::int64_t>(i * 2654435761U) - (std::int64_t{1} << 40);
  for (auto _ : state) {
    std::int64_t sum = 0;
    for (const std::int64_t acc : accumulators) sum += rnt(acc, 9, -128, 127, mode);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(accumulators.size()));
}
BENCHMARK(rnt_per_mode)->DenseRange(0, 3);

// Items are the elements whose shared exponent is searched.
void exponent_search(benchmark::State& state) {
  std::vector<float> values(1 << 16);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(std::sin(static_cast<double>(i) * 0.7));
  for (auto _ : state)
    benchmark::DoNotOptimize(
        search_exponent(values, static_cast<int>(state.range(0)), true, Rounding::half_up, "w"));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(exponent_search)->Arg(8)->Arg(4);

}  // namespace
}  // namespace isomer
