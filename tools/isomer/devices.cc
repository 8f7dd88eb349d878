// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/devices.h"

#include <fmt/core.h>

#include <algorithm>

#include "sim/cycle/cycle_device.h"
#include "sim/functional/device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/isomer/seeded_device.h"

namespace isomer {

void add_device_options(Options& options, DeviceChoice* device, const char* kinds) {
  options.value("device,d", &device->kind, "NAME", kinds);
  options.value("memory", &device->memory, "TIMING",
                "memory of cycle and rtl: ddr, slow, stress (late bursts) or, rtl only, jitter "
                "(any beat late)");
  options.value("seed", &device->seed, "N", "of the delays, and of memories at power-up");
}

void validate(const DeviceChoice& device) {
  choice("--device", device.kind, {"functional", "cycle", "rtl"});
  choice("--memory", device.memory, {"ddr", "slow", "stress", "jitter"});
  if (device.kind == "cycle" && device.memory == "jitter") {
    throw UsageError(
        "--memory jitter: only the rtl device has beats that are late one by one; the cycle "
        "device takes ddr, slow or stress");
  }
}

std::vector<std::string> to_arguments(const DeviceChoice& device) {
  return {"--device",    device.kind, "--memory",
          device.memory, "--seed",    std::to_string(device.seed)};
}

Machine machine_of(const Program& program, const std::string& given) {
  if (!given.empty()) return find_machine(given);
  const std::vector<std::string> stock = stock_machines();
  if (std::find(stock.begin(), stock.end(), program.machine) == stock.end()) {
    throw Error(
        fmt::format("program {} is for machine '{}', which is no stock one: name its .toml "
                    "file with --machine",
                    program.name, program.machine));
  }
  return find_machine(program.machine);
}

MemoryTiming timing_of(const DeviceChoice& device) {
  if (device.memory == "stress") return MemoryTiming::stress(device.seed);
  if (device.memory == "jitter") return MemoryTiming::jittery(device.seed);
  return find_memory_timing(device.memory);
}

namespace {

std::unique_ptr<ObservableDevice> make_timed(const Machine& machine, const DeviceChoice& device) {
  if (device.kind == "rtl")
    return make_rtl_device(make_verilated(machine, device.seed),
                           {.memory = timing_of(device), .bursts = device.bursts});
  return make_cycle_device(machine, {.memory = timing_of(device), .bursts = device.bursts});
}

std::unique_ptr<ObservableDevice> make_timed_of_images(const Machine& machine,
                                                       const DeviceChoice& device) {
  if (!device.is_seeded()) return make_timed(machine, device);
  return make_seeded_device([machine, device](std::int64_t run) {
    DeviceChoice of_run = device;
    of_run.seed = device.seed_of_image(device.image_of_run(run));
    return make_timed(machine, of_run);
  });
}

}  // namespace

std::unique_ptr<Device> make_device(const Machine& machine, const DeviceChoice& device) {
  validate(device);
  if (device.kind == "functional") return make_functional_device(machine);
  return make_timed_of_images(machine, device);
}

std::unique_ptr<ObservableDevice> make_observable_device(const Machine& machine,
                                                         const DeviceChoice& device) {
  validate(device);
  if (device.kind == "functional") {
    throw UsageError(
        "lockstep compares a device with time with the functional model: --device rtl or cycle");
  }
  return make_timed_of_images(machine, device);
}

}  // namespace isomer
