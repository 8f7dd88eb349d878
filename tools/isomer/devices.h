// SPDX-License-Identifier: Apache-2.0
//
// The devices by name: the one place above sim/ that names concrete ones.

#ifndef TOOLS_ISOMER_DEVICES_H_
#define TOOLS_ISOMER_DEVICES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/device.h"
#include "sim/memory/burst_schedule.h"
#include "sim/observable.h"
#include "sim/rtl/rtl_machine.h"
#include "tools/isomer/options.h"

namespace isomer {

struct DeviceChoice {
  std::string kind = "functional";  // or "cycle", "rtl"
  std::string memory = "ddr";       // timing of device memory: "ddr", "slow", "stress", "jitter"
  std::uint64_t seed = 1;           // of "stress" and "jitter", and of memories at power-up
  std::int64_t first_image = 0;     // number of the first image it is shown
  std::int64_t run_step = 1;        // from one run to the next one that it is asked for
  std::int64_t batch = 1;           // images of a run
  BurstSchedule::Observer bursts = {};  // of a device with time: is told every burst of the bus

  // The number of its first image.
  std::int64_t image_of_run(std::int64_t run) const { return first_image + run * run_step * batch; }

  // Delays that follow the seed change from image to image: the seed plus the image's number.
  bool is_seeded() const { return memory == "stress" || memory == "jitter"; }
  std::uint64_t seed_of_image(std::int64_t image) const {
    return is_seeded() ? seed + static_cast<std::uint64_t>(image) : seed;
  }
};

// --device, with what may be said there, --memory, --seed.
void add_device_options(Options& options, DeviceChoice* device,
                        const char* kinds = "functional, cycle or rtl");

// UsageError naming the nearest legal word when a name is unknown.
void validate(const DeviceChoice& device);

// The same choice as options of `isomer run`.
std::vector<std::string> to_arguments(const DeviceChoice& device);

MemoryTiming timing_of(const DeviceChoice& device);

// The machine that the user names, or else the stock one that the program names; Error says to name
// it with --machine when there is none.
Machine machine_of(const Program& program, const std::string& given);

// The Verilated machine, `seed` being of its memories at power-up; alone in make_verilated.cc, so
// that a test can link one with a fault instead.
std::unique_ptr<RtlMachine> make_verilated(const Machine& machine, std::uint64_t seed);

std::unique_ptr<Device> make_device(const Machine& machine, const DeviceChoice& device);

// For lockstep; UsageError for a device without time.
std::unique_ptr<ObservableDevice> make_observable_device(const Machine& machine,
                                                         const DeviceChoice& device);

}  // namespace isomer

#endif  // TOOLS_ISOMER_DEVICES_H_
