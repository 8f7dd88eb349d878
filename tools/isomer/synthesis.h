// SPDX-License-Identifier: Apache-2.0
//
// The RTL of a machine through yosys, and for iCE40 through nextpnr as well.

#ifndef TOOLS_ISOMER_SYNTHESIS_H_
#define TOOLS_ISOMER_SYNTHESIS_H_

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "isa/hardware/machine.h"
#include "tools/isomer/cell_statistics.h"

namespace isomer {

enum class SynthesisTarget { xilinx, ice40 };

struct SynthesisOptions {
  SynthesisTarget target = SynthesisTarget::xilinx;
  std::string device = "hx8k";     // of ice40: "hx8k" (package ct256) or "up5k" (sg48)
  std::string top = "isomer_top";  // or a part of the machine, alone
  bool keeps_hierarchy = false;    // no optimisation across modules
  bool uses_dsp = true;            // false: multipliers of LUTs
  std::uint64_t seed = 1;          // of nextpnr's first attempt; the next one has the next seed
  std::uint64_t attempts = 6;      // until one finds every route
  std::uint64_t attempt_seconds = 300;  // of processor time, of an attempt
  std::filesystem::path folder;         // where everything goes, under `name`
  std::string name = "machine";
};

// Place and route.
struct Fit {
  bool fits = false;
  std::optional<double> fmax;  // MHz, of the slowest clock; only when every route was found
  std::uint64_t attempts = 0;  // made; the last one has found the routes if one has
  std::uint64_t seed = 0;      // of the last attempt
  Report utilisation;          // rows: resource, used, available
};

struct Synthesis {
  std::vector<ModuleCells> modules;
  Cells cells;
  Resources resources;
  std::optional<Fit> fit;  // of ice40
  double seconds = 0;
};

// Folder NAME.* gets the configuration package, the script, the logs and the netlist. Error names
// the log and the tool's complaint when a tool fails; that the machine does not fit is none, nor
// that no attempt has found every route.
Synthesis synthesize(const Machine& machine, const SynthesisOptions& options);

}  // namespace isomer

#endif  // TOOLS_ISOMER_SYNTHESIS_H_
