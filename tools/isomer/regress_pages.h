// SPDX-License-Identifier: Apache-2.0
//
// The results of a regression for others: JUnit XML for a CI, one HTML page for people.

#ifndef TOOLS_ISOMER_REGRESS_PAGES_H_
#define TOOLS_ISOMER_REGRESS_PAGES_H_

#include <span>
#include <string>

#include "sim/coverage/coverage.h"
#include "tools/isomer/regress_results.h"

namespace isomer {

// A suite for each machine and kind; a case for each failure and one for all that passed.
std::string to_junit(const RegressResults& results);

// Complete in itself: totals, a table of machines and kinds, every failure with how to replay it,
// coverage with its holes.
std::string to_html(const RegressResults& results, std::span<const Coverage> coverage);

}  // namespace isomer

#endif  // TOOLS_ISOMER_REGRESS_PAGES_H_
