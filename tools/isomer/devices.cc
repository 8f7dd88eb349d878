// SPDX-License-Identifier: Apache-2.0

#include "tools/isomer/devices.h"

#include "sim/functional/device.h"

namespace isomer {

void add_device_options(Options& options, DeviceChoice* device) {
  options.add()("device,d", value(&device->kind, "NAME"), "functional or rtl")(
      "memory", value(&device->memory, "TIMING"),
      "device memory of the rtl device: ddr, slow, or stress (random stalls)")(
      "seed", value(&device->seed, "N"), "of the stalls");
}

void validate(const DeviceChoice& device) {
  choice("--device", device.kind, {"functional", "rtl"});
  choice("--memory", device.memory, {"ddr", "slow", "stress"});
}

std::vector<std::string> to_arguments(const DeviceChoice& device) {
  return {"--device",    device.kind, "--memory",
          device.memory, "--seed",    std::to_string(device.seed)};
}

std::unique_ptr<Device> make_device(const Machine& machine, const DeviceChoice& device) {
  validate(device);
  if (device.kind == "functional") return make_functional_device(machine);
  return make_observable_device(machine, device);
}

std::unique_ptr<ObservableDevice> make_observable_device(const Machine&,
                                                         const DeviceChoice& device) {
  validate(device);
  throw UsageError("this needs a device with time: --device rtl, which this build does not have");
}

}  // namespace isomer
