// SPDX-License-Identifier: Apache-2.0
//
// A network against a device: compiles it with every tensor kept, compares all of them with what is
// expected (the training graph's, an oracle's), and the result of the program as deployed: of every
// image on the functional device, of the first run on the device asked for, which tells its cycles.

#ifndef TOOLS_ISOMER_MODEL_CHECK_H_
#define TOOLS_ISOMER_MODEL_CHECK_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "isa/network/network.h"
#include "sim/lockstep/reproducer.h"
#include "tools/isomer/devices.h"
#include "tools/isomer/report.h"
#include "tools/isomer/verification.h"

namespace isomer {

struct ModelCheckRequest {
  std::string machine = "base";  // name or path, as find_machine() takes it
  DeviceChoice device;           // "rtl" runs in lockstep with the functional model
  std::int64_t images = 1;
  int batch = 1;                     // images of one run of the compiled programs
  int jobs = 1;                      // device processes at a time
  std::filesystem::path reproducer;  // where a lockstep difference is kept
  std::filesystem::path executable;  // `isomer`
};

struct ModelCheckResult {
  Machine machine;
  VerificationResult comparison;
  std::optional<Reproducer> lockstep;  // the first difference, when it was found in lockstep
  std::int64_t deployed_values = 0;    // results of the deployed program compared, all images
  std::uint64_t macs = 0;              // of one image
  int batch = 1;                       // images of one run
  std::uint64_t deployed_cycles = 0;   // of one run, only the results stored; 0: no time
  double share_of_peak = 0;            // batch * macs / (deployed_cycles * R * C)

  bool is_equal() const { return !comparison.first && !lockstep; }
};

// Error when a process fails.
ModelCheckResult check_model(const Network& network, const Expectation& expect,
                             const ModelCheckRequest& request);

// The tensors that the training graph retains for these images; both must outlive the result.
Expectation training_expectation(const Network& network, const std::vector<Values>& images,
                                 int threads);

Report to_report(const ModelCheckResult& result);

}  // namespace isomer

#endif  // TOOLS_ISOMER_MODEL_CHECK_H_
