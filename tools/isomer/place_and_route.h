// SPDX-License-Identifier: Apache-2.0
//
// nextpnr-ice40.

#ifndef TOOLS_ISOMER_PLACE_AND_ROUTE_H_
#define TOOLS_ISOMER_PLACE_AND_ROUTE_H_

#include <string_view>

#include "tools/isomer/synthesis.h"

namespace isomer {

// NAME.json of the folder placed and routed, its log and report beside it. A netlist that does not
// fit is an answer; any other failure is an Error with nextpnr's complaint.
Fit place_and_route(const SynthesisOptions& options);

// "Info: ICESTORM_LC: 812/ 7680 10%" and its like, as rows; empty when the log has none.
Report parse_utilisation(std::string_view log);

}  // namespace isomer

#endif  // TOOLS_ISOMER_PLACE_AND_ROUTE_H_
