// SPDX-License-Identifier: Apache-2.0
//
// LeNet-5 for 28x28 digits on every device, and ResNet-20 on the functional device,
// one for each of one or two threads; items are images.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "isa/compiler/compiler.h"
#include "isa/hardware/machine.h"
#include "isa/zoo/random_network.h"
#include "isa/zoo/zoo.h"
#include "sim/cycle/cycle_device.h"
#include "sim/functional/device.h"
#include "sim/rtl/rtl_device.h"
#include "tests/support/networks.h"

namespace isomer {
namespace {

Network digits() { return testing::lenet5(1, 1, 28, 2); }

// `device` runs the deployed program of the network again and again; prints its simulated cycles a
// second.
void run_device(benchmark::State& state, Device& device, const Network& network) {
  const Program program = compile(network, device.machine(), {.keep_tensors = false});
  device.load(program);
  const auto& input = program.tensors[static_cast<std::size_t>(program.input)];
  write_tensor(input, device.machine().rows, device.machine().element_bytes(),
               testing::random_input(network, 7), device.segment(input.segment));
  std::uint64_t cycles = 0;
  for (auto _ : state) cycles += device.run().counters.cycles;
  state.SetItemsProcessed(state.iterations());
  if (cycles != 0)
    state.counters["cycles"] =
        benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}

void functional(benchmark::State& state, const std::string& machine_name) {
  const Machine machine = find_machine(machine_name);
  const auto device = make_functional_device(machine);
  run_device(state, *device, digits());
}
BENCHMARK_CAPTURE(functional, tiny, "tiny");
BENCHMARK_CAPTURE(functional, base, "base");

void functional_resnet20(benchmark::State& state) {
  const auto device = make_functional_device(find_machine("base"));
  run_device(state, *device, random_network(find_topology("resnet20"), 1));
}
BENCHMARK(functional_resnet20)->Threads(1)->Threads(2)->UseRealTime();

void cycle_device(benchmark::State& state, const std::string& topology) {
  const auto device = make_cycle_device(find_machine("base"));
  run_device(state, *device, random_network(find_topology(topology), 1));
}
BENCHMARK_CAPTURE(cycle_device, lenet5, "lenet5-mnist");
BENCHMARK_CAPTURE(cycle_device, resnet20, "resnet20");
BENCHMARK_CAPTURE(cycle_device, mobilenetv2, "mobilenetv2");

void rtl(benchmark::State& state, const std::string& machine_name) {
  const Machine machine = find_machine(machine_name);
  const auto device = make_rtl_device(machine);
  run_device(state, *device, digits());
}
BENCHMARK_CAPTURE(rtl, tiny, "tiny")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rtl, base, "base")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace isomer
