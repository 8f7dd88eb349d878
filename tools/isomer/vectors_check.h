// SPDX-License-Identifier: Apache-2.0
//
// Compares answers to conformance vectors with our own.

#ifndef TOOLS_ISOMER_VECTORS_CHECK_H_
#define TOOLS_ISOMER_VECTORS_CHECK_H_

#include <string>

#include "tools/isomer/report.h"
#include "tools/isomer/vectors_file.h"

namespace isomer {

// What is different in the answer, or nothing.
std::string difference(const Answer& want, const Answer& got);

struct VectorsVerdict {
  Report report;  // counts in all and by kind
  std::string first_difference;

  bool passed() const { return first_difference.empty(); }
};

// Reads all answers and computes the vectors that the header is about, in its order. Error when
// the header does not fit the machine, or is not of this version of the generator.
VectorsVerdict check_answers(AnswerReader& answers, const Machine& machine);

}  // namespace isomer

#endif  // TOOLS_ISOMER_VECTORS_CHECK_H_
