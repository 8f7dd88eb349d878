// SPDX-License-Identifier: Apache-2.0
//
// DiffQuant's Figure 5: what quantising makes of a tensor's density, one panel per exponent.

#ifndef TOOLS_ISOMER_DENSITY_PICTURE_H_
#define TOOLS_ISOMER_DENSITY_PICTURE_H_

#include <filesystem>

#include "train/quantizers/diagnostics.h"

namespace isomer {

// Draws the densities of `table` with gnuplot as SVG, written atomically. Error when gnuplot is not
// installed or fails.
void draw_densities(const train::ExponentTable& table, const std::filesystem::path& svg);

}  // namespace isomer

#endif  // TOOLS_ISOMER_DENSITY_PICTURE_H_
