// SPDX-License-Identifier: Apache-2.0
//
// The words for spaces and contents in a file of vectors.

#ifndef TOOLS_ISOMER_VECTORS_NAMES_H_
#define TOOLS_ISOMER_VECTORS_NAMES_H_

#include <cstddef>

#include "tools/isomer/vectors_file.h"

namespace isomer {

// By number.
inline constexpr const char* kSpaceNames[] = {"activations", "weights", "parameters",
                                              "accumulators", "device"};
inline constexpr const char* kContentsNames[] = {"questions", "answers", "vectors"};

inline const char* space_name(Space space) { return kSpaceNames[static_cast<std::size_t>(space)]; }
inline const char* contents_name(Contents contents) {
  return kContentsNames[static_cast<std::size_t>(contents)];
}

}  // namespace isomer

#endif  // TOOLS_ISOMER_VECTORS_NAMES_H_
