// SPDX-License-Identifier: Apache-2.0
//
// A lockstep difference in the fields of a report.

#ifndef TOOLS_ISOMER_DIFFERENCE_REPORT_H_
#define TOOLS_ISOMER_DIFFERENCE_REPORT_H_

#include "sim/lockstep/reproducer.h"
#include "tools/isomer/report.h"

namespace isomer {

// "value", "order", ...
const char* name_of(DifferenceKind kind);

// Image, instruction, layer, tile, tensor, the element's place in its word, tile and tensor, what
// was expected and found; null where the difference has no such thing.
Report to_report(std::int64_t image, const Difference& difference);

}  // namespace isomer

#endif  // TOOLS_ISOMER_DIFFERENCE_REPORT_H_
