// SPDX-License-Identifier: Apache-2.0
//
// The page isa/INSTRUCTIONS.md: every encoding, from the table.

#ifndef ISA_INSTRUCTIONS_REFERENCE_PAGE_H_
#define ISA_INSTRUCTIONS_REFERENCE_PAGE_H_

#include <string>

namespace isomer {

std::string reference_page();

}  // namespace isomer

#endif  // ISA_INSTRUCTIONS_REFERENCE_PAGE_H_
