// SPDX-License-Identifier: Apache-2.0
//
// nextpnr-ice40.

#ifndef TOOLS_ISOMER_PLACE_AND_ROUTE_H_
#define TOOLS_ISOMER_PLACE_AND_ROUTE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tools/isomer/synthesis.h"

namespace isomer {

// NAME.json of the folder placed and routed, with one seed after the other until an attempt finds
// every route in its time; NAME.seed-N.log and NAME.seed-N.json are what nextpnr says of each, and
// a line on standard error tells how it ended. A netlist that does not fit is an answer, and one
// without routes; any other failure is an Error with nextpnr's complaint.
Fit place_and_route(const SynthesisOptions& options);

// Of nextpnr-ice40, for the attempt with this seed.
std::vector<std::string> route_arguments(const SynthesisOptions& options, std::uint64_t seed);

// "Info: ICESTORM_LC: 812/ 7680 10%" and its like, as rows; empty when the log has none.
Report parse_utilisation(std::string_view log);

}  // namespace isomer

#endif  // TOOLS_ISOMER_PLACE_AND_ROUTE_H_
