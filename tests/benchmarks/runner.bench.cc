// SPDX-License-Identifier: Apache-2.0
//
// Networks executed directly on the kernels, one runner for each of one or two threads; items are
// images.

#include "sim/runner/runner.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"

namespace isomer {
namespace {

constexpr int kBatch = 128;

void runner(benchmark::State& state, const std::string& topology, Keep keep) {
  const Network network = random_network(find_topology(topology), 1);
  std::vector<std::int32_t> batch;
  for (std::uint64_t i = 0; i < kBatch; ++i) {
    const auto image = random_image(network.input(), i);
    batch.insert(batch.end(), image.begin(), image.end());
  }
  Runner execute(network, keep);
  for (auto _ : state) {
    execute.run(kBatch, batch);
    benchmark::DoNotOptimize(execute.output().data());
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}

#define ISOMER_BENCHMARK_RUNNER(name, topology, keep) \
  BENCHMARK_CAPTURE(runner, name, topology, keep)->Threads(1)->Threads(2)->UseRealTime()

ISOMER_BENCHMARK_RUNNER(lenet5, "lenet5-mnist", Keep::output);
ISOMER_BENCHMARK_RUNNER(resnet8, "resnet8", Keep::output);
ISOMER_BENCHMARK_RUNNER(resnet20, "resnet20", Keep::output);
ISOMER_BENCHMARK_RUNNER(resnet20_all_tensors, "resnet20", Keep::everything);
ISOMER_BENCHMARK_RUNNER(mobilenetv2, "mobilenetv2", Keep::output);

}  // namespace
}  // namespace isomer
